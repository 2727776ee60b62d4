import type { EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { MatchKey } from '../identity/rules/matching.js';
import { Customer } from './customer.entity.js';
import type { CustomerFacts, SourceKey, SourceReference } from './customer.shape.js';
import { CustomersRepository } from './customers.repository.js';
import { MatchIndexRepository, recordLock } from './match-index.repository.js';
import { type ContactKey, MatchKeys } from './match-keys.service.js';
import { SurvivorshipRules } from './survivorship-rules.service.js';
import { bare } from './rules/text.js';
import { allNames } from './rules/names.js';
import type { Provenance } from './rules/claims.js';
import { canonical, type Statement } from './rules/statement.js';
import { changedGroups, deriveGolden, type Golden } from './rules/survivorship.js';
import { defaultRules, type Grounds } from './rules/trust.js';
import { type KnownRecord, type MembershipReason, SourceRecordsRepository } from './source-records.repository.js';

export type { Customer };

/** What deriving a golden record anew brought. */
export interface Derived {
  /** Groups that differ from before. */
  changed: string[];
  /** Numbers that another customer holds. */
  contested: MatchKey[];
}

interface Receipt {
  by: string;
  now: Date;
}

/**
 * Puts records into customers and derives the golden record from them. It changes the customer that it is given, and the
 * indexes; whoever called it tells the facts and saves the row (`CustomerCards.tell`).
 */
@Injectable()
export class GoldenRecords {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly records: SourceRecordsRepository,
    private readonly keys: MatchKeys,
    private readonly index: MatchIndexRepository,
    private readonly rules: SurvivorshipRules,
  ) {}

  /** Locks the rows of these ids, retired or not, in the order of their ids. */
  lock(tx: Tx, ids: readonly string[]): Promise<Customer[]> {
    return this.customers.lock(tx, ids);
  }

  /** The rows of these ids, as they are, in any order. */
  read(tx: Tx, ids: readonly string[]): Promise<Customer[]> {
    return this.customers.find(tx, ids);
  }

  /** Locks the customer that an id stands for, also when it is merged away while we wait. @throws NotFound */
  async lockSurvivor(tx: Tx, id: string): Promise<Customer> {
    const own = await this.customers.lockUnmerged(tx, id);
    if (own) return own;
    return this.lockCurrent(tx, async () => (await this.customers.survivorsOf(tx, [id])).get(id));
  }

  /** Until the transaction ends nobody else brings, or takes back, these records. */
  async lockRecords(tx: Tx, recordIds: readonly string[]): Promise<void> {
    await this.index.lock(tx, (await this.records.namesOf(tx, recordIds)).map(recordLock));
  }

  /** Locks the customer that a record belongs to, also when the record moves while we wait. */
  lockHolder(tx: Tx, recordId: string): Promise<Customer> {
    return this.lockCurrent(tx, () => this.records.holderOf(tx, recordId));
  }

  /**
   * Locks a row that may turn out to be the wrong one by the time we have it. The wrong one is let go before the right
   * one is waited for: whoever holds two would otherwise wait for us while we wait for them.
   */
  private async lockCurrent(tx: Tx, find: () => Promise<string | undefined>): Promise<Customer> {
    for (;;) {
      const id = await find();
      if (!id) throw new NotFound();
      await tx.query('SAVEPOINT before_lock');
      const [customer] = await this.customers.lock(tx, [id]);
      if (customer && (await find()) === id) {
        await tx.query('RELEASE SAVEPOINT before_lock');
        return customer;
      }
      await tx.query('ROLLBACK TO SAVEPOINT before_lock');
    }
  }

  /** A new customer with its first record; its first card has to follow (`CustomerCards.tellNew`). */
  async found(
    tx: Tx,
    customer: Customer,
    source: SourceReference,
    facts: CustomerFacts,
    receipt: Receipt,
  ): Promise<Derived> {
    const recordId = newId();
    // No rule decides where there is only one record.
    const grounds = { rules: defaultRules, now: receipt.now };
    const golden = this.derive(customer, [{ ...source, recordId, facts }], grounds);
    await this.customers.addAll(tx, [{ customer, golden }]);
    await this.records.add(tx, { recordId, customerId: customer.id, source, facts, ...receipt, reason: 'registered' });
    return { changed: [], contested: await this.index.add(tx, customer.id, ...this.entriesOf(customer)) };
  }

  /** New customers with their first records, who share no number with anybody, nor with each other. */
  async foundAll(
    tx: Tx,
    founded: readonly { customer: Customer; source: SourceReference; facts: CustomerFacts }[],
    receipt: Receipt,
  ): Promise<void> {
    const records = founded.map((one) => ({ ...one, recordId: newId(), ...receipt, reason: 'registered' as const }));
    const grounds = { rules: defaultRules, now: receipt.now };
    const rows = records.map(({ customer, source, recordId, facts }) => ({
      customer,
      golden: this.derive(customer, [{ ...source, recordId, facts }], grounds),
    }));
    await this.customers.addAll(tx, rows);
    await this.records.addAll(
      tx,
      records.map(({ customer, ...record }) => ({ ...record, customerId: customer.id })),
    );
    const entries = founded.map(({ customer }) => {
      const [identifiers, contacts] = this.entriesOf(customer);
      return { customerId: customer.id, identifiers, contacts };
    });
    await this.index.addAll(tx, entries);
  }

  /** A new customer of records that belonged to another one, in the same standing and of the same owner. */
  async split(
    tx: Tx,
    from: Customer,
    recordIds: readonly string[],
    now: Date,
  ): Promise<{ parted: Customer; registered: EventDraft; changed: string[] }> {
    const { kind, owner, standing } = from;
    const ownedBecause = { cause: from.ownedBecause ?? 'registered', by: from.ownedBy };
    const [parted, registered] = Customer.register(
      { id: newId(), kind, owner, ownedBecause, ...standing, by: null },
      now,
    );
    parted.ownedByRule = from.ownedByRule;
    await this.customers.add(tx, parted, deriveGolden([], { rules: defaultRules, now }).golden);
    await this.records.move(tx, recordIds, { from: from.id, to: parted.id, reason: 'unmerged', mergeId: null, now });
    const { changed } = await this.rederive(tx, from, now);
    await this.rederive(tx, parted, now);
    return { parted, registered, changed };
  }

  /** A record that was not known joins the customer. */
  async join(
    tx: Tx,
    customer: Customer,
    source: SourceReference,
    facts: CustomerFacts,
    receipt: Receipt & { reason: MembershipReason },
  ): Promise<Derived> {
    await this.records.add(tx, { recordId: newId(), customerId: customer.id, source, facts, ...receipt });
    return this.rederive(tx, customer, receipt.now);
  }

  /** A newer version of a record that is the customer's already. */
  async renew(
    tx: Tx,
    customer: Customer,
    record: Pick<KnownRecord, 'id' | 'version'>,
    said: { observedAt: Date; facts: CustomerFacts } & Receipt,
  ): Promise<Derived> {
    await this.records.addVersion(tx, record, said);
    return this.rederive(tx, customer, said.now);
  }

  /**
   * A record leaves the customer, whose row is locked, and belongs to nobody any more.
   * @returns undefined when nothing is left of the customer: then it is found by nothing
   */
  async part(tx: Tx, customer: Customer, recordId: string, now: Date): Promise<Derived | undefined> {
    await this.records.part(tx, recordId, now);
    if ((await this.recordsOf(tx, customer.id)).length > 0) return this.rederive(tx, customer, now);
    await this.index.clear(tx, customer.id);
    return undefined;
  }

  /** Moves records between two customers whose rows are locked; both have to be derived anew afterwards. */
  async move(
    tx: Tx,
    recordIds: readonly string[],
    move: { from: string; to: string; reason: MembershipReason; mergeId: string | null; now: Date },
  ): Promise<void> {
    await this.records.move(tx, recordIds, move);
  }

  /** A record that is known, and whom it belongs to now. */
  findRecord(tx: Tx, key: SourceKey): Promise<KnownRecord | undefined> {
    return this.records.find(tx, key);
  }

  /** Those of the records that are known and belong to somebody, in any order. */
  findRecords(tx: Tx, keys: readonly SourceKey[]): Promise<KnownRecord[]> {
    return this.records.findAll(tx, keys);
  }

  /** Those of the records that are known and belong to nobody any more. */
  partedRecords(tx: Tx, keys: readonly SourceKey[]): Promise<SourceKey[]> {
    return this.records.parted(tx, keys);
  }

  /** Whether a record says nothing else than before. */
  isSame(record: Pick<KnownRecord, 'digest'>, facts: CustomerFacts): boolean {
    return record.digest === this.records.digestOf(facts);
  }

  /** Which records belong to a customer now. */
  recordsOf(tx: Tx, customerId: string): Promise<{ recordId: string; source: string; sourceId: string }[]> {
    return this.records.keysOf(tx, [customerId]);
  }

  /** The numbers that a customer holds; to be taken and given when ids are united or parted. */
  heldIdentifiers(tx: Tx, customerId: string): Promise<MatchKey[]> {
    return this.index.held(tx, customerId);
  }

  /** Takes an id, or some numbers of it, out of the indexes. */
  unindex(tx: Tx, customerId: string, only?: readonly MatchKey[]): Promise<void> {
    return this.index.clear(tx, customerId, only);
  }

  async rederive(tx: Tx, customer: Customer, now: Date): Promise<Derived> {
    const before = customer.golden;
    const { rules } = await this.rules.active(tx);
    const statements = await this.records.statementsOf(tx, customer.id);
    const golden = this.derive(customer, statements, { rules, now });
    await this.customers.seal(tx, customer, golden);
    const contested = await this.index.replace(tx, customer.id, ...this.entriesOf(customer));
    await this.index.compare(tx, customer, statements, now);
    return { changed: changedGroups(before, golden), contested };
  }

  /**
   * Puts the same golden record away by the definitions of attributes of today.
   * @returns whether anything lies elsewhere, or is found by something else, than before
   */
  async reseal(tx: Tx, customer: Customer): Promise<boolean> {
    const before = canonical([customer.plain, customer.attributeTokens]);
    await this.customers.seal(tx, customer, customer.golden);
    return canonical([customer.plain, customer.attributeTokens]) !== before;
  }

  /** What versions of records say, by `recordId:version`. */
  versionsOf(tx: Tx, wanted: readonly { recordId: string; version: number }[]): Promise<Map<string, CustomerFacts>> {
    return this.records.versionsOf(tx, wanted);
  }

  statementsOf(tx: Tx, customerId: string): Promise<Statement[]> {
    return this.records.statementsOf(tx, customerId);
  }

  /** The golden record with where each value comes from, by the rules of today. */
  async explain(tx: Tx, customerId: string, now: Date): Promise<{ provenance: Provenance[]; grounds: Grounds }> {
    const { rules } = await this.rules.active(tx);
    const { provenance } = deriveGolden(await this.records.statementsOf(tx, customerId), { rules, now });
    return { provenance, grounds: { rules, now } };
  }

  private derive(customer: Customer, statements: readonly Statement[], grounds: Grounds): Golden {
    const { golden } = deriveGolden(statements, grounds);
    const names = allNames(statements);
    const isPublic = customer.kind === 'organisation';
    customer.displayName = isPublic ? golden.displayName : null;
    customer.searchNames = isPublic ? names.map(bare).join('\n') : null;
    customer.nameTokens = this.keys.searchTokens(customer.kind, names, golden.contactPoints, golden.identifiers);
    customer.nameKeys = this.keys.nameKeys(names);
    return golden;
  }

  private entriesOf({ golden }: Customer): [MatchKey[], ContactKey[]] {
    return [this.keys.identifiers(golden.identifiers), this.keys.contacts(golden.contactPoints)];
  }
}
