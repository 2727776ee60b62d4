import { Outbox } from '@crm/messaging';
import { type Tx, violatedConstraint } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { type FieldError, NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../customers/actor.js';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { CustomersService } from '../customers/customers.service.js';
import type { Customer } from '../customers/golden-records.service.js';
import { HierarchyRepository } from './hierarchy.repository.js';
import { CyclicHierarchy, RelatedToItself, RelationshipOverlaps, SecondParent } from './relationships.errors.js';
import { type RelationshipFilter, RelationshipsRepository } from './relationships.repository.js';
import {
  addedDays,
  changed,
  type Period,
  related,
  type Relationship,
  type RelationshipPatch,
} from './rules/relationship.js';
import { isHierarchy, misplaced } from './rules/relationship-types.js';

export type NewRelationship = Pick<Relationship, 'type' | 'from' | 'to' | 'details'> & Period;

/** Relates customers, and corrects or ends what relates them. Nothing is deleted. */
@Injectable()
export class Relationships {
  constructor(
    private readonly repository: RelationshipsRepository,
    private readonly hierarchy: HierarchyRepository,
    private readonly changes: CustomerChanges,
    private readonly customers: CustomersService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Relates two customers that the user sees.
   * @throws ValidationFailed; NotFound; CustomerMergedAway; RelationshipOverlaps, SecondParent, CyclicHierarchy
   */
  async relate(tx: Tx, wish: NewRelationship, by: Actor, now: Date): Promise<Relationship> {
    refuse(faultsOf(wish));
    const { from, to } = await this.lockEnds(tx, wish, by);
    const kinds = { from: from.kind, to: to.kind };
    refuse(misplaced(wish.type, kinds).map((end) => ({ pointer: `/${end}`, message: wrongKind })));
    const stamps = { madeBy: by.id, madeAt: now, changedAt: now };
    const relationship: Relationship = { ...wish, ...stamps, id: newId(), version: 1, from: from.id, to: to.id };
    await this.refuseConflicts(tx, relationship);
    await named(this.repository.add(tx, relationship));
    await this.outbox.append(tx, related(relationship));
    return relationship;
  }

  /**
   * Ends a relationship, or corrects it. One that never held ends on its first day.
   * @throws NotFound also when both ends are out of the user's scope; StaleVersion; the same refusals as `relate`
   */
  async change(
    tx: Tx,
    id: string,
    patch: RelationshipPatch,
    change: { version: number; by: Actor; now: Date },
  ): Promise<Relationship> {
    const before = await this.repository.lock(tx, id, change.by);
    if (!before) throw new NotFound();
    if (before.version !== change.version) throw new StaleVersion(before.version);
    const [next, facts] = changed(before, patch, change.now);
    refuse(faultsOf(next, { mayNeverHold: true }));
    if (facts.length === 0) return next;
    for (const added of addedDays(before, next)) await this.refuseConflicts(tx, { ...next, ...added });
    await named(this.repository.save(tx, next));
    await this.outbox.append(tx, ...facts);
    return next;
  }

  /** @throws NotFound also when both ends are out of the user's scope */
  async find(tx: Tx, id: string, user: User): Promise<Relationship> {
    const relationship = await this.repository.find(tx, id, user);
    if (!relationship) throw new NotFound();
    return relationship;
  }

  /** Those of every id that is the customer today, in the order in which they were written down. @throws NotFound */
  async page(
    tx: Tx,
    { customerId, ...filter }: RelationshipFilter & { customerId: string },
    page: { after: string | undefined; limit: number },
    user: User,
  ): Promise<Relationship[]> {
    const asked = (await this.customers.outlines(tx, [customerId], user)).get(customerId);
    if (!asked?.isVisible) throw new NotFound();
    return this.repository.page(tx, await this.customers.clusterOf(tx, asked.id), filter, page);
  }

  /** Locks both customers in the order of their ids, so that nobody merges them away meanwhile. */
  private async lockEnds(tx: Tx, wish: NewRelationship, by: Actor): Promise<Record<'from' | 'to', Customer>> {
    const ends = new Map<string, Customer>();
    for (const id of [wish.from, wish.to].sort()) {
      const end = await this.changes.lock(tx, id, by).catch((error: unknown) => {
        throw error instanceof NotFound ? new NotFound(id === wish.from ? noSuchFrom : noSuchTo) : error;
      });
      ends.set(id, end);
    }
    return { from: ends.get(wish.from)!, to: ends.get(wish.to)! };
  }

  private async refuseConflicts(tx: Tx, relationship: Relationship): Promise<void> {
    const { type, from, to } = relationship;
    // A person and an organisation are never one, so a merge has nothing to ask of contact persons.
    if (type !== 'contact_person_of') await this.hierarchy.lock(tx);
    const [below, top] = await this.hierarchy.resolve(tx, [from, to]);
    if (below === top) throw new RelatedToItself(below!);
    const conflict = await this.repository.conflict(tx, relationship);
    if (conflict) throw conflict.isSamePair ? new RelationshipOverlaps(conflict.id) : new SecondParent(conflict.id);
    if (!isHierarchy(type)) return;
    const path = await this.hierarchy.pathBetween(tx, top!, below!, relationship);
    if (path) throw new CyclicHierarchy([below!, ...path.customerIds]);
  }
}

function faultsOf(wish: NewRelationship, { mayNeverHold = false } = {}): FieldError[] {
  const { type, from, to, validFrom, validTo, details } = wish;
  const isTooEarly = validTo !== null && (validTo < validFrom || (validTo === validFrom && !mayNeverHold));
  return [
    ...(from.toLowerCase() === to.toLowerCase() ? [{ pointer: '/to', message: toItself }] : []),
    ...(isTooEarly ? [{ pointer: '/validTo', message: endsTooEarly }] : []),
    ...(details && type !== 'contact_person_of' ? [{ pointer: '/details', message: onlyOfContacts }] : []),
  ];
}

function refuse(faults: readonly FieldError[]): void {
  if (faults.length > 0) throw new ValidationFailed(faults);
}

/** The database refuses what two write at the same moment. */
async function named(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'relationship_once') throw new RelationshipOverlaps(null);
    if (constraint === 'relationship_one_parent') throw new SecondParent(null);
    throw error;
  }
}

const wrongKind = { zh: '该类关系的这一端不能是此类客户', en: 'is a customer of the wrong kind for this type' };
const toItself = { zh: '客户不能与自身建立关系', en: 'a customer cannot be related to itself' };
const endsTooEarly = { zh: '结束日期必须晚于开始日期', en: 'must be later than validFrom' };
const onlyOfContacts = { zh: '仅联系人关系可填写', en: 'is for contact persons only' };
const noSuchFrom = { zh: 'from 所指的客户不存在', en: 'The customer named by `from` does not exist.' };
const noSuchTo = { zh: 'to 所指的客户不存在', en: 'The customer named by `to` does not exist.' };
