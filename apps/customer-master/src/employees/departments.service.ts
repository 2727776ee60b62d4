import { DepartmentChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Problem } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { Department } from './department.entity.js';

/** A department cannot lie below itself. */
export class DepartmentCycle extends Problem {
  constructor(departmentId: string) {
    super({
      type: 'department-cycle',
      status: 409,
      titles: { zh: '部门不能隶属于自己或自己的下级', en: 'A department cannot be below itself' },
      members: { departmentId },
    });
  }
}

export interface DepartmentFacts {
  name: string;
  parentId?: string | null;
  head?: string | null;
}

@Injectable()
export class DepartmentsService {
  constructor(private readonly outbox: Outbox) {}

  /**
   * Creates or changes a department. What is older than the known state, or nothing new, changes nothing.
   * @throws DepartmentCycle
   */
  async describe(
    tx: Tx,
    id: string,
    facts: DepartmentFacts,
    observedAt: Date,
  ): Promise<{ department: Department; created: boolean }> {
    // One lock for the whole tree: two moves that are harmless one by one could close a cycle together.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('department tree', 0))`);
    const repository = tx.getRepository(Department);
    const known = await repository.findOneBy({ id });
    if (known && observedAt < known.observedAt) return { department: known, created: false };
    const { name, parentId = null, head = null } = facts;
    if (parentId !== null && (await this.isBelow(tx, parentId, id))) throw new DepartmentCycle(id);
    const unchanged = known?.name === name && known.parentId === parentId && known.head === head;
    const version = (known?.version ?? 0) + (unchanged ? 0 : 1);
    const department = await repository.save(
      Object.assign(new Department(), { id, version, name, parentId, head, observedAt }),
    );
    if (!unchanged) await this.outbox.append(tx, changed(department));
    return { department, created: !known };
  }

  all(tx: Tx): Promise<Department[]> {
    return tx.getRepository(Department).find({ order: { id: 'ASC' } });
  }

  /** Whether `id` is `ancestor` or lies below it. */
  private async isBelow(tx: Tx, id: string, ancestor: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `WITH RECURSIVE above AS (
         SELECT $1::text AS id
         UNION
         SELECT department.parent_id FROM department JOIN above ON department.id = above.id WHERE department.parent_id IS NOT NULL)
       SELECT 1 FROM above WHERE id = $2`,
      [id, ancestor],
    );
    return rows.length > 0;
  }
}

const changed = ({ id, version, name, parentId, head }: Department) =>
  DepartmentChanged.draft({
    customerId: null,
    aggregateId: id,
    aggregateVersion: version,
    data: { departmentId: id, name, parentId, headId: head, version },
  });
