import type { ResponseReceived } from '@crm/contracts';
import { Project } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { Answers } from './answers.service.js';

/** Survey answers as feedback tells of them. */
@Controller()
export class FeedbackEventsConsumer {
  constructor(private readonly answers: Answers) {}

  @Project('response.received', { readModel: { name: 'answers@1', tables: ['fact_feedback'] } })
  record(tx: Tx, event: ResponseReceived): Promise<void> {
    return this.answers.record(tx, event);
  }
}
