import type { HandOverKind, HandOverReason } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { HandOverWrites } from './hand-over-writes.js';
import { HandOversRepository } from './hand-overs.repository.js';
import { OwnerChanges } from './owner-changes.service.js';
import { HandOverImpossible, HandOverNotYours, HandOverOpen, HandOverOver } from './ownership.errors.js';
import { Responsibilities } from './responsibilities.service.js';
import { accepted, declined, type HandOver, offered, withdrawn } from './rules/hand-over.js';

export interface HandOverWish {
  kind: HandOverKind;
  /** Checked. */
  to: { employeeId: string | null; department: string };
  reason: HandOverReason;
  note: string | null;
  expiresInHours: number;
}

const hourMs = 3_600_000;

/** Customers on their way to another owner. Whoever changes one locks its customer first, then the hand-over. */
@Injectable()
export class HandOvers {
  constructor(
    private readonly repository: HandOversRepository,
    private readonly golden: GoldenRecords,
    private readonly owners: OwnerChanges,
    private readonly responsibilities: Responsibilities,
    private readonly writes: HandOverWrites,
  ) {}

  /**
   * The owner, whoever answers for the owner now, or who assigns owners offers the customer to somebody.
   * @param customer locked, and not merged
   * @throws HandOverNotYours, HandOverImpossible, HandOverOpen
   */
  async offer(tx: Tx, customer: Customer, wish: HandOverWish, by: User, now: Date): Promise<HandOver> {
    if (!(await this.isOwnersSide(tx, customer, by, now))) throw new HandOverNotYours();
    return this.write(tx, customer, wish, by, now);
  }

  /** Somebody asks for the customer; the owner's side answers. @throws HandOverImpossible, HandOverOpen */
  ask(tx: Tx, customer: Customer, wish: HandOverWish, by: User, now: Date): Promise<HandOver> {
    return this.write(tx, customer, wish, by, now);
  }

  /** The customer has another owner from now on. @throws NotFound, HandOverNotYours, HandOverOver, HandOverImpossible */
  async accept(tx: Tx, id: string, by: User, now: Date): Promise<HandOver> {
    const { customer, handOver } = await this.lock(tx, id, by);
    if (!(await this.isAsked(tx, customer, handOver, by, now))) throw new HandOverNotYours();
    refuseOver(handOver, customer, now);
    const { employeeId, department } = handOver.to;
    const owner = { employeeId: employeeId ?? by.id, department };
    if (!(await this.writes.isPossible(tx, owner))) throw new HandOverImpossible('not_active');
    const next = await this.writes.answer(tx, accepted(handOver, by.id, now));
    await this.owners.assign(tx, customer, owner, { cause: 'handed_over', by: by.id }, now);
    return next;
  }

  /** The owner stays. @throws NotFound, HandOverNotYours, HandOverOver */
  async decline(tx: Tx, id: string, by: User, now: Date): Promise<HandOver> {
    const { customer, handOver } = await this.lock(tx, id, by);
    if (!(await this.isAsked(tx, customer, handOver, by, now))) throw new HandOverNotYours();
    refuseOver(handOver, customer, now);
    return this.writes.answer(tx, declined(handOver, by.id, now));
  }

  /** By whoever made it; of an offer also by the owner's side. @throws NotFound, HandOverNotYours, HandOverOver */
  async withdraw(tx: Tx, id: string, by: User, now: Date): Promise<HandOver> {
    const { customer, handOver } = await this.lock(tx, id, by);
    const isMine = handOver.madeBy === by.id;
    const mayWithdraw = isMine || (handOver.kind === 'offer' && (await this.isOwnersSide(tx, customer, by, now)));
    if (!mayWithdraw) throw new HandOverNotYours();
    refuseOver(handOver, customer, now);
    return this.writes.answer(tx, withdrawn(handOver, by.id, now));
  }

  private async write(tx: Tx, customer: Customer, wish: HandOverWish, by: User, now: Date): Promise<HandOver> {
    const { expiresInHours, ...said } = wish;
    const from = customer.owner;
    const isOwner = wish.to.department === from.department && wish.to.employeeId === from.employeeId;
    if (isOwner) throw new HandOverImpossible('owner');
    const open = await this.repository.lockOpenOf(tx, customer.id);
    if (open) throw new HandOverOpen(open.id);
    const expiresAt = new Date(now.getTime() + expiresInHours * hourMs);
    const made = { id: newId(), customerId: customer.id, from, madeBy: by.id, madeAt: now, expiresAt };
    return this.writes.add(tx, offered({ ...said, ...made }));
  }

  private async lock(tx: Tx, id: string, by: User): Promise<{ customer: Customer; handOver: HandOver }> {
    const seen = await this.repository.find(tx, id, by);
    if (!seen) throw new NotFound();
    const customer = await this.golden.lockSurvivor(tx, seen.customerId);
    return { customer, handOver: (await this.repository.lock(tx, id))! };
  }

  private isAsked(tx: Tx, customer: Customer, { kind, to }: HandOver, by: User, now: Date): Promise<boolean> | boolean {
    if (kind === 'request') return this.isOwnersSide(tx, customer, by, now);
    return to.employeeId === null ? to.department === by.department : to.employeeId === by.id;
  }

  /** Whoever answers for the owner, the owner's supervisor, or who assigns owners there. */
  private async isOwnersSide(tx: Tx, { owner }: Customer, by: User, now: Date): Promise<boolean> {
    if (owner.employeeId === by.id) return true;
    if (can(by, 'customer:assign') && (by.scope === 'all' || by.department === owner.department)) return true;
    return (await this.responsibilities.deciding(tx, owner, now)).includes(by.id);
  }
}

/** One that expired a moment ago, or whose customer was merged away, is over before the database says so. */
function refuseOver({ state, expiresAt, customerId }: HandOver, customer: Customer, now: Date): void {
  if (state !== 'offered') throw new HandOverOver(state);
  if (expiresAt <= now) throw new HandOverOver('expired');
  if (customer.id !== customerId) throw new HandOverOver('withdrawn');
}
