import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { CausesService } from '../causes/causes.service.js';
import { ProactiveActionsService } from '../proactive/proactive-actions.service.js';
import { Problem, type Recurrence } from './problem.entity.js';
import { ProblemRulesService } from './problem-rules.service.js';
import { ProblemsRepository } from './problems.repository.js';
import { isRecurring, type ProblemRule, windowBegin } from './rules/recurrence.js';

/** Finds problems where cases are assessed, and keeps each case with the problem that it belongs to. */
@Injectable()
export class ProblemDetection {
  constructor(
    private readonly repository: ProblemsRepository,
    private readonly rules: ProblemRulesService,
    private readonly causes: CausesService,
    private readonly outbox: Outbox,
    private readonly proactive: ProactiveActionsService,
  ) {}

  /**
   * After a case was assessed, in the same transaction, which holds the lock of the case's row. `before`: what it was
   * assessed as until then. Whoever assesses other cases as the same waits here, so that all of them are counted and the
   * N-th opens the problem. Where the product and the cause stay, so does the problem, also a closed one.
   */
  async assessed(tx: Tx, caseId: string, before: Recurrence | null, after: Recurrence, now: Date): Promise<void> {
    await this.repository.lockRecurrences(tx, before ? [before, after] : [after]);
    const linked = await this.repository.recurrenceOfCase(tx, caseId);
    if (linked && isSame(linked, after)) return;
    if (linked) await this.repository.unlink(tx, caseId);
    const open = await this.repository.openProblemOf(tx, after);
    if (open) return this.repository.link(tx, open, [caseId], now);
    const rule = await this.rules.ruleFor(tx, after.causeId);
    const cases = await this.repository.unlinkedCases(tx, after, windowBegin(rule, now));
    if (isRecurring(rule, cases.length)) await this.open(tx, after, cases, rule, now);
  }

  private async open(tx: Tx, recurrence: Recurrence, cases: string[], rule: ProblemRule, now: Date): Promise<void> {
    const { productId, causeId } = recurrence;
    const { code: causeCode, nameZh } = await this.causes.find(tx, causeId);
    const earlierProblemId = await this.repository.lastProblemOf(tx, recurrence);
    const found = { productId, causeId, causeCode, cases: cases.length, earlierProblemId };
    const [problem, event] = Problem.open(found, rule, newId(), now);
    await this.repository.add(tx, problem);
    await this.repository.link(tx, problem.id, cases, now);
    await this.outbox.append(tx, event);
    // Who bought the product, or has such a case, could be told before asking: somebody has to decide that.
    await this.proactive.propose(
      tx,
      {
        problemId: problem.id,
        title: productId === null ? `重复问题：${nameZh}` : `重复问题：${productId} · ${nameZh}`,
        eventKind: 'recall',
        eventWords: `${cases.length} 个工单原因相同：${nameZh}`,
        filter: productId === null ? { problemId: problem.id } : { productIds: [productId] },
      },
      now,
    );
  }
}

const isSame = (one: Recurrence, other: Recurrence): boolean =>
  one.productId === other.productId && one.causeId === other.causeId;
