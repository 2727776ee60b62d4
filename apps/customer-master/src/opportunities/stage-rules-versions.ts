import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { defaultStageRules, type StageRules } from './rules/stages.js';

export interface StageRulesVersion {
  /** 0: the rules that the product comes with. */
  version: number;
  rules: StageRules;
  madeBy: string | null;
  madeAt: Date | null;
}

/** What stages mean; the newest version counts. */
@Injectable()
export class StageRulesVersions {
  async active(tx: Tx): Promise<StageRulesVersion> {
    const [row] = await tx.query<StageRulesVersion[]>(
      `SELECT version, rules, made_by AS "madeBy", made_at AS "madeAt" FROM opportunity_stage_rules ORDER BY version DESC LIMIT 1`,
    );
    return row ?? { version: 0, rules: defaultStageRules, madeBy: null, madeAt: null };
  }

  /** Nobody else changes the rules until this transaction ends. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('opportunity-stages', 0))`);
  }

  async add(tx: Tx, { version, rules, madeBy, madeAt }: StageRulesVersion): Promise<void> {
    await tx.query('INSERT INTO opportunity_stage_rules (version, rules, made_by, made_at) VALUES ($1, $2, $3, $4)', [
      version,
      JSON.stringify(rules),
      madeBy,
      madeAt,
    ]);
  }
}
