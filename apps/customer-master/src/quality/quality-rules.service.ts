import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { canonical } from '../customers/rules/statement.js';
import { defaultQualityRules, type QualityRulesData } from './rules/quality-rules.js';

export interface QualityRulesVersion {
  /** 0: the rules that the product comes with. */
  version: number;
  rules: QualityRulesData;
  madeBy: string | null;
  madeAt: Date | null;
  /** When every customer had been judged by them; null: that is under way, or version 0. */
  appliedAt: Date | null;
}

/** The rules of quality; the newest version counts. */
@Injectable()
export class QualityRules {
  constructor(private readonly outbox: Outbox) {}

  async active(tx: Tx): Promise<QualityRulesVersion> {
    const [row] = await tx.query<QualityRulesVersion[]>(
      `SELECT version, rules, made_by AS "madeBy", made_at AS "madeAt", applied_at AS "appliedAt"
       FROM quality_rules ORDER BY version DESC LIMIT 1`,
    );
    if (!row) return { version: 0, rules: defaultQualityRules, madeBy: null, madeAt: null, appliedAt: null };
    // Rules that were kept before there were some of the faults: those count as by default.
    return { ...row, rules: { ...row.rules, faults: { ...defaultQualityRules.faults, ...row.rules.faults } } };
  }

  /** In force at once; scores by older versions are made anew in the background. The same rules again make no version. @throws StaleVersion */
  async change(tx: Tx, rules: QualityRulesData, by: Actor, version: number, now: Date): Promise<QualityRulesVersion> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('quality-rules', 0))`);
    const active = await this.active(tx);
    if (active.version !== version) throw new StaleVersion(active.version);
    if (canonical(active.rules) === canonical(rules)) return active;
    const next = { version: version + 1, rules, madeBy: by.id, madeAt: now, appliedAt: null };
    await tx.query('INSERT INTO quality_rules (version, rules, made_by, made_at) VALUES ($1, $2, $3, $4)', [
      next.version,
      JSON.stringify(rules),
      by.id,
      now,
    ]);
    await this.outbox.append(tx, rulesChanged('quality-rules', next.version, by.id, now));
    return next;
  }

  async noteApplied(tx: Tx, version: number, at: Date): Promise<void> {
    await tx.query('UPDATE quality_rules SET applied_at = $2 WHERE version = $1', [version, at]);
  }
}
