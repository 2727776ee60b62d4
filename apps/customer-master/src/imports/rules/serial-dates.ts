const dayMs = 86_400_000;
const from1900 = Date.UTC(1899, 11, 30);
const from1904 = Date.UTC(1904, 0, 1);
const lastSerial = 2_958_465;

/** Formats that every spreadsheet knows by number: dates, and those of East Asian editions. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

/** Whether a number format shows a date. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return isBuiltInDate(id);
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  return /[yd]/i.test(bare) && !/general/i.test(bare);
}

/**
 * The day that a number stands for, with its time where it has one; undefined for what is no day. In workbooks that count
 * from 1900 the year 1900 has a 29 February that never was: the days before it are one later than they look.
 */
export function dateOfSerial(serial: number, is1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < (is1904 ? 0 : 1) || serial > lastSerial) return undefined;
  if (!is1904 && Math.floor(serial) === 60) return undefined;
  const days = !is1904 && serial < 60 ? serial + 1 : serial;
  const seconds = Math.round(days * 86_400);
  const text = new Date((is1904 ? from1904 : from1900) + seconds * 1_000).toISOString();
  return (seconds * 1_000) % dayMs === 0 ? text.slice(0, 10) : text.slice(0, 19);
}
