import type { ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from './actor.js';
import { CustomerCards } from './customer-cards.service.js';
import { CustomerLookups, type IdentifyingKeys } from './customer-lookups.service.js';
import type { CustomerResponse } from './customer.response.js';
import type { NewCustomer, SourceReference } from './customer.shape.js';
import { CustomerViews, type Reach } from './customer-views.service.js';
import { GoldenRecords } from './golden-records.service.js';
import { type Registration, Registrations } from './registrations.service.js';
import type { KnownRecord } from './source-records.repository.js';
import type { CustomerOutline } from './visible-customers.repository.js';

export type { Actor, CustomerOutline, IdentifyingKeys, NewCustomer, Registration, SourceReference };

/** What other folders may ask of the customers. Every method takes the open transaction first. */
@Injectable()
export class CustomersService {
  private readonly logger = new Logger(CustomersService.name);

  constructor(
    private readonly registrations: Registrations,
    private readonly views: CustomerViews,
    private readonly lookups: CustomerLookups,
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
  ) {}

  /**
   * Registers a customer; with `onDuplicate` = `attach` the record goes to the twin instead.
   * @throws ValidationFailed with pointers into `input`; DuplicateCustomer
   */
  register(
    tx: Tx,
    input: NewCustomer & { source?: SourceReference },
    by: Actor,
    now: Date,
    onDuplicate: 'refuse' | 'attach' = 'refuse',
  ): Promise<Registration> {
    return this.registrations.register(tx, input, by, now, onDuplicate);
  }

  /**
   * A system's record in its newest form: attaches to the customer it certainly is, else registers one. A record that is
   * known stays with its customer. The same content twice, or an older observation, changes nothing.
   * @throws ValidationFailed with pointers into `input` (`normalise` in rules/ tells what would be left of it without the
   *   faults, for senders that cannot be asked to correct it); KindDiffers; for a `by` with department scope also
   *   DuplicateCustomer and NotFound
   */
  upsertFromSource(tx: Tx, source: SourceReference, input: NewCustomer, by: Actor, now: Date): Promise<Registration> {
    return this.registrations.upsert(tx, source, input, by, now);
  }

  /**
   * The customer id that a system's id belongs to by itself: of a merged customer the retired id, to which the record
   * would go back with an unmerge. Null when the system's id is not known.
   */
  homeOf(tx: Tx, source: string, sourceId: string): Promise<string | null> {
    return this.lookups.homeOf(tx, source, sourceId);
  }

  /** The records of systems that are known and belong to somebody: their newest versions, in any order. */
  recordsOf(tx: Tx, keys: readonly { source: string; sourceId: string }[]): Promise<KnownRecord[]> {
    return this.golden.findRecords(tx, keys);
  }

  /** The one customer that exact identifiers point at with certainty; null for none. */
  identify(tx: Tx, keys: IdentifyingKeys): Promise<string | null> {
    return this.lookups.identify(tx, keys);
  }

  /** The id that survives of a merged one; the id itself when it is not merged. @throws NotFound */
  survivorOf(tx: Tx, id: string): Promise<string> {
    return this.lookups.survivorOf(tx, id);
  }

  /** For each id that exists the one that survives of it. */
  survivorsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    return this.lookups.survivorsOf(tx, ids);
  }

  /** How many source records a customer has. */
  countRecords(tx: Tx, id: string): Promise<number> {
    return this.lookups.countRecords(tx, id);
  }

  /** Every id that is this customer today, the survivor first. @throws NotFound */
  clusterOf(tx: Tx, id: string): Promise<string[]> {
    return this.lookups.clusterOf(tx, id);
  }

  /** For each of these survivors every id that is this customer today, the survivor first. */
  clustersOf(tx: Tx, survivors: readonly string[]): Promise<Map<string, string[]>> {
    return this.lookups.clustersOf(tx, survivors);
  }

  /** What a list may show to this user, of the survivor, by the id that was asked for; a withdrawn one shows nothing. Unknown ids are absent. */
  outlines(tx: Tx, ids: readonly string[], user: User): Promise<Map<string, CustomerOutline>> {
    return this.views.outlines(tx, ids, user);
  }

  /** The customer as this user may see it: masked, the survivor of a retired id. @throws NotFound also when out of scope */
  find(tx: Tx, id: string, user: User): Promise<CustomerResponse> {
    return this.views.read(tx, id, user);
  }

  /** The same with those who may be the same customer. */
  findWithDuplicates(tx: Tx, id: string, user: User): Promise<CustomerResponse> {
    return this.views.find(tx, id, user);
  }

  /** Addresses in clear for sending, and what the customer wishes. Never log them or put them into an event. */
  reachOf(tx: Tx, customerId: string): Promise<Reach> {
    return this.views.reachOf(tx, customerId);
  }

  /** Names to show, by the id that was asked for; of persons in clear. Unknown ids are absent. */
  names(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    return this.views.names(tx, ids);
  }

  /** The value level that analytics found; ignored when a newer state of knowledge was told before. */
  async setLevel(tx: Tx, id: string, level: ValueLevel, asOf: Date, now: Date): Promise<void> {
    try {
      const customer = await this.golden.lockSurvivor(tx, id);
      if (customer.value(level, asOf)) await this.cards.tell(tx, customer, [], now);
      else await this.cards.keep(tx, customer);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      this.logger.warn(`level of unknown customer ${id} ignored`);
    }
  }

  /** Publishes the card of the customer anew, for example after a consent changed. Locks its row. @throws NotFound */
  async publishCard(tx: Tx, customerId: string, now: Date): Promise<void> {
    await this.cards.tell(tx, await this.golden.lockSurvivor(tx, customerId), [], now);
  }

  /**
   * Locks the customer and counts one more fact about it.
   * @returns the survivor's id and the `aggregateVersion` of the event that you append; its `aggregateId` is that id
   * @throws NotFound
   */
  async countFact(tx: Tx, customerId: string, now: Date): Promise<{ customerId: string; version: number }> {
    const customer = await this.golden.lockSurvivor(tx, customerId);
    customer.count(now);
    await this.cards.keep(tx, customer);
    return { customerId: customer.id, version: customer.factVersion };
  }
}
