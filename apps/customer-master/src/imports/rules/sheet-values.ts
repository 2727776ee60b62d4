import { dateOfSerial } from './serial-dates.js';

/** Words that lists use for the values that we have; anything else stays as it is, and is refused later. */
const wordsFor = (words: Record<string, string>): ((text: string) => string) => {
  const byWord = new Map(
    Object.entries(words).flatMap(([value, list]) => list.split(' ').map((word): [string, string] => [word, value])),
  );
  return (text) => byWord.get(plain(text)) ?? text;
};

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[\s.]/gu, '');

export const kindOf = wordsFor({
  organisation: 'organisation 企业 公司 单位 机构 组织 法人 企业客户 单位客户 company organization',
  person: 'person 个人 自然人 个人客户 individual',
});
export const genderOf = wordsFor({ male: 'male 男 男性 m', female: 'female 女 女性 f' });
export const statusOf = wordsFor({
  potential: 'potential 潜在 潜在客户 意向 意向客户 prospect lead',
  target: 'target 目标 目标客户',
  active: 'active 现实 现实客户 成交 成交客户 正式 正式客户',
  lost: 'lost 流失 流失客户 inactive',
  undesirable: 'undesirable 劣质 劣质客户',
});

const otherCountryWords = wordsFor({
  CN: '中国 中国大陆 中华人民共和国 china prc mainlandchina',
  HK: '香港 中国香港 hongkong',
  MO: '澳门 中国澳门 macao macau',
  TW: '台湾 中国台湾 taiwan',
  US: 'usa unitedstates unitedstatesofamerica 美利坚合众国',
  GB: 'uk greatbritain england 大不列颠',
});

/** ISO 3166-1 alpha-2 of a code in small letters, or of a country by its Chinese or English name. */
export function countryOf(text: string): string {
  if (/^[a-z]{2}$/i.test(text) && plain(text) !== 'uk') return text.toUpperCase();
  const other = otherCountryWords(text);
  return other === text ? (countryNames().get(plain(text)) ?? text) : other;
}

let knownNames: Map<string, string> | undefined;
/** Every country that the runtime can name; made once, when the first file has such a column. */
function countryNames(): Map<string, string> {
  if (knownNames) return knownNames;
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters
    .flatMap((first) => letters.map((second) => first + second))
    // Not those that another one has taken the place of, like DD.
    .filter((code) => new Intl.Locale(`und-${code}`).region === code);
  const named = ['zh', 'en'].flatMap((language) => {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    return codes.flatMap((code): [string, string][] => {
      const name = names.of(code);
      return name ? [[plain(name), code]] : [];
    });
  });
  return (knownNames = new Map(named));
}

const numbered =
  /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)|(\d{2})(\d{2}))(?:[T\s]*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:\.\d{1,9})?)?)?$/u;

/**
 * The wall-clock time that a cell shows, `YYYY-MM-DDTHH:mm:ss`; undefined where it shows none. Five digits are a day as
 * spreadsheets count them, four may be a year.
 */
function wallTimeOf(cell: string): string | undefined {
  const text = /^\d{5}(?:\.\d+)?$/.test(cell) ? (dateOfSerial(Number(cell), false) ?? '') : cell;
  const found = numbered.exec(text.normalize('NFKC').trim());
  if (!found) return undefined;
  const [, year, month = found[4], day = found[5], , , hour = '0', minute = '0', second = '0'] = found;
  const [date, time] = [
    [year!, month!, day!],
    [hour, minute, second],
  ].map((parts) => parts.map((part) => part.padStart(2, '0')));
  return `${date!.join('-')}T${time!.join(':')}`;
}

/** A day as sheets show it, `YYYY-MM-DD`. */
export const dayOf = (text: string): string => wallTimeOf(text)?.slice(0, 10) ?? text;

/** A moment as sheets show it: what names no zone is meant in this one. */
export function instantOf(text: string, timeZone: string): string {
  const wall = wallTimeOf(text);
  const asUtc = wall === undefined ? NaN : Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc) || !new Date(asUtc).toISOString().startsWith(wall!)) return text;
  const first = asUtc - offsetAt(asUtc, timeZone);
  // Near a change of the clocks the first guess has the other offset.
  return new Date(asUtc - offsetAt(first, timeZone)).toISOString();
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at this moment, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  if (!formatters.has(timeZone)) {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formatters.set(timeZone, format);
  }
  return Date.parse(`${formatters.get(timeZone)!.format(moment).replace(' ', 'T')}Z`) - moment;
}
