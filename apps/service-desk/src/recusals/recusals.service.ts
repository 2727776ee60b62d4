import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { CallbackAssignments } from '../callbacks/callback-assignments.service.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { HandoversService } from '../handovers/handovers.service.js';
import { OwnersService } from '../routing/owners.service.js';

/** What is known of the customer beside the case: by that somebody is looked for. */
interface Known {
  region: string | null;
  language: string | null;
}

const nothing: Known = { region: null, language: null };

/** 回避: nobody whom a case is about has a hand in it, as its owner, as who is asked to take it, or as who calls back. */
@Injectable()
export class RecusalsService {
  constructor(
    private readonly cases: CasesService,
    private readonly owners: OwnersService,
    private readonly handovers: HandoversService,
    private readonly callbacks: CallbackAssignments,
  ) {}

  /** Saves the locked case, which is about these people too. What was any of theirs goes to others. */
  async hear(tx: Tx, kase: ServiceCase, named: readonly string[], user: User, now: Date, known = nothing) {
    const added = named.filter((employeeId) => !kase.complainedOf.includes(employeeId));
    if (added.length === 0) return this.cases.save(tx, kase);
    const parties = [...kase.complainedOf, ...added];
    await this.callbacks.recuse(tx, kase, parties, now);
    if (added.includes(kase.ownerEmployeeId)) {
      const wish = { about: { ...kase, ...known }, barred: parties, recordedBy: user };
      await this.handovers.recuse(tx, kase, parties, await this.owners.choose(tx, wish, now), now);
    } else {
      kase.complainedOf = parties;
      await this.cases.save(tx, kase);
    }
    for (const employeeId of added) await this.handovers.redirect(tx, kase, employeeId, null, now);
  }
}
