import { type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { expiryTimer, InvitationsService } from './invitations.service.js';

/** Ends invitations whose time is over. */
@Injectable()
export class InvitationExpiry {
  constructor(private readonly invitations: InvitationsService) {}

  @OnTimer(expiryTimer)
  expire(tx: Tx, timer: DueTimer): Promise<void> {
    return this.invitations.expire(tx, timer.aggregateId, timer.dueAt);
  }
}
