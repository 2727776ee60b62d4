import type { EventDraft } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Person, Receiver } from './case.js';
import type { ServiceCase } from './case.entity.js';
import { type Happening, TimelineService } from './timeline.service.js';

/** What was done with a case, to be stored and told. */
export interface CaseChange {
  /** In order; may be none. */
  events: EventDraft[];
  /** Null: the system. */
  by: Person | null;
  /** What the acting person wrote; kept with the last event of the change. */
  words?: string;
}

/** What happens to cases is written down and told at once: the history, its notices, and the events. */
@Injectable()
export class CaseHistory {
  constructor(
    private readonly timeline: TimelineService,
    private readonly outbox: Outbox,
  ) {}

  /** Whether somebody has done more to a case than take contacts in, or offered it. */
  isWorkedOn(tx: Tx, caseId: string, employeeId: string): Promise<boolean> {
    return this.timeline.isWorkedOn(tx, caseId, employeeId);
  }

  /** Tells of events, and notes in the history what else happened. @returns the ids of the entries */
  async tell(tx: Tx, kase: ServiceCase, change: CaseChange, besides: Happening[] = []): Promise<string[]> {
    const { events, by, words } = change;
    const told = events.map((event, index): Happening => {
      const written = index === events.length - 1 && words !== undefined ? { words } : {};
      return { type: event.type, at: event.time!, by, details: detailsOf(event), ...written };
    });
    const about = { caseId: kase.id, subjectId: kase.subjectId };
    const { ids, notices } = await this.timeline.add(tx, about, [...told, ...besides]);
    await this.outbox.append(tx, ...events, ...notices);
    return ids;
  }

  /** Tells of many cases, in the order given, what happened by itself. */
  async tellAll(tx: Tx, told: readonly { kase: ServiceCase; events: EventDraft[] }[]): Promise<void> {
    const notices = await this.timeline.addAll(
      tx,
      told.flatMap(({ kase, events }) =>
        events.map((event) => ({ caseId: kase.id, at: event.time!, type: event.type, details: detailsOf(event) })),
      ),
    );
    await this.outbox.append(tx, ...told.flatMap(({ events }) => events), ...notices);
  }
}

/** Whom the choice of an owner was made among, for the history; nothing where nobody was chosen. */
export function routed(kase: ServiceCase, { routing, queue }: Receiver, now: Date): Happening[] {
  if (!routing) return [];
  const details = { owner: kase.owner, reason: kase.ownerReason, queueId: queue?.id ?? null, ...routing };
  return [{ type: 'case.routed', at: now, by: null, details }];
}

/** What an event says, as the history of its own case keeps it. */
function detailsOf({ data }: EventDraft): Record<string, unknown> {
  const { caseId: _, ...details } = data as Record<string, unknown>;
  return details;
}
