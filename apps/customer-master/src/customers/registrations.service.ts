import type { EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Evidence } from '../identity/rules/matching.js';
import { type FirstOwner, FirstOwners } from '../ownership/first-owners.service.js';
import type { Actor } from './actor.js';
import type { MatchFeatures } from '../matching/match-features.js';
import type { Judgement } from '../matching/resemblances.service.js';
import { AttributeChecks } from './attribute-checks.service.js';
import { CustomerCards } from './customer-cards.service.js';
import { Customer } from './customer.entity.js';
import type { CustomerFacts, NewCustomer, SourceReference } from './customer.shape.js';
import { DuplicateCustomer, KindDiffers } from './customers.errors.js';
import { Duplicates, type Match, sees, twinOf } from './duplicates.service.js';
import { GoldenRecords } from './golden-records.service.js';
import { normalise } from './rules/normalise.js';
import { namesOf } from './rules/names.js';
import { manualSource } from './rules/statement.js';
import type { KnownRecord } from './source-records.repository.js';

/** What became of a record that came in. */
export interface Registration {
  customerId: string;
  outcome: 'registered' | 'attached' | 'updated' | 'unchanged';
  /** Of one that was registered: somebody should look whether it is someone known. */
  isResembling?: boolean;
}

/** A record on its way in: normalised, with the keys by which twins are found. */
export interface Incoming {
  source: SourceReference;
  facts: CustomerFacts;
  evidence: Evidence;
  made: MatchFeatures;
  input: NewCustomer;
  by: Actor;
  now: Date;
}

/** How customers and their records come in. */
@Injectable()
export class Registrations {
  constructor(
    private readonly duplicates: Duplicates,
    private readonly golden: GoldenRecords,
    private readonly attributes: AttributeChecks,
    private readonly cards: CustomerCards,
    private readonly owners: FirstOwners,
  ) {}

  /** Registers somebody who must not be known yet; or, with `attach`, adds the record to who it certainly is. */
  async register(
    tx: Tx,
    input: NewCustomer & { source?: SourceReference },
    by: Actor,
    now: Date,
    onDuplicate: 'refuse' | 'attach',
  ): Promise<Registration> {
    const { source = { source: manualSource, sourceId: newId(), observedAt: now }, ...wish } = input;
    const incoming = await this.prepare(tx, source, wish, by, now, { nameRequired: true });
    const known = await this.golden.findRecord(tx, source);
    if (known && onDuplicate === 'attach') return this.renew(tx, incoming, known);
    if (known) throw await this.duplicateRecord(tx, known, by);
    const { twin, judgements } = await this.twinOf(tx, incoming);
    if (!twin) return this.found(tx, incoming, judgements);
    if (onDuplicate === 'refuse') throw new DuplicateCustomer(twinOf(twin, by));
    return this.join(tx, incoming, twin);
  }

  /** Takes the newest form of a system's record, whoever it turns out to be. */
  async upsert(tx: Tx, source: SourceReference, input: NewCustomer, by: Actor, now: Date): Promise<Registration> {
    const incoming = await this.prepare(tx, source, input, by, now, { nameRequired: false });
    const known = await this.golden.findRecord(tx, source);
    if (known) return this.renew(tx, incoming, known);
    const { twin, judgements } = await this.twinOf(tx, incoming);
    return twin ? this.join(tx, incoming, twin) : this.found(tx, incoming, judgements);
  }

  private async prepare(
    tx: Tx,
    source: SourceReference,
    input: NewCustomer,
    by: Actor,
    now: Date,
    { nameRequired }: { nameRequired: boolean },
  ): Promise<Incoming> {
    const { facts, faults } = factsOf(input);
    if (nameRequired && namesOf(facts).length === 0) faults.push({ pointer: '/names', message: nameless });
    if (faults.length > 0) throw new ValidationFailed(faults);
    const made = this.duplicates.featuresOf(facts);
    const evidence = { ...this.duplicates.evidenceOf(facts), features: made.features };
    await this.duplicates.lock(tx, evidence, made, source);
    return { source, facts, evidence, made, input, by, now };
  }

  /** Who it certainly is; without one, whom it resembles. Numbers first: the model is asked where they prove nothing. */
  private async twinOf(
    tx: Tx,
    { evidence, facts, made }: Incoming,
  ): Promise<{ twin: Match | undefined; judgements: Judgement[] }> {
    const certain = (matches: readonly Match[]) => matches.find(({ isCertain }) => isCertain);
    const twin = certain(await this.duplicates.find(tx, evidence));
    if (twin) return { twin, judgements: [] };
    const judgements = await this.duplicates.judge(tx, facts.kind, made);
    const sure = judgements.filter(({ verdict }) => verdict === 'auto');
    if (sure.length === 0) return { twin: undefined, judgements };
    return { twin: certain(await this.duplicates.find(tx, evidence, undefined, sure)), judgements };
  }

  private async found(tx: Tx, incoming: Incoming, judgements: readonly Judgement[]): Promise<Registration> {
    const { source, facts, made, input, by, now } = incoming;
    await this.attributes.check(tx, facts.attributes, undefined);
    const owner = await this.owners.of(tx, { by, wish: input.owner, facts, source: source.source, now });
    const [customer, registered] = newCustomer(incoming, owner);
    await this.golden.found(tx, customer, source, facts, { by: by.id, now });
    await this.duplicates.remember(tx, customer, made, judgements, now);
    await this.cards.tellNew(tx, [{ customer, fact: registered }], now);
    return { customerId: customer.id, outcome: 'registered', ...(judgements.length > 0 && { isResembling: true }) };
  }

  /** What goes beyond what may be joined without a person becomes a customer of its own, and a pair for one. */
  private async join(tx: Tx, incoming: Incoming, twin: Match): Promise<Registration> {
    const { source, facts, made, by, now } = incoming;
    // Adding to a record that one may not see would be a way to change it unseen.
    if (!sees(by, twin.candidate.ownerDepartment)) throw new DuplicateCustomer(twinOf(twin, by));
    const customer = await this.golden.lockSurvivor(tx, twin.candidate.id);
    const { length: size } = await this.golden.recordsOf(tx, customer.id);
    if (await this.duplicates.needsPerson(tx, customer.id, size, made))
      return this.found(tx, incoming, await this.duplicates.judgeTo(tx, customer.id, facts.kind, made));
    await this.attributes.check(tx, facts.attributes, customer);
    const { changed } = await this.golden.join(tx, customer, source, facts, { by: by.id, now, reason: 'attached' });
    await this.cards.tell(tx, customer, [customer.correct(['sources', ...changed], now)], now);
    return { customerId: customer.id, outcome: 'attached' };
  }

  /** A known record stays with its customer, whatever it says now; who it resembles is shown as a possible duplicate. */
  private async renew(tx: Tx, { source, facts, by, now }: Incoming, found: KnownRecord): Promise<Registration> {
    const customer = await this.golden.lockHolder(tx, found.id);
    if (!sees(by, customer.ownerDepartment)) throw new NotFound();
    if (customer.kind !== facts.kind) throw new KindDiffers(customer.id, customer.kind);
    const isOld = source.observedAt < found.observedAt;
    if (isOld || this.golden.isSame(found, facts)) return { customerId: customer.id, outcome: 'unchanged' };
    await this.attributes.check(tx, facts.attributes, customer);
    const said = { observedAt: source.observedAt, facts, by: by.id, now };
    const { changed } = await this.golden.renew(tx, customer, found, said);
    const corrected = changed.length > 0 ? [customer.correct(changed, now)] : [];
    await this.cards.tell(tx, customer, corrected, now);
    return { customerId: customer.id, outcome: 'updated' };
  }

  private async duplicateRecord(tx: Tx, known: KnownRecord, by: Actor): Promise<DuplicateCustomer> {
    const customer = await this.golden.lockSurvivor(tx, known.customerId);
    const { id, kind, displayName, status, owner } = customer;
    const seen = sees(by, owner.department) ? { customer: { kind, displayName, status } } : {};
    return new DuplicateCustomer({ customerId: id, owner, reasons: ['same_source_record'], ...seen });
  }
}

/** Somebody whom nobody knew before, not stored yet. */
export function newCustomer(
  { facts, input, by, now }: Incoming,
  owner: FirstOwner,
  id: string = newId(),
): [Customer, EventDraft] {
  const status = input.status ?? 'potential';
  return Customer.register({ id, kind: facts.kind, status, statusReason: null, by: by.id, ...owner }, now);
}

/** What a record says, normalised, and what is wrong with it. */
export function factsOf(input: NewCustomer): ReturnType<typeof normalise<CustomerFacts>> {
  const { status: _, owner: __, ...said } = input;
  // A field that is null says as much as one that is left out.
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)) as typeof said;
  return normalise<CustomerFacts>(given);
}

const nameless = { zh: '至少需要一个名称', en: 'at least one name is needed (for a person: names or person)' };
