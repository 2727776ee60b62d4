import type { EventByType, InvitationSent, LevelChanged, ResponseReceived, ValueScored } from '@crm/contracts';
import { Project } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { OverviewRepository } from './overview.repository.js';
import {
  type AccountEvent,
  type CaseEvent,
  foldAccount,
  foldCase,
  foldInvitation,
  foldResponse,
  foldValue,
} from './rules/pictures.js';
import { factsOf, timelineTypes, type TimelineType } from './rules/timeline-entries.js';

const readModel = 'overview@1';

/** Everything that the services tell of customers, folded into what the overview and the timeline show. */
@Controller()
export class OverviewEventsConsumer {
  constructor(private readonly repository: OverviewRepository) {}

  @Project(
    [
      'case.opened',
      'case.acknowledged',
      'case.responded',
      'case.handover-accepted',
      'case.resolved',
      'case.closed',
      'case.reopened',
      'sla.breached',
    ],
    { readModel },
  )
  projectCase(tx: Tx, event: CaseEvent): Promise<void> {
    return this.repository.fold(tx, 'case', event.data.caseId, event, foldCase);
  }

  @Project('invitation.sent', { readModel })
  projectInvitation(tx: Tx, event: InvitationSent): Promise<void> {
    return this.repository.fold(tx, 'invitation', event.data.invitationId, event, foldInvitation);
  }

  @Project('response.received', { readModel })
  projectResponse(tx: Tx, event: ResponseReceived): Promise<void> {
    return this.repository.fold(tx, 'response', event.data.responseId, event, foldResponse);
  }

  @Project(['account.opened', 'points.accrued', 'points.redeemed', 'points.reversed', 'points.adjusted'], { readModel })
  projectAccount(tx: Tx, event: AccountEvent): Promise<void> {
    return this.repository.fold(tx, 'account', event.data.accountId, event, foldAccount);
  }

  @Project(['value.scored', 'level.changed'], { readModel })
  projectValue(tx: Tx, event: ValueScored | LevelChanged): Promise<void> {
    return this.repository.fold(tx, 'value', event.data.customerId, event, foldValue);
  }

  @Project(timelineTypes, { readModel })
  async addToTimeline(tx: Tx, event: EventByType<TimelineType>): Promise<void> {
    const { source, id: eventId, type, subject, customerId } = event;
    // A contact of somebody unknown is on nobody's timeline.
    if (customerId === null) return;
    const row = { source, eventId, customerId, at: new Date(event.time), type, subject, facts: factsOf(event) };
    await this.repository.addEntry(tx, row);
  }
}
