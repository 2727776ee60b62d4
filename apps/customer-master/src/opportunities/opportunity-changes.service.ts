import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { type FieldError, NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { Colleagues } from '../employees/colleagues.service.js';
import { TargetCustomers } from '../standing/target-customers.service.js';
import { MoveReasonRefused, NoSuchMove } from './opportunities.errors.js';
import { OpportunityRecords } from './opportunity-records.service.js';
import { correctionFact } from './rules/opportunity-facts.js';
import { corrected, type Move, moved, type Opportunity, type OpportunityPatch } from './rules/opportunity.js';
import { isOpen, moveFault, reasonsFor } from './rules/stages.js';

interface Change {
  /** That the user read. */
  version: number;
  by: User;
  now: Date;
}

/** Moves opportunities through the stages, and corrects them. The customer is locked first, as in every change of it. */
@Injectable()
export class OpportunityChanges {
  constructor(
    private readonly records: OpportunityRecords,
    private readonly golden: GoldenRecords,
    private readonly colleagues: Colleagues,
    private readonly targets: TargetCustomers,
    private readonly outbox: Outbox,
  ) {}

  /** @throws NotFound also when its customer is out of the user's scope; StaleVersion; NoSuchMove, MoveReasonRefused */
  async move(tx: Tx, id: string, move: Move, change: Change): Promise<Opportunity> {
    const { before, customer } = await this.lock(tx, id, change);
    refuse(before, move);
    const [next, fact] = moved(before, move, change.now, await this.records.rules(tx));
    await this.records.move(tx, before, next, move, change.by.id);
    await this.outbox.append(tx, fact);
    if (isOpen(next.stage)) await this.targets.opened(tx, customer, change.now);
    else if (next.stage === 'lost' && !(await this.records.hasOpen(tx, customer.id))) {
      await this.targets.allLost(tx, customer, change.now);
    }
    return next;
  }

  /** @throws NotFound also when its customer is out of the user's scope; StaleVersion; ValidationFailed */
  async correct(tx: Tx, id: string, patch: OpportunityPatch, change: Change): Promise<Opportunity> {
    const { before } = await this.lock(tx, id, change);
    const faults = faultsOf(before, patch);
    if (faults.length > 0) throw new ValidationFailed(faults);
    const owned = await this.ownership(tx, before, patch, change.by);
    const [next, fields] = corrected(before, { ...patch, ...owned }, change.now, await this.records.rules(tx));
    if (fields.length === 0) return before;
    await this.records.correct(tx, before, next);
    await this.outbox.append(tx, correctionFact(next, fields));
    return next;
  }

  private async lock(
    tx: Tx,
    id: string,
    { version, by }: Change,
  ): Promise<{ before: Opportunity; customer: Customer }> {
    const seen = await this.records.find(tx, id, by);
    if (!seen) throw new NotFound();
    const customer = await this.golden.lockSurvivor(tx, seen.customerId);
    const before = (await this.records.lock(tx, id))!;
    if (before.version !== version) throw new StaleVersion(before.version);
    return { before, customer };
  }

  private async ownership(tx: Tx, before: Opportunity, { owner }: OpportunityPatch, by: User) {
    if (owner === undefined || owner === before.owner) return {};
    if (owner !== by.id) await this.colleagues.refuseAbsentees(tx, owner, '/owner');
    return { owner, department: (await this.colleagues.departmentOf(tx, owner)) ?? before.department };
  }
}

function refuse({ stage }: Opportunity, { to, reason }: Move): void {
  const fault = moveFault(stage, to, reason);
  if (fault === 'not_from_here') throw new NoSuchMove(stage, to);
  if (fault) throw new MoveReasonRefused(stage, to, reasonsFor(to));
}

/** What is over is not more or less likely, and what was erased has no title to be given. */
function faultsOf({ stage, words }: Opportunity, patch: OpportunityPatch): FieldError[] {
  const isSaid = patch.probability !== undefined && patch.probability !== null;
  return [
    ...(isSaid && !isOpen(stage) ? [{ pointer: '/probability', message: onlyOfOpen }] : []),
    ...(patch.words && !words ? [{ pointer: '/title', message: erased }] : []),
  ];
}

const onlyOfOpen = { zh: '已结束的商机概率不可修改', en: 'is fixed once it is won or lost' };
const erased = { zh: '客户信息已删除', en: 'belongs to a customer who was erased' };
