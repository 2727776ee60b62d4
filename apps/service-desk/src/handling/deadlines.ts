import type { SlaMetric } from '@crm/contracts';
import { databaseNow, type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CallbacksService } from '../callbacks/callbacks.service.js';
import { CasesService } from '../cases/cases.service.js';
import { HandoversService } from '../handovers/handovers.service.js';
import { clockTimer } from '../sla/clocks.service.js';
import { DueClocks } from '../sla/due-clocks.service.js';
import { WarningsService } from './warnings.service.js';

/**
 * Tells that a share of the time that a clock allows is used up, and at last that its deadline passed. How late that is
 * noticed changes nothing: it happened then.
 */
@Injectable()
export class Deadlines {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: DueClocks,
    private readonly warnings: WarningsService,
    private readonly callbacks: CallbacksService,
    private readonly handovers: HandoversService,
  ) {}

  /**
   * Some hundred at once, with as many statements as for one. A case that somebody works on just now is left for the next
   * batch: nobody waits for a batch that waits for somebody else, so none of them can come to a deadlock.
   */
  @OnTimer(clockTimer, { batch: true })
  async pass(tx: Tx, timers: readonly DueTimer[]): Promise<readonly DueTimer[]> {
    const caseOf = await this.clocks.casesOf(
      tx,
      timers.map(({ aggregateId }) => aggregateId),
    );
    const locked = await this.cases.lockFree(tx, [...new Set(caseOf.values())]);
    const cases = new Map(locked.map((kase) => [kase.id, kase]));
    const isLeft = ({ aggregateId }: DueTimer): boolean =>
      caseOf.has(aggregateId) && !cases.has(caseOf.get(aggregateId)!);
    const passed = await this.clocks.pass(
      tx,
      timers.filter((timer) => !isLeft(timer)),
      await databaseNow(tx),
    );
    const told = passed.map((one) => ({ ...one, kase: cases.get(one.clock.caseId)! }));
    // Who is to call back, or to answer an offer, is not the owner.
    const casesWith = (metric: SlaMetric): string[] =>
      told.flatMap(({ kase, clock }) => (clock.metric === metric ? [kase.id] : []));
    const callers = await this.callbacks.assigneesOf(tx, casesWith('callback'));
    const offers = await this.handovers.askedOf(tx, casesWith('handover'));
    const recipients = await this.warnings.recipients(
      tx,
      told.map(({ kase, clock: { metric, policyVersion }, percent }) => {
        const caller = metric === 'callback' ? callers.get(kase.id) : undefined;
        const asked = metric === 'handover' ? offers.get(kase.id) : undefined;
        const { employeeId, department } = asked ?? caller ?? kase.owner;
        if (employeeId === null) return { policyVersion, percent, owner: kase.owner, department };
        return { policyVersion, percent, owner: { employeeId, department } };
      }),
    );
    await this.cases.tellAll(
      tx,
      told.map(({ kase, clock, percent, at }, index) => {
        const breach = percent === 100 ? [kase.deadlineBreached(clock)] : [];
        const to = recipients[index]!;
        const warning = to.length > 0 ? [kase.warned(clock, { percent, at }, to)] : [];
        return { kase, events: [...breach, ...warning] };
      }),
    );
    return timers.filter(isLeft);
  }
}
