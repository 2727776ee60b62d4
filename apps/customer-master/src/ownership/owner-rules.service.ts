import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { OwnerRule } from './rules/owner-rules.js';

export interface OwnerRulesVersion {
  /** 0: no rule at all; every customer that nobody chooses an owner for goes to the default department. */
  version: number;
  rules: OwnerRule[];
  madeBy: string | null;
  madeAt: Date | null;
}

/** The rules of ownership; the newest version counts. */
@Injectable()
export class OwnerRules {
  async active(tx: Tx): Promise<OwnerRulesVersion> {
    const [row] = await tx.query<OwnerRulesVersion[]>(
      `SELECT version, rules, made_by AS "madeBy", made_at AS "madeAt" FROM ownership_rules ORDER BY version DESC LIMIT 1`,
    );
    return row ?? { version: 0, rules: [], madeBy: null, madeAt: null };
  }

  /** Nobody else changes the rules until this transaction ends. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('ownership-rules', 0))`);
  }

  async add(tx: Tx, { version, rules, madeBy, madeAt }: OwnerRulesVersion): Promise<void> {
    await tx.query('INSERT INTO ownership_rules (version, rules, made_by, made_at) VALUES ($1, $2, $3, $4)', [
      version,
      JSON.stringify(rules),
      madeBy,
      madeAt,
    ]);
  }
}
