import type { EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { HandoversService } from '../handovers/handovers.service.js';
import { OwnersService } from '../routing/owners.service.js';
import { isBetter, isOnlyRouted, keeperOf } from './rules/rerouting.js';

/** What is known beside the case, from the contact that told the kind. */
export interface TellingContact {
  region: string | null;
  language: string | null;
  /** Null: nobody. */
  complainedOf: string | null;
}

const noContact: TellingContact = { region: null, language: null, complainedOf: null };

/** What follows when a case is of another kind than it was taken for. */
@Injectable()
export class KindChanges {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly owners: OwnersService,
    private readonly handovers: HandoversService,
  ) {}

  /** Saves the locked case with what was said of it. It is owed what such a case is owed, by somebody who can be given it. */
  async follow(tx: Tx, kase: ServiceCase, said: EventDraft[], by: Person, now: Date, contact = noContact) {
    const moved = await this.clocks.tightened(tx, kase, 'kind_changed', now);
    await this.cases.save(tx, kase, { events: said, by }, { events: moved, by: null });
    await this.measureMore(tx, kase, now);
    await this.routeAnew(tx, kase, contact, now);
  }

  /** What only cases of that kind are measured by counts as if the kind had been known from the first: it may be late by now. */
  private async measureMore(tx: Tx, kase: ServiceCase, now: Date): Promise<void> {
    const started = await this.clocks.startOwed(tx, kase, now);
    if (started.length === 0) return;
    const clocks = started.map(({ metric, startedAt, dueAt }) => ({ metric, startedAt, dueAt }));
    const details = { cycle: kase.cycle, reason: 'kind_changed', clocks };
    await this.cases.note(tx, kase, { type: 'sla.started', at: now, by: null, details });
  }

  /** A case that somebody works on stays where it is. One whose owner is to give it up by another rule is left to that. */
  private async routeAnew(tx: Tx, kase: ServiceCase, contact: TellingContact, now: Date): Promise<void> {
    const { region, language, complainedOf } = contact;
    if (!isOnlyRouted(kase) || complainedOf === kase.ownerEmployeeId) return;
    if (await this.cases.isWorkedOn(tx, kase)) return;
    const barred = [...kase.complainedOf, ...(complainedOf === null ? [] : [complainedOf])];
    const wish = { about: { ...kase, region, language }, barred, keeper: keeperOf(kase), recordedBy: null };
    const to = await this.owners.choose(tx, wish, now);
    if (!isBetter(kase, to)) return;
    if (to.employeeId !== kase.ownerEmployeeId) {
      await this.handovers.reassign(tx, kase, to, 'kind_changed', null, now);
      return;
    }
    // One person is on duty for both queues.
    kase.waitIn(to.queue!);
    await this.cases.save(tx, kase);
    await this.cases.noteRouting(tx, kase, to, now);
  }
}
