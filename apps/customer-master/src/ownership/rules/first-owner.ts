import type { OwnershipCause } from '@crm/contracts';
import type { Actor } from '../../customers/actor.js';

/** Roles that own customers themselves. */
export const owningRoles: readonly string[] = ['sales', 'agent'];

/** Whom a request names as the owner of a new customer. */
export interface OwnerWish {
  employeeId?: string | null;
  department?: string;
}

/** An owner that a person chose; without a department: whichever the employee works in. */
export interface ChosenOwner {
  employeeId: string | null;
  department: string | null;
  cause: OwnershipCause;
}

/**
 * The owner of a new customer as far as people say it: the salesperson or agent who registers it; else whom the request
 * names, but for somebody who sees one department only never another one. Null: nobody says it, so the rules do.
 */
export function chosenOwner(by: Actor, wish: OwnerWish | undefined): ChosenOwner | null {
  const isOwning = by.roles.some((role) => owningRoles.includes(role));
  if (by.department && isOwning) return { employeeId: by.id, department: by.department, cause: 'registered' };
  const own = by.scope === 'department' ? by.department : null;
  if (own && wish?.department && wish.department !== own)
    return { employeeId: null, department: own, cause: 'registered' };
  const employeeId = wish?.employeeId ?? null;
  const department = own ?? wish?.department ?? null;
  if (employeeId === null && department === null) return null;
  return { employeeId, department, cause: employeeId === null && own ? 'registered' : 'by_hand' };
}
