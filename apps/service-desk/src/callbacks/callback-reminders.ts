import { databaseNow, type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CallbackAssignments } from './callback-assignments.service.js';
import { reminderTimer } from './callback-tasks.js';

/** What happens to call-backs when nobody does anything. */
@Injectable()
export class CallbackReminders {
  constructor(private readonly assignments: CallbackAssignments) {}

  @OnTimer(reminderTimer)
  async remind(tx: Tx, { aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const now = await databaseNow(tx);
    // Not before it is due: the transaction of the batch may have begun a moment earlier.
    await this.assignments.pass(tx, aggregateId, epoch, now < dueAt ? dueAt : now);
  }
}
