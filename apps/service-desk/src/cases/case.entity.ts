import {
  CallbackCompleted,
  type CallbackOutcome,
  CaseAbsorbed,
  CaseAcknowledged,
  CaseAssessed,
  CaseClosed,
  CaseCustomerLinked,
  type CaseKind,
  CaseKindChanged,
  CaseMerged,
  CaseReopened,
  CaseResumed,
  CaseWaiting,
  CaseResolved,
  CaseResponded,
  caseSeverities,
  CaseWithdrawn,
  type EventDraft,
  type RescheduleReason,
  SlaRescheduled,
  type ValueLevel,
  valueLevels,
  type WaitedFor,
  type WithdrawalReason,
} from '@crm/contracts';
import { Entity } from 'typeorm';
import type { Assessment, Person } from './case.js';
import { OwnedCase } from './owned-case.entity.js';
import type { Due } from './told-case.entity.js';
import { CallbackLost, CaseStateForbids, KindSettled, Recused, WithdrawnByHandler } from './cases.errors.js';
import { type CaseAction, isEnded, isWaiting, needsCallback, stateAfter, allowedIn } from './rules/transitions.js';

/** How a case stands that goes on. */
export const neverEnded = {
  mergedIntoId: null,
  mergedAt: null,
  withdrawalReason: null,
  withdrawnAt: null,
  withdrawnBy: null,
} as const;

/** Something that a customer wants, and who answers for it. Its methods change the row and return what has happened. */
@Entity('service_case')
export class ServiceCase extends OwnedCase {
  /** Who last resolved it. */
  get handler(): Person | null {
    if (this.handlerEmployeeId === null) return null;
    return { employeeId: this.handlerEmployeeId, department: this.handlerDepartment! };
  }

  get isOpen(): boolean {
    return !isEnded(this.state);
  }

  /** What a further contact tells, where it was not known. */
  learn({ orderId, productId }: { orderId: string | null; productId: string | null }): void {
    this.orderId ??= orderId;
    this.productId ??= productId;
  }

  /** What the customer wants; null: nobody told. */
  get toldKind(): CaseKind | null {
    return this.kindTold ? this.kind : null;
  }

  /** The first contact that tells a kind says it for the case. @returns null: nothing changes by it */
  learnKind(kind: CaseKind | null, by: Person, now: Date): EventDraft | null {
    if (kind === null || this.kindTold) return null;
    const before = this.kind;
    Object.assign(this, { kind, kindTold: true });
    if (kind === before) return null;
    return CaseKindChanged.draft({ ...this.fact(now), data: { caseId: this.id, kind, before, by } });
  }

  /**
   * Somebody says what the customer wants. What is resolved was handled as what it was taken for, and no call-back is lost so.
   * @returns null: that is what it was taken for
   * @throws CaseStateForbids; Recused; KindSettled; CallbackLost
   */
  setKind(kind: CaseKind, by: Person, now: Date): EventDraft | null {
    this.permit('assess', by);
    if (kind !== this.kind) {
      if (!allowedIn(this.state).includes('resolve')) throw new KindSettled(this.state);
      if (needsCallback(this.kind) && !needsCallback(kind)) throw new CallbackLost();
      this.kindTold = false;
    }
    return this.learnKind(kind, by, now);
  }

  /** Whether it is this caller's, by the customer or, where nobody knows one, by the contact point. */
  isOf({ customerIds, contactKey }: { customerIds: readonly string[]; contactKey: string | null }): boolean {
    if (this.customerId !== null) return customerIds.includes(this.customerId);
    return this.contactKey !== null && this.contactKey === contactKey;
  }

  /** Whose key seals what is written about the case. */
  get subjectId(): string {
    return this.customerId ?? this.id;
  }

  /** Throws when the state forbids the action, or the person is the one complained of. */
  permit(action: CaseAction, by: Person): void {
    if (!allowedIn(this.state).includes(action)) throw new CaseStateForbids(action, this.state, allowedIn(this.state));
    if (this.complainedOf.includes(by.employeeId)) throw new Recused();
  }

  acknowledge(by: Person, now: Date): EventDraft[] {
    this.permit('acknowledge', by);
    this.move('acknowledge');
    return [this.seen(by, now)];
  }

  /** Replaces what was said of it before. Where it is worse, the caller tightens its clocks. */
  assess({ severity, productId, causeId }: Assessment, by: Person, now: Date): EventDraft {
    this.permit('assess', by);
    // Another open case of the same customer may be about this product: one of them is guarded already.
    if (productId !== this.productId) this.sole = false;
    this.severity = severity;
    this.productId = productId;
    this.causeId = causeId;
    return CaseAssessed.draft({ ...this.fact(now), data: { caseId: this.id, severity, productId, causeId, by } });
  }

  /** @param isTold whether it reaches the customer, as far as is known: only then it is the first response */
  respond(by: Person, now: Date, isTold: boolean): EventDraft[] {
    this.permit('respond', by);
    const seen = this.acknowledgedAt ? [] : [this.seen(by, now)];
    this.move('respond');
    const first = isTold && this.firstRespondedAt === null;
    if (first) this.firstRespondedAt = now;
    return [...seen, CaseResponded.draft({ ...this.fact(now), data: { caseId: this.id, by, first } })];
  }

  get isWaiting(): boolean {
    return isWaiting(this.state);
  }

  wait(reason: WaitedFor, by: Person, now: Date): EventDraft {
    this.permit('wait', by);
    this.state = reason === 'customer' ? 'waiting_customer' : 'waiting_third_party';
    return CaseWaiting.draft({ ...this.fact(now), data: { caseId: this.id, cycle: this.cycle, for: reason, by } });
  }

  /** Null: the customer spoke. */
  resume(by: Person | null, now: Date): EventDraft {
    if (by) this.permit('resume', by);
    this.move('resume');
    return CaseResumed.draft({ ...this.fact(now), data: { caseId: this.id, cycle: this.cycle, by } });
  }

  /** False when the customer is worth no more than was known. The levels of `valueLevels` fall. */
  rise(level: ValueLevel): boolean {
    const isHigher = valueLevels.indexOf(level) < valueLevels.indexOf(this.level ?? 'basic');
    if (isHigher) this.level = level;
    return isHigher;
  }

  /** Says whose case it is. Another customer's level is that customer's own, also where it is lower. */
  linkTo(
    customerId: string,
    level: ValueLevel | null,
    by: Person,
    now: Date,
  ): { event: EventDraft; hasRisen: boolean } {
    const before = this.customerId;
    const hasRisen = level !== null && this.rise(level);
    this.level = level;
    this.customerId = customerId;
    const data = { caseId: this.id, customerId, before, by };
    return { event: CaseCustomerLinked.draft({ ...this.fact(now), data }), hasRisen };
  }

  resolve(by: Person, now: Date): EventDraft[] {
    this.permit('resolve', by);
    const seen = this.acknowledgedAt ? [] : [this.seen(by, now)];
    this.move('resolve');
    this.kindTold = true;
    this.resolvedAt = now;
    this.handlerEmployeeId = by.employeeId;
    this.handlerDepartment = by.department;
    this.outcome = needsCallback(this.kind) ? null : 'not_required';
    const data = { caseId: this.id, cycle: this.cycle, handler: by, resolvedAt: now.toISOString() };
    return [...seen, CaseResolved.draft({ ...this.fact(now), data })];
  }

  /** The end of a call-back. An unsatisfied customer's case is to be reopened by the caller, in the same transaction. */
  calledBack(
    outcome: CallbackOutcome,
    by: Person,
    now: Date,
    more: Partial<CallbackCompleted['data']> = {},
  ): EventDraft {
    this.permit('callback', by);
    if (outcome !== 'unsatisfied') {
      this.move('callback');
      this.outcome = outcome === 'satisfied' ? 'satisfied' : 'unconfirmed';
    }
    const data = { caseId: this.id, cycle: this.cycle, outcome, by, ...more };
    return CallbackCompleted.draft({ ...this.fact(now), data });
  }

  close(by: Person, now: Date): EventDraft[] {
    this.permit('close', by);
    this.move('close');
    this.closedAt = now;
    const { id: caseId, cycle, kind, openedAt, resolvedAt } = this;
    const handler = this.handler!;
    const times = {
      openedAt: openedAt.toISOString(),
      resolvedAt: resolvedAt!.toISOString(),
      closedAt: now.toISOString(),
    };
    return [
      CaseClosed.draft({ ...this.fact(now), data: { caseId, cycle, kind, outcome: this.outcome!, handler, ...times } }),
    ];
  }

  /** Begins the next cycle, under its owner. */
  reopen(by: Person, dueAt: Date, now: Date): EventDraft[] {
    this.permit('reopen', by);
    // Meanwhile a case of the same matter may have been opened, which then is the one that the database guards.
    if (!this.isOpen) this.sole = false;
    this.move('reopen');
    this.cycle++;
    this.dueAt = dueAt;
    this.outcome = null;
    this.closedAt = null;
    Object.assign(this, neverEnded);
    const data = { caseId: this.id, cycle: this.cycle, owner: this.owner, dueAt: dueAt.toISOString() };
    return [CaseReopened.draft({ ...this.fact(now), data })];
  }

  /** Ends it without a resolution. Whoever resolved what needs a call-back does not get round it so. */
  withdraw(reason: WithdrawalReason, by: Person, now: Date): EventDraft {
    this.permit('withdraw', by);
    if (needsCallback(this.kind) && by.employeeId === this.handlerEmployeeId) throw new WithdrawnByHandler();
    this.move('withdraw');
    Object.assign(this, { withdrawalReason: reason, withdrawnAt: now, withdrawnBy: by.employeeId });
    const { id: caseId, cycle, kind } = this;
    const times = { openedAt: this.openedAt.toISOString(), withdrawnAt: now.toISOString() };
    return CaseWithdrawn.draft({ ...this.fact(now), data: { caseId, cycle, kind, reason, by, ...times } });
  }

  /** Ends it as a part of another one. */
  mergeInto(intoId: string, by: Person, now: Date): EventDraft {
    this.permit('merge', by);
    this.move('merge');
    Object.assign(this, { mergedIntoId: intoId, mergedAt: now });
    const times = { openedAt: this.openedAt.toISOString(), mergedAt: now.toISOString() };
    return CaseMerged.draft({ ...this.fact(now), data: { caseId: this.id, cycle: this.cycle, intoId, by, ...times } });
  }

  /** Goes on for another case as well: it is as old and as bad as the worse of both. */
  absorb(other: ServiceCase, by: Person, now: Date): EventDraft {
    this.permit('absorb', by);
    const { orderId, productId } = this;
    this.learn(other);
    // Another open case of the customer may be about this already, and guarded.
    if (this.orderId !== orderId || this.productId !== productId) this.sole = false;
    if (other.openedAt < this.openedAt) this.openedAt = other.openedAt;
    if (caseSeverities.indexOf(other.severity) > caseSeverities.indexOf(this.severity)) this.severity = other.severity;
    if (other.level) this.rise(other.level);
    const { id: caseId, severity } = this;
    const data = { caseId, mergedId: other.id, severity, openedAt: this.openedAt.toISOString(), by };
    return CaseAbsorbed.draft({ ...this.fact(now), data });
  }

  /** A clock has another deadline; that of the resolution is the case's. */
  rescheduled({ metric, cycle, dueAt }: Due, before: Date, reason: RescheduleReason, now: Date): EventDraft {
    if (metric === 'resolution') this.dueAt = dueAt;
    const times = { dueAt: dueAt.toISOString(), before: before.toISOString() };
    return SlaRescheduled.draft({ ...this.fact(now), data: { caseId: this.id, cycle, metric, ...times, reason } });
  }

  private seen(by: Person, now: Date): EventDraft {
    this.acknowledgedAt ??= now;
    return CaseAcknowledged.draft({ ...this.fact(now), data: { caseId: this.id, by } });
  }

  private move(action: CaseAction): void {
    this.state = stateAfter(this.state, action, this.kind);
  }
}
