import type { CaseClosed } from '@crm/contracts';
import { React } from '@crm/messaging';
import { databaseNow, type Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { FollowUpsService } from '../follow-ups/follow-ups.service.js';
import { InvitationsService } from './invitations.service.js';

/** A case ended: its customer is asked how it was. */
@Controller()
export class CaseClosedConsumer {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly followUps: FollowUpsService,
  ) {}

  /**
   * Not after a follow-up case: a bad answer to its survey would open the next follow-up, whose survey … The customer
   * who said once that it was bad would be asked for ever. Whether a follow-up helped is told by its own call-back.
   */
  @React('case.closed', { withinDays: 30 })
  async invite(tx: Tx, event: CaseClosed): Promise<void> {
    const { customerId } = event;
    const { caseId, cycle } = event.data;
    if (customerId === null || (await this.followUps.isFollowUpCase(tx, caseId))) return;
    // Now, not the event's time: a link that is sent late is as long valid as any other.
    await this.invitations.invite(tx, { customerId, caseId, cycle }, await databaseNow(tx));
  }
}
