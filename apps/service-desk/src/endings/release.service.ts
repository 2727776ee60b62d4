import type { EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CallbacksService } from '../callbacks/callbacks.service.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import type { ServiceCase } from '../cases/cases.service.js';
import { HandoversService } from '../handovers/handovers.service.js';

/** Lets go of everything that is owed to a case that ends without a resolution. */
@Injectable()
export class ReleaseService {
  constructor(
    private readonly clocks: CaseClocks,
    private readonly handovers: HandoversService,
    private readonly callbacks: CallbacksService,
  ) {}

  /** @returns breaches that happened before, of which nobody was told yet */
  async release(tx: Tx, kase: ServiceCase, now: Date): Promise<EventDraft[]> {
    await this.handovers.withdraw(tx, kase, now);
    await this.callbacks.cancel(tx, kase, now);
    return this.clocks.ended(tx, kase, now);
  }
}
