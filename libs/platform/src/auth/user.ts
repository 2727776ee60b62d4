import { type DataScope, isPermission, isRole, type Permission, type Role, roles } from './permissions.js';

/** The acting user, from the token only. */
export interface User {
  /** `sub` of the token: an employee's or a service client's id. */
  id: string;
  roles: readonly Role[];
  /** The user's department; null for service clients and for people without one, who then see no department's data. */
  department: string | null;
  permissions: ReadonlySet<Permission>;
  /** What the SQL predicate of each query has to be limited to. */
  scope: DataScope;
}

/** Claims this system reads; everything else in a token is ignored. */
export interface Claims {
  sub?: unknown;
  roles?: unknown;
  department?: unknown;
  scope?: unknown;
}

/** Whether the user may do it. Guards routes through @RequirePermission; inside a use case it decides on fields. */
export const can = (user: User, permission: Permission): boolean => user.permissions.has(permission);

/**
 * The user of a verified token; undefined when it names none. A token with roles has their permissions; one without
 * (client credentials of a service) has those that its `scope` lists, and sees all data.
 */
export function userOf(claims: Claims): User | undefined {
  if (typeof claims.sub !== 'string' || claims.sub === '' || claims.sub.length > 200) return undefined;
  const named = Array.isArray(claims.roles)
    ? claims.roles.filter((role): role is string => typeof role === 'string')
    : [];
  const held = named.filter(isRole);
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  // A person whose only role is unknown here has no permission; falling back to the scopes would widen it.
  const granted =
    named.length > 0 ? held.flatMap((role) => roles[role].permissions as Permission[]) : scopes.filter(isPermission);
  const seesAll = named.length > 0 ? held.some((role) => roles[role].scope === 'all') : true;
  return {
    id: claims.sub,
    roles: held,
    department: typeof claims.department === 'string' && claims.department !== '' ? claims.department : null,
    permissions: new Set(granted),
    scope: seesAll ? 'all' : 'department',
  };
}
