import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { defaultRules, type TrustRules, withAllGroups } from './rules/trust.js';

export interface RulesVersion {
  /** 0: the rules that the service comes with. */
  version: number;
  rules: TrustRules;
  madeBy: string | null;
  madeAt: Date | null;
}

/** The rules by which golden records are derived; the newest version counts. */
@Injectable()
export class SurvivorshipRules {
  /**
   * Read after the customer's row is locked: whoever changes the rules derives every customer anew afterwards, and waits
   * for that lock.
   */
  async active(tx: Tx): Promise<RulesVersion> {
    const [row] = await tx.query<RulesVersion[]>(
      `SELECT version, rules, made_by AS "madeBy", made_at AS "madeAt" FROM survivorship_rules ORDER BY version DESC LIMIT 1`,
    );
    return row
      ? { ...row, rules: withAllGroups(row.rules) }
      : { version: 0, rules: defaultRules, madeBy: null, madeAt: null };
  }

  async add(tx: Tx, { version, rules, madeBy, madeAt }: RulesVersion): Promise<void> {
    await tx.query('INSERT INTO survivorship_rules (version, rules, made_by, made_at) VALUES ($1, $2, $3, $4)', [
      version,
      JSON.stringify(rules),
      madeBy,
      madeAt,
    ]);
  }
}
