import type { User } from '@crm/platform/auth';
import type { Person } from './case.js';

/** The user as somebody who acts on a case; without a department in the token, for the owner's. */
export const acting = (user: Pick<User, 'id' | 'department'>, kase: { ownerDepartment: string }): Person => ({
  employeeId: user.id,
  department: user.department ?? kase.ownerDepartment,
});
