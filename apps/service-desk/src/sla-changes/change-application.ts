import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService } from '../cases/cases.service.js';
import type { ChangeWish } from '../sla/change-bases.service.js';
import { ClockChanges } from '../sla/clock-changes.service.js';
import type { ChangeReason } from './sla-change.entity.js';
import type { ChangedClock } from './sla-changes.repository.js';

/** Brings a published change to open cases. */
@Injectable()
export class ChangeApplication {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: ClockChanges,
  ) {}

  /** Locks each case before its clocks, as everybody does. What was decided meanwhile stays decided. @returns what moved or began */
  async apply(tx: Tx, caseIds: string[], wish: ChangeWish, reason: ChangeReason, now: Date): Promise<ChangedClock[]> {
    const changed: ChangedClock[] = [];
    // In one order, so that two who need the same cases do not wait for each other.
    for (const id of caseIds) {
      const kase = await this.cases.lock(tx, id, null);
      if (!kase.isOpen) continue;
      const { moved, started } = await this.clocks.apply(tx, id, wish, now);
      const events = moved.map(({ clock, before }) => kase.rescheduled(clock, before, reason, now));
      if (events.length > 0) await this.cases.save(tx, kase, { events, by: null });
      for (const { clock, before } of [...moved, ...started.map((clock) => ({ clock, before: null }))]) {
        const { id: clockId, metric, dueAt: after } = clock;
        changed.push({ clockId, caseId: id, metric, level: kase.level, before, after });
      }
    }
    return changed;
  }
}
