/** What people call a case: `C-2026-000123`, with the year of the business day. */
export function caseNumber(sequence: number, now: Date, timeZone: string): string {
  const year = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric' }).format(now);
  return `C-${year}-${String(sequence).padStart(6, '0')}`;
}
