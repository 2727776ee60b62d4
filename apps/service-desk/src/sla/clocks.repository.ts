import type { SlaMetric } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { ClockState } from './rules/verdict.js';
import { SlaClock } from './sla-clock.entity.js';

const open: ClockState[] = ['running', 'paused', 'breached_running'];

/** Rows of `sla_clock`; changed under the lock of the case. */
@Injectable()
export class ClocksRepository {
  async add(tx: Tx, clock: SlaClock): Promise<void> {
    await tx.insert(SlaClock, clock as never);
  }

  async save(tx: Tx, { id, ...changes }: SlaClock): Promise<void> {
    await tx.update(SlaClock, { id }, changes as never);
  }

  find(tx: Tx, id: string): Promise<SlaClock | null> {
    return tx.findOneBy(SlaClock, { id });
  }

  /** Those of a case that somebody still has to reach. */
  openOf(tx: Tx, caseId: string): Promise<SlaClock[]> {
    return tx.find(SlaClock, { where: { caseId, state: In(open) }, order: { startedAt: 'ASC', id: 'ASC' } });
  }

  /** Every clock of a case, in the order of their start. */
  ofCase(tx: Tx, caseId: string): Promise<SlaClock[]> {
    return tx.find(SlaClock, { where: { caseId }, order: { startedAt: 'ASC', id: 'ASC' } });
  }

  /** The clocks for the resolution, of any cycle. */
  resolutionsOf(tx: Tx, caseIds: readonly string[]): Promise<SlaClock[]> {
    return tx.findBy(SlaClock, { caseId: In([...caseIds]), metric: 'resolution' });
  }

  /** How many clocks of the metric there were in the cycle. */
  rounds(tx: Tx, caseId: string, cycle: number, metric: SlaMetric): Promise<number> {
    return tx.countBy(SlaClock, { caseId, cycle, metric });
  }
}
