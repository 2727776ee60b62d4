import type { SlaMetric } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type CalendarSaying, CalendarsService } from '../calendars/calendars.service.js';
import { isProvisional } from '../calendars/rules/provisional.js';
import { LoadedCalendars } from './loaded-calendars.js';
import { PoliciesService } from './policies.service.js';
import { type Measured, type SlaPolicyContent, targetOf } from './rules/policy.js';
import { termsByCalendar, termsByPolicy } from './rules/rebase.js';
import { type ScheduleOf, type Term, termFrom } from './rules/terms.js';
import type { UndecidedClock } from './undecided-clocks.js';

/** By what clocks are to be computed: a version that is published, or a draft of the next one. */
export interface ChangeWish {
  /** Null: the policy. */
  calendarId: string | null;
  /** The version that is meant. */
  version: number;
  /** What it says while nobody has published it. */
  draft: object | null;
  /** Only clocks that were computed over years whose public holidays were not known. */
  onlyProvisional: boolean;
}

/** What of a clock it takes to find its terms. */
export type Basic = Pick<UndecidedClock, 'metric' | 'policyVersion' | 'terms' | 'dueAt'>;

/** A change that is ready to be computed for clocks. */
export interface ChangeBasis {
  /** The policy's version that clocks name afterwards; null: as before. */
  policyVersion: number | null;
  scheduleOf: ScheduleOf;
  /** The terms of a clock by the change; null: it does not concern the clock. */
  termsOf(clock: Basic): readonly Term[] | null;
  /** What a case is allowed for something that no clock of it measures, from an instant on; null: the change starts none. */
  termFrom(measured: Measured, metric: SlaMetric, at: Date): Term | null;
}

/** Makes changes ready for the clocks of a batch, reading what they need once. */
@Injectable()
export class ChangeBases {
  constructor(
    private readonly policies: PoliciesService,
    private readonly calendars: CalendarsService,
  ) {}

  async of(tx: Tx, wish: ChangeWish, clocks: readonly Basic[]): Promise<ChangeBasis> {
    const loaded = new LoadedCalendars(this.calendars);
    for (const { terms } of clocks) await loaded.load(tx, terms);
    return wish.calendarId === null
      ? this.ofPolicy(tx, wish, loaded)
      : this.ofCalendar(tx, { ...wish, calendarId: wish.calendarId }, loaded);
  }

  private async ofPolicy(tx: Tx, { version, draft }: ChangeWish, loaded: LoadedCalendars): Promise<ChangeBasis> {
    const content = (draft as SlaPolicyContent | null) ?? (await this.policies.find(tx, version)).content;
    // By a version that another one has followed no clock is started any more.
    const isNewest = draft !== null || (await this.policies.find(tx)).version === version;
    const named = content.rules.flatMap(({ targets }) => Object.values(targets).map(({ calendarId }) => calendarId));
    const newest = new Map<string, number>();
    for (const calendarId of new Set(named)) {
      const laidOut = await this.calendars.schedule(tx, calendarId);
      loaded.add(calendarId, laidOut);
      newest.set(calendarId, laidOut.version);
    }
    const newestOf = (calendarId: string): number => newest.get(calendarId)!;
    return {
      policyVersion: version,
      scheduleOf: loaded.scheduleOf,
      // A later version may have come to the clock already.
      termsOf: ({ metric, policyVersion, terms }) =>
        policyVersion < version ? termsByPolicy(content, metric, terms, newestOf) : null,
      termFrom: (measured, metric, at) => {
        const target = isNewest ? targetOf(content, measured, metric) : null;
        return target && termFrom(at, target, newestOf(target.calendarId), content, measured);
      },
    };
  }

  private async ofCalendar(
    tx: Tx,
    { calendarId, version, draft, onlyProvisional }: ChangeWish & { calendarId: string },
    loaded: LoadedCalendars,
  ): Promise<ChangeBasis> {
    const laidOut = draft
      ? this.calendars.layOutDraft(calendarId, version, draft as CalendarSaying)
      : await this.calendars.schedule(tx, calendarId, version);
    loaded.add(calendarId, laidOut);
    const isConcerned = (term: Term, dueAt: Date): boolean =>
      term.calendarId === calendarId &&
      term.calendarVersion < version &&
      (!onlyProvisional || isProvisional(loaded.of(term).calendar, term.from, dueAt));
    return {
      policyVersion: null,
      scheduleOf: loaded.scheduleOf,
      termsOf: ({ terms, dueAt }) =>
        terms.some((term) => isConcerned(term, dueAt)) ? termsByCalendar(terms, calendarId, version) : null,
      termFrom: () => null,
    };
  }
}
