import type { FollowupRequested } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService } from '../cases/cases.service.js';
import { CallersService } from './callers.service.js';
import { OwnersService } from '../routing/owners.service.js';

/** A bad survey answer becomes a case, so that somebody speaks with the customer. */
@Injectable()
export class FollowUpsService {
  constructor(
    private readonly callers: CallersService,
    private readonly cases: CasesService,
    private readonly owners: OwnersService,
  ) {}

  /** Opens one case per follow-up, with somebody else than the one who handled the earlier case, where there is one. */
  async open(tx: Tx, request: FollowupRequested['data'], requestedAt: Date, now: Date): Promise<void> {
    const { followUpId, customerId, caseId: earlierCaseId, responseId, reason, score } = request;
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`follow-up:${followUpId}`]);
    if (await this.cases.hasFollowUp(tx, followUpId)) return;
    const earlier = earlierCaseId === null ? null : await this.cases.find(tx, earlierCaseId);
    const complainedOf = earlier?.complainedOf ?? [];
    const avoided = earlier?.handler ? [earlier.handler.employeeId] : [];
    const { names } = await this.callers.identify(tx, { customerId, contact: null });
    // As reception does: a rise of the level that comes meanwhile finds the case.
    for (const name of names) await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
    const level = await this.callers.levelOf(tx, customerId);
    const matter = { kind: 'complaint' as const, level, productId: null, region: null, language: null, customerId };
    const owner = await this.owners.choose(tx, { about: matter, barred: complainedOf, avoided, recordedBy: null }, now);
    const kase = await this.cases.open(
      tx,
      {
        customerId,
        level,
        kind: 'complaint',
        kindTold: true,
        severity: 'high',
        orderId: null,
        productId: null,
        complainedOf,
        openedAt: requestedAt,
        followUp: { id: followUpId, earlierCaseId },
        sole: true,
      },
      owner,
      null,
      now,
    );
    const details = { followUpId, responseId, reason, score };
    await this.cases.note(tx, kase, { type: 'followup.requested', at: requestedAt, by: null, details });
  }
}
