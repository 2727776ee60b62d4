import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import { BusinessCalendar } from './business-calendar.entity.js';
import { CalendarExhausted, CalendarExists } from './calendars.errors.js';
import { CalendarsRepository } from './calendars.repository.js';
import { faultsOf, hasWorkingTime, toWorkingTime, weekdays, type WrittenCalendar } from './rules/calendar.js';
import { type PublicRegion, withPublicDays } from './rules/public-days.js';
import { Schedule } from './rules/schedule.js';
import { shippedHolidays, shippedYears } from './shipped-holidays.js';

/** The calendar that the desk works by. */
export const deskCalendar = 'default';
/** The calendar that never rests; it counts where another one has no working time left. */
export const restless = 'always';

/** A calendar as people write it. No zone: the deployment's. Public holidays left out: those that it followed so far. */
export type NewCalendar = WrittenCalendar & { timeZone?: string | null; publicHolidays?: PublicRegion | null };

/** A calendar with the zone that counts for it. */
export type KnownCalendar = BusinessCalendar & { timeZone: string };

/** What a version says, without who said it when. */
export type CalendarSaying = Omit<BusinessCalendar, 'id' | 'version' | 'changedAt' | 'changedBy'>;

/** What deadlines are computed with. */
export interface LaidOut {
  version: number;
  schedule: Schedule;
  /** What the schedule was made of; also for `isProvisional`. */
  calendar: Readonly<KnownCalendar>;
}

/** A bound of memory: more versions than running clocks name at a time. */
const mostLaidOut = 200;

/** The longest target: ten years. */
const mostSeconds = 315_360_000;

const neverWorked = { zh: '日历中没有任何工作时间', en: 'The calendar has no working time at all.' };

@Injectable()
export class CalendarsService {
  /** By id and version: what was laid out for one deadline serves the next. */
  private readonly laidOut = new Map<string, LaidOut>();

  constructor(
    private readonly repository: CalendarsRepository,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
    private readonly outbox: Outbox,
  ) {}

  /** The newest version, or a certain one. @throws NotFound */
  async find(tx: Tx, id: string, version?: number): Promise<KnownCalendar> {
    const calendar = await (version === undefined
      ? this.repository.newest(tx, id)
      : this.repository.version(tx, id, version));
    if (!calendar) throw new NotFound();
    return this.known(calendar);
  }

  /** The newest version of each calendar, by id. */
  async list(tx: Tx, after: string | undefined, limit: number): Promise<KnownCalendar[]> {
    return (await this.repository.list(tx, after, limit)).map((calendar) => this.known(calendar));
  }

  /** The newest first. @throws NotFound */
  async versions(tx: Tx, id: string, before: number | undefined, limit: number): Promise<KnownCalendar[]> {
    const calendars = await this.repository.versions(tx, id, before, limit);
    if (calendars.length === 0 && !(await this.repository.newestVersion(tx, id))) throw new NotFound();
    return calendars.map((calendar) => this.known(calendar));
  }

  /** The newest version, or a certain one, ready for computing. @throws NotFound */
  async schedule(tx: Tx, id: string, version?: number): Promise<LaidOut> {
    const wanted = await this.repository.newestVersion(tx, id, version);
    if (!wanted) throw new NotFound();
    const name = `${id} ${wanted.version}`;
    const known = this.laidOut.get(name);
    // A version that was rolled back may come again and say something else: the moment tells the two apart.
    if (known?.calendar.changedAt.getTime() === wanted.changedAt.getTime()) return known;
    const laidOut = this.layOut(await this.find(tx, id, wanted.version));
    if (this.laidOut.size >= mostLaidOut) this.laidOut.clear();
    this.laidOut.set(name, laidOut);
    return laidOut;
  }

  /** A version that is not published: what deadlines would be computed with. */
  layOutDraft(id: string, version: number, saying: CalendarSaying): LaidOut {
    return this.layOut(this.known(Object.assign(new BusinessCalendar(), saying, { id, version })));
  }

  async exists(tx: Tx, id: string): Promise<boolean> {
    return Boolean(await this.repository.newestVersion(tx, id));
  }

  /** Of a calendar that is kept nowhere. @throws ValidationFailed with pointers below `/calendar` */
  scheduleOf(content: WrittenCalendar & { timeZone?: string | null }): Schedule {
    const faults = faultsOf(content).map(({ pointer, message }) => ({ pointer: `/calendar${pointer}`, message }));
    if (faults.length > 0) throw new ValidationFailed(faults);
    return new Schedule(toWorkingTime(content, content.timeZone ?? this.config.BUSINESS_TIME_ZONE));
  }

  /** @throws ValidationFailed, CalendarExists */
  async create(tx: Tx, id: string, content: NewCalendar, by: string, now: Date): Promise<KnownCalendar> {
    refuseNonsense(content);
    await this.repository.lock(tx, id);
    if (await this.repository.newestVersion(tx, id)) throw new CalendarExists();
    const saying = following({ publicHolidays: null, ...written(content), publicYears: [] });
    return this.add(tx, { ...saying, id, version: 1, changedAt: now, changedBy: by });
  }

  /** What a calendar would say with another content. Imported public days stay, of one that has none come those that ship. @throws ValidationFailed */
  replacing({ publicHolidays, publicYears }: BusinessCalendar, content: NewCalendar): CalendarSaying {
    refuseNonsense(content);
    return following({ publicHolidays, ...written(content), publicYears });
  }

  /** What a calendar would say has to reach what the policy asks of it. @throws CalendarExhausted */
  async refuseNeverDue(tx: Tx, { id, version }: BusinessCalendar, saying: CalendarSaying, now: Date): Promise<void> {
    const seconds = (await this.repository.longestTarget(tx, id)) ?? (id === restless ? mostSeconds : 0);
    const { schedule } = this.layOutDraft(id, version + 1, saying);
    if (schedule.reach(now.getTime(), seconds * 1_000) === undefined) throw new CalendarExhausted(['/weekly']);
  }

  /** As it is stored. @throws NotFound */
  async newest(tx: Tx, id: string): Promise<BusinessCalendar> {
    const newest = await this.repository.newest(tx, id);
    if (!newest) throw new NotFound();
    return newest;
  }

  /** Nobody else changes the calendar until the transaction ends. @throws NotFound, StaleVersion */
  async lockNewest(tx: Tx, id: string, readVersion: number): Promise<BusinessCalendar> {
    await this.repository.lock(tx, id);
    const newest = await this.newest(tx, id);
    if (newest.version !== readVersion) throw new StaleVersion(newest.version);
    return newest;
  }

  /** Adds the version behind the newest one, which must be locked. */
  addAfter(tx: Tx, newest: BusinessCalendar, saying: CalendarSaying, by: string, now: Date): Promise<KnownCalendar> {
    return this.add(tx, { ...newest, ...saying, version: newest.version + 1, changedAt: now, changedBy: by });
  }

  private async add(tx: Tx, version: BusinessCalendar & { changedBy: string }): Promise<KnownCalendar> {
    const calendar = Object.assign(new BusinessCalendar(), version);
    await this.repository.add(tx, calendar);
    const { id, changedBy, changedAt } = version;
    await this.outbox.append(tx, rulesChanged('calendar', version.version, changedBy, changedAt, id));
    return this.known(calendar);
  }

  private layOut(calendar: KnownCalendar): LaidOut {
    const schedule = new Schedule(toWorkingTime(withPublicDays(calendar), calendar.timeZone));
    return { version: calendar.version, schedule, calendar };
  }

  private known(calendar: BusinessCalendar): KnownCalendar {
    return Object.assign(calendar, { timeZone: calendar.timeZone ?? this.config.BUSINESS_TIME_ZONE });
  }
}

function refuseNonsense(content: NewCalendar): void {
  const faults = faultsOf(content);
  if (!hasWorkingTime(content)) faults.push({ pointer: '/weekly', message: neverWorked });
  if (faults.length > 0) throw new ValidationFailed(faults);
}

/** A calendar that follows public holidays, and knows none, knows those that come with the product. */
const following = (saying: CalendarSaying): CalendarSaying => {
  const knowsNone = saying.publicHolidays === 'CN' && saying.publicYears.length === 0;
  return knowsNone ? { ...saying, publicYears: shippedHolidays(shippedYears) } : saying;
};

/** What a version says, apart from who said it when. */
export const sayingOf = (calendar: CalendarSaying): CalendarSaying => {
  const { timeZone, weekly, holidays, workingDays, publicHolidays, publicYears } = calendar;
  return { timeZone, weekly, holidays, workingDays, publicHolidays, publicYears };
};

/** What of a calendar people write, without the fields that they leave out. */
const written = ({ timeZone, weekly, holidays, workingDays, publicHolidays }: NewCalendar) => ({
  timeZone: timeZone ?? null,
  weekly: Object.fromEntries(weekdays.flatMap((day) => (weekly[day] ? [[day, weekly[day]]] : []))),
  holidays: [...holidays],
  workingDays: workingDays.map(({ date, windows }) => ({ date, windows })),
  ...(publicHolidays !== undefined && { publicHolidays }),
});
