import type { Owner } from '../../customers/customer.shape.js';
import type { Colleague, Surroundings } from '../../employees/staff.service.js';

/** Why somebody answers for a customer now. `nobody`: all who could are away, or the deployment does not know them. */
export const responsibleCauses = ['owner', 'substitute', 'supervisor', 'department_head', 'nobody'] as const;
export type ResponsibleCause = (typeof responsibleCauses)[number];

/** Who answers for a customer at this moment. */
export interface Responsible {
  employeeId: string | null;
  because: ResponsibleCause;
}

/**
 * The owner; while away, whoever stands in, and for that one again whoever stands in; when that leads to nobody who is
 * there, the supervisor or the next one above; else the head of the department, or of one above. An owner who works in
 * another department by now does not see the customer, so there the head of the department that owns it answers.
 */
export function responsibleFor(owner: Owner, { people, departments }: Surroundings, now: Date): Responsible {
  const isThere = (one: Colleague): boolean => one.active && !isAbsent(one, now);
  const holder = owner.employeeId === null ? undefined : people.get(owner.employeeId);
  if (owner.employeeId !== null && !holder) return { employeeId: owner.employeeId, because: 'owner' };
  if (holder && holder.departmentId === owner.department) {
    if (isThere(holder)) return { employeeId: holder.id, because: 'owner' };
    const standIn = firstAlong(holder, ({ active, substituteId }) => (active ? substituteId : null), people, isThere);
    if (standIn) return { employeeId: standIn.id, because: 'substitute' };
    const superior = firstAlong(holder, ({ supervisorId }) => supervisorId, people, isThere);
    if (superior) return { employeeId: superior.id, because: 'supervisor' };
  }
  const seen = new Set<string>();
  for (let at = departments.get(owner.department); at && !seen.has(at.id); at = departments.get(at.parentId ?? '')) {
    seen.add(at.id);
    const head = people.get(at.head ?? '');
    if (head && isThere(head)) return { employeeId: head.id, because: 'department_head' };
  }
  return { employeeId: null, because: 'nobody' };
}

/** The owner's supervisor, else the head of the department or of the next one above that has one. */
export function superiorOf(owner: Owner, { people, departments }: Surroundings): string | null {
  const supervisor = people.get(owner.employeeId ?? '')?.supervisorId;
  if (supervisor) return supervisor;
  const seen = new Set<string>();
  for (let at = departments.get(owner.department); at && !seen.has(at.id); at = departments.get(at.parentId ?? '')) {
    if (at.head !== null && at.head !== owner.employeeId) return at.head;
    seen.add(at.id);
  }
  return null;
}

/** Whether somebody is away at this moment. */
export const isAbsent = ({ absentFrom, absentTo }: Pick<Colleague, 'absentFrom' | 'absentTo'>, now: Date): boolean =>
  absentFrom !== null && absentFrom <= now && (absentTo === null || now < absentTo);

/** The first one after `start` who fits, along a chain that may lead in a circle. */
function firstAlong(
  start: Colleague,
  nextOf: (one: Colleague) => string | null,
  people: Surroundings['people'],
  fits: (one: Colleague) => boolean,
): Colleague | undefined {
  const seen = new Set([start.id]);
  for (let at = people.get(nextOf(start) ?? ''); at && !seen.has(at.id); at = people.get(nextOf(at) ?? '')) {
    if (fits(at)) return at;
    seen.add(at.id);
  }
  return undefined;
}
