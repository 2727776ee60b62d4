import type { EventByType } from '@crm/contracts';
import { ProjectBatch } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { OverviewRepository, type TimelineRow } from './overview.repository.js';
import { isPictured, type PicturedEvent, picturedTypes } from './rules/pictured-events.js';
import { factsOf, isOnTimeline, type TimelineType, timelineTypes } from './rules/timeline-entries.js';

type ShownType = PicturedEvent['type'] | TimelineType;
const shownTypes: ShownType[] = [...new Set([...picturedTypes, ...timelineTypes])];

const readModel = { name: 'overview@1', tables: ['overview_part', 'overview_timeline'] };

/** Everything that the services tell of customers, folded into what the overview and the timeline show. */
@Controller()
export class OverviewEventsConsumer {
  constructor(private readonly repository: OverviewRepository) {}

  @ProjectBatch(shownTypes, { readModel })
  async show(tx: Tx, events: readonly EventByType<ShownType>[]): Promise<void> {
    await this.repository.fold(tx, events.filter(isPictured));
    await this.repository.addEntries(tx, events.filter(isOnTimeline).flatMap(entryOf));
  }
}

function entryOf(event: EventByType<TimelineType>): TimelineRow[] {
  const { source, id: eventId, type, subject, customerId } = event;
  // A contact of somebody unknown is on nobody's timeline.
  if (customerId === null) return [];
  return [{ source, eventId, customerId, at: new Date(event.time), type, subject, facts: factsOf(event) }];
}
