/** Somebody who works, or worked, here, as far as it says who does or oversees their work. */
interface Person {
  departmentId: string;
  supervisorId: string | null;
  active: boolean;
  /** Away from this moment; null: neither away nor going to be. */
  absentFrom: Date | null;
  /** First moment back; null: not known. */
  absentTo: Date | null;
  substituteId: string | null;
}

/** Everybody whom substitutes and supervisors lead to, and the departments around them, by id. */
export interface Known {
  people: ReadonlyMap<string, Person>;
  departments: ReadonlyMap<string, { parentId: string | null; head: string | null }>;
}

/** Who is to be told of somebody's work, and as what. */
export interface Listener {
  employeeId: string;
  as: 'assignee' | 'substitute' | 'supervisor' | 'department_head';
}

/** Who does somebody's work now: they; while they are away the substitute, or theirs in turn; else who leads them. */
export function actingFor(id: string, known: Known, now: Date): Listener | null {
  // Somebody whom nobody knows cannot be known to be away.
  if (!known.people.has(id)) return { employeeId: id, as: 'assignee' };
  const seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at);) {
    seen.add(at);
    if (isHere(at, known, now)) return { employeeId: at, as: at === id ? 'assignee' : 'substitute' };
    const person = known.people.get(at);
    at = person?.active ? person.substituteId : null;
  }
  return leaderOf(id, known, now);
}

/** The first of somebody's supervisors who is here, else who leads the department; null: nobody. */
export function leaderOf(id: string, known: Known, now: Date): Listener | null {
  const own = known.people.get(id);
  const seen = new Set([id]);
  for (let at = own?.supervisorId ?? null; at !== null && !seen.has(at);) {
    seen.add(at);
    if (isHere(at, known, now)) return { employeeId: at, as: 'supervisor' };
    at = known.people.get(at)?.supervisorId ?? null;
  }
  return own ? headOf(own.departmentId, known, now, id) : null;
}

/** Who leads a department, or the next one above whose head is here. @param except nobody is told of their own work so */
export function headOf(departmentId: string, known: Known, now: Date, except?: string): Listener | null {
  const seen = new Set<string>();
  for (let at: string | null = departmentId; at !== null && !seen.has(at);) {
    seen.add(at);
    const department = known.departments.get(at);
    const head = department?.head ?? null;
    if (head !== null && head !== except && isHere(head, known, now))
      return { employeeId: head, as: 'department_head' };
    at = department?.parentId ?? null;
  }
  return null;
}

function isHere(id: string, { people }: Known, now: Date): boolean {
  const person = people.get(id);
  if (!person?.active) return false;
  const { absentFrom, absentTo } = person;
  return !(absentFrom && absentFrom <= now && (absentTo === null || now < absentTo));
}
