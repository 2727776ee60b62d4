import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { DeliveriesRepository } from './deliveries.repository.js';

const mostAtOnce = 2_000;
const hourMs = 3_600_000;

/** Takes away deliveries that nobody will ask for any more, some per firing of a timer that arms itself again. */
@Injectable()
export class WebhookSweep {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly timers: Timers,
  ) {}

  @OnTimer('webhook.sweep')
  async sweep(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const pauseMs = (await this.deliveries.sweep(tx, mostAtOnce)) < mostAtOnce ? hourMs : 0;
    await this.timers.arm(tx, {
      kind,
      aggregateId,
      epoch,
      dueAt: new Date(Math.max(dueAt.getTime() + 1, Date.now() + pauseMs)),
    });
  }
}
