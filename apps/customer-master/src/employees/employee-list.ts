import type { Tx } from '@crm/persistence';
import { decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Employee } from './employee.entity.js';
import type { EmployeeQuery } from './employees.dto.js';

/** Employees in order of their ids. */
export async function listEmployees(tx: Tx, query: EmployeeQuery): Promise<Page<Employee>> {
  const rows = tx
    .getRepository(Employee)
    .createQueryBuilder('employee')
    .orderBy('employee.id')
    .take(query.limit + 1);
  if (query.department) rows.andWhere('employee.departmentId = :department', { department: query.department });
  if (query.active !== undefined) rows.andWhere('employee.active = :active', { active: query.active === 'true' });
  if (query.query) {
    const pattern = `%${query.query.replace(/[\\%_]/g, '\\$&')}%`;
    rows.andWhere('(employee.name ILIKE :pattern OR employee.id ILIKE :pattern)', { pattern });
  }
  const after = decodeCursor<{ id: string }>(query.cursor, ({ id }) => typeof id === 'string');
  if (after) rows.andWhere('employee.id > :after', { after: after.id });
  return toPage(await rows.getMany(), query.limit, ({ id }) => ({ id }));
}
