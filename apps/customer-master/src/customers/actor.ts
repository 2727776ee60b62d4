import type { User } from '@crm/platform/auth';

/** Who acts, as far as use cases look at it. A user of a request is one; events bring no user, so they act as a system. */
export type Actor = Pick<User, 'id' | 'roles' | 'department' | 'scope'>;

/** Acts for an outside system or for the service itself: sees everything, owns nothing. */
export const systemActor = (id: string): Actor => ({ id, roles: [], department: null, scope: 'all' });
