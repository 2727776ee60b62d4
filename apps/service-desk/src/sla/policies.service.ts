import type { Tx } from '@crm/persistence';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { CalendarsService } from '../calendars/calendars.service.js';
import { faultsOfPolicy, type SlaPolicyContent } from './rules/policy.js';
import { SlaPolicy } from './sla-policy.entity.js';

export type { SlaPolicy };

const noCalendar = { zh: '没有这个日历', en: 'There is no such calendar.' };

/** By what cases are measured. */
@Injectable()
export class PoliciesService {
  constructor(private readonly calendars: CalendarsService) {}

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

  /** Adds a version. @throws ValidationFailed, StaleVersion */
  async replace(tx: Tx, content: SlaPolicyContent, readVersion: number, by: string, now: Date): Promise<SlaPolicy> {
    const faults = faultsOfPolicy(content);
    for (const [at, { targets }] of content.rules.entries()) {
      for (const [metric, target] of Object.entries(targets)) {
        const pointer = `/rules/${at}/targets/${metric}/calendarId`;
        if (!(await this.calendars.exists(tx, target.calendarId))) faults.push({ pointer, message: noCalendar });
      }
    }
    if (faults.length > 0) throw new ValidationFailed(faults);
    // Whoever changes it waits here for the one who changes it just now.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('sla-policy', 0))`);
    const { version } = await this.find(tx);
    if (version !== readVersion) throw new StaleVersion(version);
    const policy = Object.assign(new SlaPolicy(), { version: version + 1, content, changedAt: now, changedBy: by });
    await tx.insert(SlaPolicy, policy as never);
    return policy;
  }
}
