import type { EventByType } from '@crm/contracts';
import { ProjectBatch } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { type NewTimelineRow, OverviewRepository } from './overview.repository.js';
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
    const entries = events.filter(isOnTimeline).flatMap(entryOf);
    await this.repository.addEntries(tx, entries);
    const cases = entries.filter(isOfCase).map(({ facts }) => String(facts['caseId']));
    if (cases.length > 0) await this.repository.moveToLinked(tx, [...new Set(cases)]);
  }
}

function entryOf(event: EventByType<TimelineType>): NewTimelineRow[] {
  const { source, id: eventId, type, subject, customerId } = event;
  const entry = { source, eventId, customerId, at: new Date(event.time), type, subject, facts: factsOf(event) };
  // What is nobody's is on nobody's timeline; whose case it is may become known.
  return customerId === null && !isOfCase(entry) ? [] : [entry];
}

/** What the service desk tells of a case belongs to whose case it is, not to who was thought to be on the phone. */
const isOfCase = ({ source, facts }: Pick<NewTimelineRow, 'source' | 'facts'>): boolean =>
  source === 'service-desk' && typeof facts['caseId'] === 'string';
