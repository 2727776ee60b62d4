import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

export const exportFormats = ['csv', 'xlsx', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** That somebody takes customers out of the house. */
export interface ExportNote {
  id: string;
  actorId: string;
  format: ExportFormat;
  /** Without names and attributes that were looked for: they may be a person's. */
  filter: Record<string, unknown>;
  masked: boolean;
  /** The only department whose customers are in it; null: all. */
  department: string | null;
  startedAt: Date;
}

/** Who took which customers out of the house. Rows are written before the first customer leaves. */
@Injectable()
export class ExportsRepository {
  async begin(tx: Tx, { id, actorId, format, filter, masked, department, startedAt }: ExportNote): Promise<void> {
    await tx.query(
      `INSERT INTO customer_export (id, actor_id, format, filter, masked, department, state, started_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'running', $7)`,
      [id, actorId, format, JSON.stringify(filter), masked, department, startedAt],
    );
  }

  async end(tx: Tx, id: string, state: 'completed' | 'broken_off', customers: number, now: Date): Promise<void> {
    await tx.query('UPDATE customer_export SET state = $2, customers = $3, ended_at = $4 WHERE id = $1', [
      id,
      state,
      customers,
      now,
    ]);
  }
}
