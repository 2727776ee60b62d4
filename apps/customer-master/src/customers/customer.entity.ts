import {
  CustomerCard,
  CustomerCorrected,
  CustomerMerged,
  CustomerOwnerChanged,
  CustomerRegistered,
  CustomerStatusChanged,
  CustomerUnmerged,
  CustomerWithdrawn,
  type CustomerKind,
  type CustomerStatus,
  type EventDraft,
  type EventOf,
  type OwnershipCause,
  type ValueLevel,
} from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CustomerFacts, Owner, StatusReason } from './customer.shape.js';
import type { GoldenChange } from './rules/golden-change.js';
import { isByRule, type OwnedBecause } from './rules/ownership.js';
import { type Because, type StandingCause, type Standing, type StandingChange } from './rules/status.js';
import type { Golden } from './rules/survivorship.js';

type MergeFact = Omit<EventOf<typeof CustomerMerged>['data'], 'customerId'>;
type UnmergeFact = Omit<EventOf<typeof CustomerUnmerged>['data'], 'customerId'>;
type Reach = Pick<EventOf<typeof CustomerCard>['data'], 'contactKeys' | 'contactable'>;

/**
 * One customer id. Its golden record is derived from the source records that belong to it and never edited itself. Each
 * method that tells a fact counts it in `version`, which is the ETag; the event it returns has the number of the fact.
 * The cards of the id are counted apart, so that neither count of events has gaps.
 */
@Entity('customer')
export class Customer {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: CustomerKind;
  @Column('integer') version: number;
  /** Versions that stand for no fact of this id: while it was one with another, readers saw the other one's. */
  @Column('integer') versionsSkipped: number;
  @Column('integer') cardVersion: number;
  @Column('text') status: CustomerStatus;
  @Column('text', { nullable: true }) statusReason: StatusReason | null;
  /** Why it stands so; null of customers from before this was kept. */
  @Column('text', { nullable: true }) statusRule: StandingCause | null;
  @Column('text', { nullable: true }) statusBy: string | null;
  @Column('timestamptz', { nullable: true }) statusAt: Date | null;
  @Column('text', { nullable: true }) level: ValueLevel | null;
  /** State of knowledge that the level was taken from; an older one does not overwrite it. */
  @Column('timestamptz', { nullable: true }) levelAsOf: Date | null;
  @Column('text', { nullable: true }) ownerEmployeeId: string | null;
  @Column('text') ownerDepartment: string;
  /** How it came to this owner, whose decision it was (null: a rule's) and since when; null of customers from before this was kept. */
  @Column('text', { nullable: true }) ownedBecause: OwnershipCause | null;
  @Column('text', { nullable: true }) ownedBy: string | null;
  @Column('timestamptz', { nullable: true }) ownedSince: Date | null;
  /** Whether no person chose the department, so that a rule may choose another one; null as above. */
  @Column('boolean', { nullable: true }) ownedByRule: boolean | null;
  /** Of organisations only: persons' names are sealed. */
  @Column('text', { nullable: true }) displayName: string | null;
  /** Every name of an organisation in its bare form, one per line. */
  @Column('text', { nullable: true }) searchNames: string | null;
  /** Keyed hashes of what a search finds it by: parts, sounds and initials of its names, ends of its numbers. */
  @Column('text', { array: true }) nameTokens: string[];
  /** Keyed hashes of the whole names. */
  @Column('text', { array: true }) nameKeys: string[];
  /** Keyed hashes of the searchable attributes that are sealed. */
  @Column('text', { array: true }) attributeTokens: string[];
  /** Public part of the golden record. */
  @Column('jsonb') plain: Partial<CustomerFacts>;
  /** Personal part of the golden record, sealed under this id. */
  @Column('text') sealed: string;
  @Column('uuid', { nullable: true }) mergedInto: string | null;
  /** Since when nobody finds it: all that was known of it came by an import that was taken back. */
  @Column('timestamptz', { nullable: true }) withdrawnAt: Date | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;

  /** The golden record in clear; the repository fills it in. */
  golden: Golden;
  /** Changes of standing that are not written down yet; the repository does it with the row. */
  stood: StandingChange[];
  /** For its history, and not written down yet; the repository does it with the row. */
  noted: GoldenChange[];

  static register(
    fact: Pick<Customer, 'id' | 'kind' | 'status' | 'statusReason'> & {
      owner: Owner;
      ownedBecause: OwnedBecause;
      by: string | null;
    },
    now: Date,
  ): [Customer, EventDraft] {
    const { owner, ownedBecause, by, ...given } = fact;
    const customer = Object.assign(new Customer(), given, {
      version: 1,
      versionsSkipped: 0,
      cardVersion: 0,
      statusRule: 'registered',
      statusBy: by,
      statusAt: now,
      stood: [],
      noted: [],
      level: null,
      levelAsOf: null,
      ownerEmployeeId: owner.employeeId,
      ownerDepartment: owner.department,
      ownedBecause: ownedBecause.cause,
      ownedBy: ownedBecause.by,
      ownedSince: now,
      ownedByRule: isByRule(ownedBecause.cause, null),
      displayName: null,
      searchNames: null,
      nameTokens: [],
      nameKeys: [],
      attributeTokens: [],
      plain: {},
      sealed: '',
      mergedInto: null,
      withdrawnAt: null,
      createdAt: now,
      updatedAt: now,
    });
    return [
      customer,
      CustomerRegistered.draft({ ...customer.about(now), data: { customerId: fact.id, kind: fact.kind } }),
    ];
  }

  get owner(): Owner {
    return { employeeId: this.ownerEmployeeId, department: this.ownerDepartment };
  }

  get standing(): Standing {
    return { status: this.status, statusReason: this.statusReason };
  }

  /** The golden record changed in these groups. */
  correct(fields: string[], now: Date): EventDraft {
    this.count(now);
    return CustomerCorrected.draft({ ...this.about(now), data: { customerId: this.id, fields } });
  }

  /**
   * Nothing happens when all is as before; but whoever says once more that a customer is undesirable has reviewed it, and
   * a purchase makes a customer active in its own right that was so by a merge.
   */
  stand({ status, statusReason }: Standing, now: Date, because: Because): EventDraft[] {
    const from = this.status;
    const isReview = status === 'undesirable' && because.rule === 'by_hand';
    // So far it was active only because of somebody merged into it.
    const isOwnNow = status === 'active' && because.rule === 'purchase' && this.statusRule === 'merge';
    if (from === status && this.statusReason === statusReason && !isReview && !isOwnNow) return [];
    this.count(now);
    const { rule, by } = because;
    Object.assign(this, { status, statusReason, statusRule: rule, statusBy: by, statusAt: now });
    this.stood = [...(this.stood ?? []), { from, status, statusReason, rule, by, at: now }];
    return [
      CustomerStatusChanged.draft({
        ...this.about(now),
        data: { customerId: this.id, from, to: status, because: rule },
      }),
    ];
  }

  /** Keeps for the history what nothing else remembers. */
  note(change: GoldenChange): void {
    this.noted = [...(this.noted ?? []), change];
  }

  /** Nothing happens when it has this owner already. */
  assign(owner: Owner, { cause, by }: OwnedBecause, now: Date): EventDraft[] {
    const previous = this.owner;
    if (previous.employeeId === owner.employeeId && previous.department === owner.department) return [];
    this.count(now);
    this.ownedByRule = isByRule(cause, this);
    this.ownerEmployeeId = owner.employeeId;
    this.ownerDepartment = owner.department;
    Object.assign(this, { ownedBecause: cause, ownedBy: by, ownedSince: now });
    const data = { customerId: this.id, owner, previous, because: cause };
    return [CustomerOwnerChanged.draft({ ...this.about(now), data })];
  }

  /** True when the level is another one from now on. Only the card tells it: analytics owns the fact. */
  value(level: ValueLevel, asOf: Date): boolean {
    if (this.levelAsOf && this.levelAsOf >= asOf) return false;
    const isOther = this.level !== level;
    Object.assign(this, { level, levelAsOf: asOf });
    return isOther;
  }

  absorb(fact: MergeFact, now: Date): EventDraft {
    this.count(now);
    return CustomerMerged.draft({ ...this.about(now), data: { customerId: this.id, ...fact } });
  }

  release(fact: UnmergeFact, now: Date): EventDraft {
    this.count(now);
    return CustomerUnmerged.draft({ ...this.about(now), data: { customerId: this.id, ...fact } });
  }

  /** All that was known of it is taken back. */
  withdraw(importId: string, now: Date): EventDraft {
    this.count(now);
    this.withdrawnAt = now;
    return CustomerWithdrawn.draft({ ...this.about(now), data: { customerId: this.id, importId } });
  }

  /** The next card of this id; an id that redirects, or was withdrawn, shows no way to reach anybody. */
  card(reach: Reach, now: Date): EventDraft {
    this.cardVersion += 1;
    const isRetired = this.mergedInto !== null || this.withdrawnAt !== null;
    return CustomerCard.draft({
      time: now,
      customerId: this.id,
      aggregateId: this.id,
      aggregateVersion: this.cardVersion,
      data: {
        customerId: this.id,
        version: this.cardVersion,
        kind: this.kind,
        displayName: this.displayName,
        status: this.status,
        owner: this.owner,
        level: this.level,
        contactKeys: isRetired ? [] : reach.contactKeys,
        contactable: isRetired ? [] : reach.contactable,
        mergedInto: this.mergedInto,
        ...(this.withdrawnAt ? { withdrawn: true } : {}),
      },
    });
  }

  /** The number of the last fact that was told about it. */
  get factVersion(): number {
    return this.version - this.versionsSkipped;
  }

  /** Leaves out the versions up to this one: they were shown under this id, or under one that it takes over. */
  skipVersions(upTo: number): void {
    const skipped = Math.max(0, upTo - this.version);
    this.version += skipped;
    this.versionsSkipped += skipped;
  }

  /** Counts one more fact about this customer. */
  count(now: Date): void {
    this.version += 1;
    this.touch(now);
  }

  /** History may be told late (an order of last year): the time of the last change never goes back. */
  touch(now: Date): void {
    if (now > this.updatedAt) this.updatedAt = now;
  }

  private about(now: Date) {
    return { time: now, customerId: this.id, aggregateId: this.id, aggregateVersion: this.factVersion };
  }
}
