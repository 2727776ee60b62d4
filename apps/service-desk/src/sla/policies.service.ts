import { isDeepStrictEqual } from 'node:util';
import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { CalendarExhausted } from '../calendars/calendars.errors.js';
import { CalendarsService } from '../calendars/calendars.service.js';
import {
  type Asking,
  asStored,
  type OpenCasesChoice,
  type SlaChange,
  SlaChanges,
} from '../sla-changes/sla-changes.service.js';
import { faultsOfPolicy, type SlaPolicyContent } from './rules/policy.js';
import { SlaPolicy } from './sla-policy.entity.js';

export type { SlaPolicy };

const noCalendar = { zh: '没有这个日历', en: 'There is no such calendar.' };

/** By what cases are measured. */
@Injectable()
export class PoliciesService {
  constructor(
    private readonly calendars: CalendarsService,
    private readonly changes: SlaChanges,
    private readonly outbox: Outbox,
  ) {}

  /** The newest version, or a certain one. @throws NotFound */
  async find(tx: Tx, version?: number): Promise<SlaPolicy> {
    const where = version === undefined ? {} : { version };
    const policy = await tx.findOne(SlaPolicy, { where, order: { version: 'DESC' } });
    if (!policy) throw new NotFound();
    return policy;
  }

  /** The newest first. */
  versions(tx: Tx, before: number | undefined, limit: number): Promise<SlaPolicy[]> {
    const where = before === undefined ? {} : { version: LessThan(before) };
    return tx.find(SlaPolicy, { where, order: { version: 'DESC' }, take: limit });
  }

  /** Begins to measure what a content would mean for the open cases as the next version. @throws ValidationFailed, CalendarExhausted */
  async report(tx: Tx, content: SlaPolicyContent, asking: Asking): Promise<SlaChange> {
    await this.refuseNonsense(tx, content, asking.now);
    const { version } = await this.find(tx);
    return this.changes.report(tx, { subject: 'policy', calendarId: null, basedOn: version }, content, asking);
  }

  /**
   * Adds a version, and begins to apply it to open cases where that is chosen. Without that, what says nothing new adds none.
   * @throws as `replace`, `SlaChanges.publish`
   */
  async publish(tx: Tx, content: SlaPolicyContent, readVersion: number, choice: OpenCasesChoice, asking: Asking) {
    const present = await this.find(tx);
    const isSame = isDeepStrictEqual(present.content, asStored(content));
    if (isSame && present.version === readVersion && choice.openCases !== 'apply')
      return { policy: present, change: null };
    const policy = await this.replace(tx, content, readVersion, asking.by, asking.now);
    const what = {
      subject: 'policy',
      calendarId: null,
      basedOn: readVersion,
      version: policy.version,
      content,
    } as const;
    return { policy, change: await this.changes.publish(tx, what, choice, asking) };
  }

  /** Adds a version. @throws ValidationFailed, CalendarExhausted, StaleVersion */
  async replace(tx: Tx, content: SlaPolicyContent, readVersion: number, by: string, now: Date): Promise<SlaPolicy> {
    await this.refuseNonsense(tx, content, now);
    // Whoever changes it waits here for the one who changes it just now.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('sla-policy', 0))`);
    const { version } = await this.find(tx);
    if (version !== readVersion) throw new StaleVersion(version);
    const policy = Object.assign(new SlaPolicy(), { version: version + 1, content, changedAt: now, changedBy: by });
    await tx.insert(SlaPolicy, policy as never);
    await this.outbox.append(tx, rulesChanged('sla-policy', policy.version, by, now));
    return policy;
  }

  private async refuseNonsense(tx: Tx, content: SlaPolicyContent, now: Date): Promise<void> {
    const faults = faultsOfPolicy(content);
    for (const [at, { targets }] of content.rules.entries()) {
      for (const [metric, target] of Object.entries(targets)) {
        const pointer = `/rules/${at}/targets/${metric}/calendarId`;
        if (!(await this.calendars.exists(tx, target.calendarId))) faults.push({ pointer, message: noCalendar });
      }
    }
    if (faults.length > 0) throw new ValidationFailed(faults);
    await this.refuseNeverDue(tx, content, now);
  }

  private async refuseNeverDue(tx: Tx, { rules }: SlaPolicyContent, now: Date): Promise<void> {
    const never: string[] = [];
    const check = async (calendarId: string, seconds: number, pointer: string): Promise<void> => {
      const { schedule } = await this.calendars.schedule(tx, calendarId);
      if (schedule.reach(now.getTime(), seconds * 1_000) === undefined) never.push(pointer);
    };
    for (const [at, { targets, extensions = [] }] of rules.entries()) {
      for (const [metric, { calendarId, seconds }] of Object.entries(targets)) {
        await check(calendarId, seconds, `/rules/${at}/targets/${metric}/seconds`);
      }
      // Each step comes on top of those before it.
      let allowed = targets.resolution?.seconds ?? 0;
      for (const [step, { seconds }] of extensions.entries()) {
        allowed += seconds;
        await check(targets.resolution!.calendarId, allowed, `/rules/${at}/extensions/${step}/seconds`);
      }
    }
    if (never.length > 0) throw new CalendarExhausted(never);
  }
}
