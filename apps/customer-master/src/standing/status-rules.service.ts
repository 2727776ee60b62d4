import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { defaultStatusRules, type StatusRulesData } from './rules/lost.js';

export interface StatusRulesVersion {
  /** 0: the rules that the product comes with. */
  version: number;
  rules: StatusRulesData;
  madeBy: string | null;
  madeAt: Date | null;
  /** When every active customer had been looked at by them; null: that is under way. */
  appliedAt: Date | null;
}

export interface RulesApplication extends StatusRulesVersion {
  /** The last customer that was looked at. */
  doneTo: string | null;
}

const columns = `version, rules, made_by AS "madeBy", made_at AS "madeAt", applied_at AS "appliedAt", done_to AS "doneTo"`;

/** The rules of statuses; the newest version counts. */
@Injectable()
export class StatusRules {
  async active(tx: Tx): Promise<StatusRulesVersion> {
    const [row] = await tx.query<RulesApplication[]>(
      `SELECT ${columns} FROM status_rules ORDER BY version DESC LIMIT 1`,
    );
    return row ? complete(row) : { version: 0, rules: defaultStatusRules, madeBy: null, madeAt: null, appliedAt: null };
  }

  /** Nobody else changes the rules until this transaction ends. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('status-rules', 0))`);
  }

  async add(tx: Tx, { version, rules, madeBy, madeAt }: StatusRulesVersion): Promise<void> {
    await tx.query('INSERT INTO status_rules (version, rules, made_by, made_at) VALUES ($1, $2, $3, $4)', [
      version,
      JSON.stringify(rules),
      madeBy,
      madeAt,
    ]);
  }

  /** How far a version is applied, locked. */
  async lockApplication(tx: Tx, version: number): Promise<RulesApplication | undefined> {
    const [row] = await tx.query<RulesApplication[]>(
      `SELECT ${columns} FROM status_rules WHERE version = $1 FOR UPDATE`,
      [version],
    );
    return row;
  }

  async saveApplication(tx: Tx, { version, doneTo, appliedAt }: RulesApplication): Promise<void> {
    await tx.query('UPDATE status_rules SET done_to = $2, applied_at = $3 WHERE version = $1', [
      version,
      doneTo,
      appliedAt,
    ]);
  }
}

/** What a version of before was not asked yet is as the product comes with it. */
const complete = (row: RulesApplication): RulesApplication => ({
  ...row,
  rules: { ...defaultStatusRules, ...row.rules },
});
