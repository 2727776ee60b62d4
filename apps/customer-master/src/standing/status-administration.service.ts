import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { Timers, type Tx } from '@crm/persistence';
import { StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { canonical } from '../customers/rules/statement.js';
import type { StatusRulesData } from './rules/lost.js';
import { statusRulesAggregate, statusRulesTimer } from './status-rules-runner.js';
import { StatusRules, type StatusRulesVersion } from './status-rules.service.js';

/** Changes the rules of statuses. */
@Injectable()
export class StatusAdministration {
  constructor(
    private readonly rules: StatusRules,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  /** The same rules again make no version. @throws StaleVersion */
  async change(tx: Tx, rules: StatusRulesData, by: Actor, version: number, now: Date): Promise<StatusRulesVersion> {
    await this.rules.lock(tx);
    const active = await this.rules.active(tx);
    if (active.version !== version) throw new StaleVersion(active.version);
    if (canonical(active.rules) === canonical(rules)) return active;
    const next = { version: version + 1, rules, madeBy: by.id, madeAt: now, appliedAt: null };
    await this.rules.add(tx, next);
    await this.outbox.append(tx, rulesChanged('status-rules', next.version, by.id, now));
    const timer = { kind: statusRulesTimer, aggregateId: statusRulesAggregate, epoch: next.version, dueAt: now };
    await this.timers.arm(tx, timer);
    return next;
  }
}
