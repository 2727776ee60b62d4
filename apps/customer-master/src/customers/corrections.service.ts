import type { CustomerStatus } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from './actor.js';
import { CustomerCards } from './customer-cards.service.js';
import { CustomerChanges } from './customer-changes.service.js';
import type { CustomerFacts, CustomerIdentifier, StatusReason } from './customer.shape.js';
import { DuplicateCustomer } from './customers.errors.js';
import { Duplicates, twinOf } from './duplicates.service.js';
import { type Customer, type Derived, GoldenRecords } from './golden-records.service.js';
import {
  applyEdit,
  type Edit,
  editableGroups,
  type EditableGroup,
  hasPins,
  releasedGroups,
  withoutGroups,
} from './rules/edit.js';
import { unmask } from './rules/masking.js';
import { normalise } from './rules/normalise.js';
import { canonical, editSource, type Statement } from './rules/statement.js';
import { SourceRecordsRepository } from './source-records.repository.js';

/** What a person changes of a customer. */
export interface Correction extends Edit {
  status?: CustomerStatus;
  /** Needed with `undesirable`, not allowed otherwise. */
  statusReason?: StatusReason;
}

/**
 * Edits by hand. An edit is a source record of its own (`mdm`, named like the customer), so it survives every new
 * derivation, moves with the customer in a merge and goes back with it in an unmerge.
 */
@Injectable()
export class Corrections {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly records: SourceRecordsRepository,
    private readonly golden: GoldenRecords,
    private readonly duplicates: Duplicates,
    private readonly cards: CustomerCards,
  ) {}

  async correct(tx: Tx, id: string, correction: Correction, by: Actor, version: number, now: Date): Promise<void> {
    const { status, statusReason, ...edit } = correction;
    if (statusReason && status !== 'undesirable')
      throw new ValidationFailed([{ pointer: '/statusReason', message: needless }]);
    const customer = await this.changes.lock(tx, id, by, version);
    const said = check(customer, edit);
    const corrected = await this.pin(tx, customer, said, by, now);
    const stood = status ? customer.stand({ status, statusReason: statusReason ?? null }, now) : [];
    const facts = [...corrected, ...stood];
    if (facts.length > 0) await this.cards.tell(tx, customer, facts, now);
  }

  private async pin(tx: Tx, customer: Customer, edit: Edit, by: Actor, now: Date) {
    if (editableGroups.every((group) => edit[group] === undefined)) return [];
    const held = customer.golden.identifiers;
    const statements = await this.records.statementsOf(tx, customer.id);
    const edits = statements.filter(({ source }) => source === editSource);
    const derived: Derived[] = [];
    for (const other of edits.filter(({ sourceId }) => sourceId !== customer.id)) {
      derived.push(
        ...(await this.write(tx, customer, withoutGroups(other.facts, releasedGroups(edit)), other, by, now)),
      );
    }
    const own = edits.find(({ sourceId }) => sourceId === customer.id);
    derived.push(
      ...(await this.write(tx, customer, applyEdit(own?.facts ?? { kind: customer.kind }, edit), own, by, now)),
    );
    if (derived.at(-1)?.contested.length) await this.refuseTaken(tx, customer, edit.identifiers ?? [], held, by);
    const changed = new Set(derived.flatMap((each) => each.changed));
    return changed.size > 0 ? [customer.correct([...changed], now)] : [];
  }

  /** Writes the next version of an edit; nothing when it says the same. */
  private async write(
    tx: Tx,
    customer: Customer,
    facts: CustomerFacts,
    before: Statement | undefined,
    by: Actor,
    now: Date,
  ) {
    if (before ? canonical(before.facts) === canonical(facts) : !hasPins(facts)) return [];
    const source = { source: editSource, sourceId: customer.id, observedAt: now };
    if (!before) return [await this.golden.join(tx, customer, source, facts, { by: by.id, now, reason: 'edited' })];
    const record = (await this.records.find(tx, before))!;
    return [await this.golden.renew(tx, customer, record, { observedAt: now, facts, by: by.id, now })];
  }

  /** A number, new here, that another customer holds: the two are one, which is for a merge to say. */
  private async refuseTaken(
    tx: Tx,
    customer: Customer,
    given: CustomerIdentifier[],
    held: CustomerIdentifier[],
    by: Actor,
  ): Promise<void> {
    const isNew = ({ type, value }: CustomerIdentifier): boolean =>
      !held.some((old) => old.type === type && old.value === value);
    const evidence = this.duplicates.evidenceOf({ kind: customer.kind, identifiers: given.filter(isNew) });
    const twin = (await this.duplicates.find(tx, evidence, customer.id)).find(({ isCertain }) => isCertain);
    if (twin) throw new DuplicateCustomer(twinOf(twin, by));
  }
}

/** The edit in its normal form, masked values replaced by what they stand for. @throws ValidationFailed */
function check(customer: Customer, edit: Edit): Edit {
  const given = Object.entries(edit).filter(([, value]) => value !== null && value !== undefined);
  const unmasked = unmask(Object.fromEntries(given) as Partial<CustomerFacts>, customer.golden);
  const { facts, faults } = normalise<CustomerFacts>({ ...unmasked.facts, kind: customer.kind });
  const all = [...unmasked.faults, ...faults];
  if (all.length > 0) throw new ValidationFailed(all);
  const { kind: _, ...groups } = facts;
  const released = Object.fromEntries(releasedGroups(edit).map((group: EditableGroup) => [group, null]));
  return { ...groups, ...released };
}

const needless = { zh: '仅劣质客户需要原因', en: 'only an undesirable customer has a reason' };
