import type { User } from '@crm/platform/auth';

/** Whose figures are meant; null: everybody's. Nobody has the id ''. */
export interface Limits {
  department: string | null;
  agent: string | null;
}

const nobody = '';

/**
 * Whose figures a user gets who asks for somebody's: without `desk-kpi:read-team` the own ones, with it those of the own
 * department, or of all where the user sees all departments. What is asked beyond that is nobody's.
 */
export function limitsOf(user: User, wish: Partial<Limits>): Limits {
  const department = wish.department ?? null;
  const agent = wish.agent === 'me' ? user.id : (wish.agent ?? null);
  const narrowed = (wished: string | null, own: string | null): string =>
    own !== null && (wished === null || wished === own) ? own : nobody;
  if (!user.permissions.has('desk-kpi:read-team')) return { department, agent: narrowed(agent, user.id) };
  return user.scope === 'all' ? { department, agent } : { department: narrowed(department, user.department), agent };
}
