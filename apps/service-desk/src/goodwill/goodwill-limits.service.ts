import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { Staff } from '../staff/staff.service.js';
import { defaultGoodwillLimits, faultsOfLimits, type GoodwillLimits } from './rules/limits.js';

export interface GoodwillLimitsVersion {
  /** 0: the limits that the product comes with. */
  version: number;
  content: GoodwillLimits;
  madeBy: string | null;
  madeAt: Date | null;
}

/** The limits of goodwill; the newest version counts. */
@Injectable()
export class GoodwillLimitsService {
  constructor(
    private readonly staff: Staff,
    private readonly outbox: Outbox,
  ) {}

  async active(tx: Tx): Promise<GoodwillLimitsVersion> {
    const [row] = await tx.query<GoodwillLimitsVersion[]>(
      `SELECT version, content, made_by AS "madeBy", made_at AS "madeAt" FROM goodwill_limits ORDER BY version DESC LIMIT 1`,
    );
    return row ?? { version: 0, content: defaultGoodwillLimits, madeBy: null, madeAt: null };
  }

  /** Adds a version, which counts from now on. @throws ValidationFailed, DepartmentUnknown, StaleVersion */
  async replace(
    tx: Tx,
    content: GoodwillLimits,
    readVersion: number,
    by: string,
    now: Date,
  ): Promise<GoodwillLimitsVersion> {
    const faults = faultsOfLimits(content);
    if (faults.length > 0) throw new ValidationFailed(faults);
    await this.mustKnowDepartments(tx, content);
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('goodwill-limits', 0))`);
    const { version } = await this.active(tx);
    if (version !== readVersion) throw new StaleVersion(version);
    await tx.query('INSERT INTO goodwill_limits (version, content, made_by, made_at) VALUES ($1, $2, $3, $4)', [
      version + 1,
      JSON.stringify(content),
      by,
      now,
    ]);
    await this.outbox.append(tx, rulesChanged('goodwill-limits', version + 1, by, now));
    return { version: version + 1, content, madeBy: by, madeAt: now };
  }

  private async mustKnowDepartments(tx: Tx, { rules }: GoodwillLimits): Promise<void> {
    for (const [at, { departments = [] }] of rules.entries()) {
      for (const [index, department] of departments.entries())
        await this.staff.department(tx, department, `/rules/${at}/departments/${index}`);
    }
  }
}
