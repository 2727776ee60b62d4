import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { canonical } from '../customers/rules/statement.js';
import { OpportunityWatch } from './opportunity-watch.js';
import { StageRulesVersions, type StageRulesVersion } from './stage-rules-versions.js';
import type { StageRules } from './rules/stages.js';

/** Changes what stages mean. */
@Injectable()
export class OpportunityStages {
  constructor(
    private readonly versions: StageRulesVersions,
    private readonly watch: OpportunityWatch,
    private readonly outbox: Outbox,
  ) {}

  active(tx: Tx): Promise<StageRulesVersion> {
    return this.versions.active(tx);
  }

  /** The same again makes no version. Every open opportunity is looked at by the new ones. @throws StaleVersion */
  async change(tx: Tx, rules: StageRules, by: Actor, version: number, now: Date): Promise<StageRulesVersion> {
    await this.versions.lock(tx);
    const active = await this.versions.active(tx);
    if (active.version !== version) throw new StaleVersion(active.version);
    if (canonical(active.rules) === canonical(rules)) return active;
    const next = { version: version + 1, rules, madeBy: by.id, madeAt: now };
    await this.versions.add(tx, next);
    await this.outbox.append(tx, rulesChanged('opportunity-stages', next.version, by.id, now));
    await this.watch.lookAtAll(tx, now);
    return next;
  }
}
