import { type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerCards } from './customer-cards.service.js';
import { EditRecords, pinEndTimer } from './edit-records.service.js';
import { GoldenRecords } from './golden-records.service.js';
import { noCause } from './rules/golden-change.js';
import { editSource, pinsEndedAt } from './rules/statement.js';
import { SourceRecordsRepository } from './source-records.repository.js';

/** When a pin ends, the systems count again. */
@Injectable()
export class PinEnds {
  constructor(
    private readonly records: SourceRecordsRepository,
    private readonly edits: EditRecords,
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
  ) {}

  @OnTimer(pinEndTimer)
  async end(tx: Tx, timer: DueTimer): Promise<void> {
    const edit = (await this.records.find(tx, { source: editSource, sourceId: timer.aggregateId }))!;
    // A newer edit has a timer of its own.
    if (edit.version !== timer.epoch) return;
    const customer = await this.golden.lockHolder(tx, edit.id);
    const now = timer.dueAt;
    const { changed } = await this.golden.rederive(tx, customer, now);
    const { own, others } = await this.edits.of(tx, customer.id);
    const { facts } = [own, ...others].find((statement) => statement?.recordId === edit.id)!;
    const { groups, reason } = pinsEndedAt(facts, now);
    customer.note({ ...noCause, kind: 'pin_ended', at: now, by: null, reason, fields: groups });
    await this.cards.tell(tx, customer, changed.length > 0 ? [customer.correct(changed, now)] : [], now);
    await this.edits.watchPins(tx, { id: timer.aggregateId, version: edit.version, facts }, now);
  }
}
