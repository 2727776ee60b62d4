import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { defaultRoutingRules, type RoutingRules } from './rules/routing.js';

export interface RoutingRulesVersion {
  /** 0: the rules that the product comes with. */
  version: number;
  rules: RoutingRules;
  changedBy: string | null;
  changedAt: Date | null;
}

/** The rules of routing; the newest version counts, every version is kept. */
@Injectable()
export class RoutingRulesService {
  constructor(private readonly outbox: Outbox) {}

  async active(tx: Tx): Promise<RoutingRulesVersion> {
    const [row] = await tx.query<RoutingRulesVersion[]>(
      `SELECT version, content AS rules, changed_by AS "changedBy", changed_at AS "changedAt"
       FROM routing_rules ORDER BY version DESC LIMIT 1`,
    );
    return row ?? { version: 0, rules: defaultRoutingRules, changedBy: null, changedAt: null };
  }

  /** Adds a version. @throws StaleVersion */
  async replace(tx: Tx, rules: RoutingRules, readVersion: number, by: string, now: Date): Promise<RoutingRulesVersion> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('routing-rules', 0))`);
    const { version } = await this.active(tx);
    if (version !== readVersion) throw new StaleVersion(version);
    const next = { version: version + 1, rules, changedBy: by, changedAt: now };
    await tx.query('INSERT INTO routing_rules (version, content, changed_by, changed_at) VALUES ($1, $2, $3, $4)', [
      next.version,
      JSON.stringify(rules),
      by,
      now,
    ]);
    await this.outbox.append(tx, rulesChanged('routing-rules', next.version, by, now));
    return next;
  }
}
