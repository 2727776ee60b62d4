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
  async add(tx: Tx, clocks: readonly SlaClock[]): Promise<void> {
    if (clocks.length > 0) await tx.insert(SlaClock, clocks as never);
  }

  async save(tx: Tx, { id, ...changes }: SlaClock): Promise<void> {
    await tx.update(SlaClock, { id }, changes as never);
  }

  /** What the passing of time has changed of these clocks. */
  async saveAlarms(tx: Tx, clocks: readonly SlaClock[]): Promise<void> {
    if (clocks.length === 0) return;
    await tx.query(
      `UPDATE sla_clock c SET told = a.told, state = a.state, epoch = a.epoch, paused_until = a.paused_until
       FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::timestamptz[]) AS a (id, told, state, epoch, paused_until)
       WHERE c.id = a.id`,
      [
        clocks.map(({ id }) => id),
        clocks.map(({ told }) => told),
        clocks.map(({ state }) => state),
        clocks.map(({ epoch }) => epoch),
        clocks.map(({ pausedUntil }) => pausedUntil?.toISOString() ?? null),
      ],
    );
  }

  /** By id; who is not there is left out. */
  async findAll(tx: Tx, ids: readonly string[]): Promise<Map<string, SlaClock>> {
    const clocks = await tx.findBy(SlaClock, { id: In([...ids]) });
    return new Map(clocks.map((clock) => [clock.id, clock]));
  }

  /** The case of each of these clocks, by its id. */
  async casesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; caseId: string }[]>(
      'SELECT id, case_id AS "caseId" FROM sla_clock WHERE id = ANY ($1)',
      [ids],
    );
    return new Map(rows.map(({ id, caseId }) => [id, caseId]));
  }

  /** Those of a case that somebody still has to reach. */
  openOf(tx: Tx, caseId: string): Promise<SlaClock[]> {
    return tx.find(SlaClock, { where: { caseId, state: In(open) }, order: { startedAt: 'ASC', id: 'ASC' } });
  }

  /** Every clock of a case, in the order of their start. */
  ofCase(tx: Tx, caseId: string): Promise<SlaClock[]> {
    return tx.find(SlaClock, { where: { caseId }, order: { startedAt: 'ASC', id: 'ASC' } });
  }

  /** The clocks for the resolution, of any cycle; of one cycle the last one last. */
  resolutionsOf(tx: Tx, caseIds: readonly string[]): Promise<SlaClock[]> {
    return tx.find(SlaClock, { where: { caseId: In([...caseIds]), metric: 'resolution' }, order: { round: 'ASC' } });
  }

  /** How many clocks of the metric there were in the cycle. */
  rounds(tx: Tx, caseId: string, cycle: number, metric: SlaMetric): Promise<number> {
    return tx.countBy(SlaClock, { caseId, cycle, metric });
  }
}
