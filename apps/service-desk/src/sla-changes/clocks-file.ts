import { Readable } from 'node:stream';
import { byteOrderMark } from '@crm/platform/csv';
import type { Language } from '@crm/platform/problem';
import type { ClockPlace, ListedClock } from './sla-changes.service.js';

const rowsPerRead = 1_000;

const headings: Record<Language, string> = {
  zh: '工单,工单号,指标,客户等级,原时限,新时限',
  en: 'case,number,metric,level,before,after',
};

/** The clocks that move as CSV that streams while it is read: ids, numbers, codes and times, so nothing needs quotes. */
export function clocksFile(
  read: (behind: ClockPlace | undefined, limit: number) => Promise<ListedClock[]>,
  language: Language,
): Readable {
  async function* lines(): AsyncGenerator<string> {
    yield `${byteOrderMark}${headings[language]}\r\n`;
    for (let behind: ClockPlace | undefined; ;) {
      const rows = await read(behind, rowsPerRead);
      if (rows.length > 0) yield rows.map(lineOf).join('');
      if (rows.length < rowsPerRead) return;
      behind = rows.at(-1);
    }
  }
  return Readable.from(lines(), { objectMode: false });
}

const lineOf = ({ caseId, caseNumber, metric, level, before, after }: ListedClock): string =>
  `${[caseId, caseNumber, metric, level ?? '', before?.toISOString() ?? '', after.toISOString()].join(',')}\r\n`;
