import { deletionsOf, sortedTokens, type TokenHash, tokenOf } from './tokens.js';

/** What forms and old systems write when nobody knows: says nothing, not even of the year. */
const placeholders = new Set(['0001', '1000', '1111', '1753', '1899', '1900', '1901', '1970', '2000', '9999']);

/** Words of a date of birth; none when it is no date. On 1 January are born those of whom only the year is known. */
export function birthWords(hash: TokenHash, date: string | undefined): number[] {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date ?? '');
  if (!parts) return [];
  const [, year, month, day] = parts as unknown as [string, string, string, string];
  const token = (domain: string, text: string): number => tokenOf(hash, domain, text);
  const yearToken = token('birth-year', year);
  if (month === '01' && day === '01') return placeholders.has(year) ? [] : [2, yearToken];
  const full = (of: number): number => token('birth', `${String(of).padStart(4, '0')}${month}${day}`);
  const unordered = month < day ? `${year}${month}${day}` : `${year}${day}${month}`;
  return [
    1,
    yearToken,
    full(Number(year)),
    token('birth-unordered', unordered),
    full(Number(year) + 1),
    token('birth-year-month', `${year}${month}`),
    token('birth-month-day', `${month}${day}`),
    token('birth-year-day', `${year}-${day}`),
    ...sortedTokens(hash, 'birth-deletion', deletionsOf(`${year}${month}${day}`)),
  ];
}
