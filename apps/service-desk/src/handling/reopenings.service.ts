import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { AbsencesService } from '../absences/absences.service.js';
import { CallbacksService } from '../callbacks/callbacks.service.js';
import { acting } from '../cases/acting.js';
import type { Person } from '../cases/case.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';

/** Cases that begin again. */
@Injectable()
export class ReopeningsService {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly callbacks: CallbacksService,
    private readonly absences: AbsencesService,
  ) {}

  async reopen(tx: Tx, id: string, reason: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    await this.beginAgain(tx, kase, acting(user, kase), now, reason);
  }

  /**
   * The next cycle of a locked case: a new clock, no call-back any more for the cycle before, and the same owner, unless that
   * one has left or is away.
   */
  async beginAgain(tx: Tx, kase: ServiceCase, by: Person, now: Date, words?: string): Promise<void> {
    kase.permit('reopen', by);
    await this.absences.relieve(tx, kase, now);
    const cycle = await this.clocks.planAgain(tx, kase, now);
    await this.cases.save(tx, kase, { events: kase.reopen(by, cycle.dueAt, now), by, words });
    await this.clocks.cancel(tx, kase, ['callback'], now);
    await this.clocks.open(tx, cycle);
    await this.callbacks.cancel(tx, kase, now);
  }
}
