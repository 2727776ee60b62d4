import type { CustomerStatus } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from './actor.js';
import { AttributeChecks } from './attribute-checks.service.js';
import { CustomerCards } from './customer-cards.service.js';
import { CustomerChanges } from './customer-changes.service.js';
import {
  type CustomerFacts,
  type CustomerIdentifier,
  type FieldGroup,
  fieldGroups,
  type PinNote,
  type StatusReason,
} from './customer.shape.js';
import { DuplicateCustomer } from './customers.errors.js';
import { Duplicates, twinOf } from './duplicates.service.js';
import { EditRecords } from './edit-records.service.js';
import type { Customer, Derived } from './golden-records.service.js';
import { applyEdit, type Edit, notePins, releasedGroups, withoutGroups } from './rules/edit.js';
import { unmask } from './rules/masking.js';
import { normalise } from './rules/normalise.js';
import { canonical } from './rules/statement.js';

/** What a person changes of a customer. */
export interface Correction extends Edit {
  status?: CustomerStatus;
  /** Needed with `undesirable`, not allowed otherwise. */
  statusReason?: StatusReason;
  /** Why the edited groups are held against all systems, and until when; without it: no reason, no end. */
  pin?: { reason: string; expiresAt?: string | null };
}

/** Edits by hand: they hold whole groups against all systems until they are taken back or end. */
@Injectable()
export class Corrections {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly edits: EditRecords,
    private readonly duplicates: Duplicates,
    private readonly attributes: AttributeChecks,
    private readonly cards: CustomerCards,
  ) {}

  async correct(tx: Tx, id: string, correction: Correction, by: Actor, version: number, now: Date): Promise<void> {
    const { status, statusReason, pin, ...edit } = correction;
    if (statusReason && status !== 'undesirable')
      throw new ValidationFailed([{ pointer: '/statusReason', message: needless }]);
    if (pin) checkPin(pin, edit, now);
    const customer = await this.changes.lock(tx, id, by, version);
    const said = check(customer, edit);
    await this.attributes.check(tx, said.attributes, customer);
    const note = { reason: pin?.reason ?? null, expiresAt: pin?.expiresAt ?? null, by: by.id, at: now.toISOString() };
    const corrected = await this.pin(tx, customer, said, note, by);
    const stood = status
      ? customer.stand({ status, statusReason: statusReason ?? null }, now, { rule: 'by_hand', by: by.id })
      : [];
    const facts = [...corrected, ...stood];
    if (facts.length > 0) await this.cards.tell(tx, customer, facts, now);
  }

  private async pin(tx: Tx, customer: Customer, edit: Edit, note: PinNote, by: Actor) {
    if (fieldGroups.every((group) => edit[group] === undefined)) return [];
    const now = new Date(note.at);
    const held = customer.golden.identifiers;
    const { own, others } = await this.edits.of(tx, customer.id);
    const derived: Derived[] = [];
    for (const other of others) {
      const facts = withoutGroups(other.facts, releasedGroups(edit));
      derived.push(...(await this.edits.write(tx, customer, { before: other, facts, by: by.id, now })));
    }
    const before = own?.facts ?? { kind: customer.kind };
    const next = applyEdit(before, edit);
    // The same once more, without a word why: nothing to write down.
    const isSame = canonical(next) === canonical(before) && note.reason === null;
    const facts = isSame ? before : notePins(next, edit, note);
    derived.push(...(await this.edits.write(tx, customer, { before: own, facts, by: by.id, now })));
    if (derived.at(-1)?.contested.length) await this.refuseTaken(tx, customer, edit.identifiers ?? [], held, by);
    const changed = new Set(derived.flatMap((each) => each.changed));
    return changed.size > 0 ? [customer.correct([...changed], now)] : [];
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
  const released = Object.fromEntries(releasedGroups(edit).map((group: FieldGroup) => [group, null]));
  return { ...groups, ...released };
}

function checkPin({ expiresAt }: NonNullable<Correction['pin']>, edit: Edit, now: Date): void {
  const faults = [
    ...(fieldGroups.some((group) => edit[group]) ? [] : [{ pointer: '/pin', message: nothingPinned }]),
    ...(expiresAt && new Date(expiresAt) <= now ? [{ pointer: '/pin/expiresAt', message: inThePast }] : []),
  ];
  if (faults.length > 0) throw new ValidationFailed(faults);
}

const nothingPinned = { zh: '没有可锁定的字段', en: 'there is no field to pin in this edit' };
const inThePast = { zh: '必须是将来的时间', en: 'must be in the future' };
const needless = { zh: '仅劣质客户需要原因', en: 'only an undesirable customer has a reason' };
