import type { Tx } from '@crm/persistence';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { mayStandFor } from './rules/columns.js';
import type { ColumnMapping } from './rules/mapping.js';

/** What the headings of a system's files mean, as somebody last said. */
export interface KnownMapping {
  source: string;
  columns: ColumnMapping;
  changedBy: string;
  changedAt: Date;
}

/** What the headings of each system's files mean; the newest word counts. */
@Injectable()
export class ImportMappings {
  async find(tx: Tx, source: string): Promise<KnownMapping | undefined> {
    const [row] = await tx.query<KnownMapping[]>(
      `SELECT source, columns, changed_by AS "changedBy", changed_at AS "changedAt" FROM import_mapping WHERE source = $1`,
      [source],
    );
    return row;
  }

  /** @throws NotFound */
  async read(tx: Tx, source: string): Promise<KnownMapping> {
    const known = await this.find(tx, source);
    if (!known) throw new NotFound();
    return known;
  }

  async remember(tx: Tx, { source, columns, changedBy, changedAt }: KnownMapping): Promise<void> {
    await tx.query(
      `INSERT INTO import_mapping (source, columns, changed_by, changed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (source) DO UPDATE
         SET columns = EXCLUDED.columns, changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at`,
      [source, JSON.stringify(columns), changedBy, changedAt],
    );
  }
}

const mostHeadings = 100;
const longestHeading = 100;

/** A mapping as somebody wrote it. @throws ValidationFailed with pointers below `/columns` */
export function checkedMapping(given: unknown): ColumnMapping {
  const fail = (pointer: string, message: { zh: string; en: string }): never => {
    throw new ValidationFailed([{ pointer: `/columns${pointer}`, message }]);
  };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return fail('', notAnObject);
  const entries = Object.entries(given as Record<string, unknown>);
  if (entries.length > mostHeadings) return fail('', tooMany);
  const faults = entries.flatMap(([header, column]) => {
    const pointer = `/columns/${header.slice(0, longestHeading).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (header.length > longestHeading || /[\p{Cc}\p{Cf}]/u.test(header)) return [{ pointer, message: strangeHeading }];
    return column === null || (typeof column === 'string' && mayStandFor(header, column))
      ? []
      : [{ pointer, message: notAllowed }];
  });
  if (faults.length > 0) throw new ValidationFailed(faults);
  return Object.fromEntries(entries) as ColumnMapping;
}

const notAnObject = {
  zh: '须为 {表头: 列名或 null} 的对象',
  en: 'must be an object of headings with a column or null each',
};
const tooMany = { zh: `最多 ${mostHeadings} 个表头`, en: `has more than ${mostHeadings} headings` };
const strangeHeading = {
  zh: '表头过长或含控制字符',
  en: `is a heading of more than ${longestHeading} characters, or with control characters`,
};
const notAllowed = {
  zh: '不是此表头可以对应的列（级别、积分、版本不能由文件设定；owner、department、contactName 只能用原表头）',
  en: 'is no column for this heading (a file sets no level, points or version; owner, department and contactName have these very headings)',
};
