import type { WaitedFor } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Pause } from './rules/evaluation.js';

/** When cases waited for somebody outside, in whole seconds, as deadlines are. Changed under the lock of the case. */
@Injectable()
export class WaitsService {
  async begin(tx: Tx, kase: { id: string; cycle: number }, reason: WaitedFor, now: Date): Promise<void> {
    await tx.query('INSERT INTO sla_wait (id, case_id, cycle, reason, began_at) VALUES ($1, $2, $3, $4, $5)', [
      newId(),
      kase.id,
      kase.cycle,
      reason,
      secondOf(now),
    ]);
  }

  /** One that began in this very second never was. */
  async end(tx: Tx, caseId: string, now: Date): Promise<void> {
    const at = secondOf(now);
    await tx.query('DELETE FROM sla_wait WHERE case_id = $1 AND ended_at IS NULL AND began_at >= $2', [caseId, at]);
    await tx.query('UPDATE sla_wait SET ended_at = $2 WHERE case_id = $1 AND ended_at IS NULL', [caseId, at]);
  }

  /** Of one cycle, in order. */
  of(tx: Tx, caseId: string, cycle: number): Promise<Pause[]> {
    return tx.query<Pause[]>(
      `SELECT began_at AS "from", ended_at AS "to" FROM sla_wait WHERE case_id = $1 AND cycle = $2 ORDER BY began_at`,
      [caseId, cycle],
    );
  }

  /** Of the cycles that these clocks belong to, with one statement. */
  async ofAll(
    tx: Tx,
    clocks: readonly { caseId: string; cycle: number }[],
  ): Promise<(clock: { caseId: string; cycle: number }) => Pause[]> {
    const rows = await tx.query<(Pause & { caseId: string; cycle: number })[]>(
      `SELECT case_id AS "caseId", cycle, began_at AS "from", ended_at AS "to" FROM sla_wait
       WHERE case_id = ANY ($1) ORDER BY began_at`,
      [[...new Set(clocks.map(({ caseId }) => caseId))]],
    );
    const waits = new Map<string, Pause[]>();
    for (const { caseId, cycle, from, to } of rows) {
      const name = `${caseId} ${cycle}`;
      waits.set(name, [...(waits.get(name) ?? []), { from, to }]);
    }
    return ({ caseId, cycle }) => waits.get(`${caseId} ${cycle}`) ?? [];
  }
}

const secondOf = (instant: Date): Date => new Date(Math.floor(instant.getTime() / 1000) * 1000);
