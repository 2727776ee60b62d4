import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CausesService } from '../causes/causes.service.js';
import { defaultProblemRules, type ProblemRule, type ProblemRules, ruleFor } from './rules/recurrence.js';

export interface ProblemRulesVersion {
  /** 0: the rules that the product comes with. */
  version: number;
  rules: ProblemRules;
  madeBy: string | null;
  madeAt: Date | null;
}

/** The rules of problems; the newest version counts. */
@Injectable()
export class ProblemRulesService {
  constructor(
    private readonly causes: CausesService,
    private readonly outbox: Outbox,
  ) {}

  async active(tx: Tx): Promise<ProblemRulesVersion> {
    const [row] = await tx.query<ProblemRulesVersion[]>(
      `SELECT version, rules, made_by AS "madeBy", made_at AS "madeAt" FROM problem_rules ORDER BY version DESC LIMIT 1`,
    );
    return row ?? { version: 0, rules: defaultProblemRules, madeBy: null, madeAt: null };
  }

  async ruleFor(tx: Tx, causeId: string): Promise<ProblemRule> {
    return ruleFor((await this.active(tx)).rules, causeId);
  }

  /**
   * Adds a version. Cases are counted by it from the next assessment on; a verification that goes on keeps the rule that it
   * began with. @throws StaleVersion, UnknownCause
   */
  async replace(tx: Tx, rules: ProblemRules, readVersion: number, by: string, now: Date): Promise<ProblemRulesVersion> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('problem-rules', 0))`);
    const { version } = await this.active(tx);
    if (version !== readVersion) throw new StaleVersion(version);
    await this.causes.checkKnown(
      tx,
      rules.byCause.map(({ causeId }) => causeId),
    );
    const next = { version: version + 1, rules, madeBy: by, madeAt: now };
    await tx.query('INSERT INTO problem_rules (version, rules, made_by, made_at) VALUES ($1, $2, $3, $4)', [
      next.version,
      JSON.stringify(rules),
      by,
      now,
    ]);
    await this.outbox.append(tx, rulesChanged('problem-rules', next.version, by, now));
    return next;
  }
}
