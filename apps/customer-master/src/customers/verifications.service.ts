import type { Tx } from '@crm/persistence';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from './actor.js';
import { CustomerCards } from './customer-cards.service.js';
import { CustomerChanges } from './customer-changes.service.js';
import { EditRecords } from './edit-records.service.js';
import { GoldenRecords } from './golden-records.service.js';
import { noteVerified } from './rules/edit.js';
import { verifiableValues } from './rules/survivorship.js';

/** Somebody made sure of values as they are today: from then on they win over what more trusted systems merely say. */
@Injectable()
export class Verifications {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly edits: EditRecords,
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
  ) {}

  /** @param fields as provenance names them; all when undefined */
  async verify(tx: Tx, id: string, fields: readonly string[] | undefined, by: Actor, now: Date): Promise<void> {
    const customer = await this.changes.lock(tx, id, by);
    const known = verifiableValues((await this.golden.explain(tx, customer.id, now)).provenance);
    const faults = (fields ?? []).flatMap((field, at) =>
      known.some((value) => value.field === field) ? [] : [{ pointer: `/fields/${at}`, message: noSuchField }],
    );
    if (faults.length > 0) throw new ValidationFailed(faults);
    const verified = known
      .filter(({ field }) => !fields || fields.includes(field))
      .map((value) => ({ ...value, by: by.id, at: now.toISOString() }));
    const { own } = await this.edits.of(tx, customer.id);
    const facts = noteVerified(own?.facts ?? { kind: customer.kind }, verified);
    const derived = await this.edits.write(tx, customer, { before: own, facts, by: by.id, now });
    const changed = derived.flatMap((each) => each.changed);
    await this.cards.tell(tx, customer, [customer.correct(changed, now)], now);
  }
}

const noSuchField = { zh: '该客户没有此字段', en: 'the customer has no value of this field' };
