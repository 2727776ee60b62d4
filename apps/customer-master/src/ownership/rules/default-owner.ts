import type { Owner } from '../../customers/customer.shape.js';
import type { Actor } from '../../customers/actor.js';

/** Roles that own customers themselves. */
const owningRoles: readonly string[] = ['sales', 'agent'];

/**
 * The owner of a new customer: the salesperson or agent who registers it; else whom the request names, but for somebody
 * who sees one department only never another one; else the deployment's default department.
 */
export function defaultOwner(
  by: Actor,
  wish: { employeeId?: string | null; department?: string } | undefined,
  defaultDepartment: string,
): Owner {
  const isOwning = by.roles.some((role) => owningRoles.includes(role));
  if (by.department && isOwning) return { employeeId: by.id, department: by.department };
  const own = by.scope === 'department' ? by.department : null;
  if (own && wish?.department && wish.department !== own) return { employeeId: null, department: own };
  return { employeeId: wish?.employeeId ?? null, department: own ?? wish?.department ?? defaultDepartment };
}
