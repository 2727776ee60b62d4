import type { CompanyName } from './company-name.js';
import { withoutMarks } from './fold.js';
import { englishTradeOf, isGeneralTrade } from './industry-words.js';
import { englishBranch, englishForms } from './organisation-forms.js';
import { syllables } from './pinyin.js';
import { china, shortRegionNames } from './regions.js';

/** Names of regions that are not spelled in pinyin. */
const foreign: readonly (readonly [string, string])[] = [
  ['china', china],
  ['prc', china],
  ['hongkong', '810000'],
  ['macau', '820000'],
  ['macao', '820000'],
  ['taiwan', '710000'],
  ['tibet', '540000'],
  ['shaanxi', '610000'],
  ['innermongolia', '150000'],
];
/** In pinyin 陕西 is `shanxi`; in English it is Shaanxi. */
const notInPinyin = new Set(['陕西']);

let byPinyin: Map<string, string> | undefined;

/** Spelling → code; empty where two regions are spelled alike (苏州, 宿州): a region, but nobody knows which. */
function regionsBySpelling(): Map<string, string> {
  if (byPinyin) return byPinyin;
  byPinyin = new Map();
  for (const [name, code] of shortRegionNames()) {
    if (notInPinyin.has(name)) continue;
    const spelling = syllables(name).join('');
    const known = byPinyin.get(spelling);
    // A province and its city of one name (吉林) are spelled alike: the province holds for both.
    if (known === undefined || known.slice(0, 2) === code.slice(0, 2)) byPinyin.set(spelling, known ?? code);
    else byPinyin.set(spelling, '');
  }
  for (const [spelling, code] of foreign) byPinyin.set(spelling, code);
  return byPinyin;
}

/** The name of a firm in Latin letters, folded, taken apart. */
export function englishCompanyName(folded: string): CompanyName {
  const branch = englishBranch.exec(folded)?.[0] ?? null;
  let words = withoutMarks(folded)
    .replace(englishBranch, ' ')
    .replace(/hong kong/g, 'hongkong')
    .replace(/inner mongolia/g, 'innermongolia')
    .replace(/['.]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !['the', 'and', 'of'].includes(word));
  const form = words.findLast((word, at) => at > 0 && englishForms.has(word));
  words = words.filter((word, at) => at === 0 || !englishForms.has(word));
  const regions: string[] = [];
  const spelled = regionsBySpelling();
  words = words.filter((word) => {
    const code = spelled.get(word);
    if (code) regions.push(code);
    return code === undefined;
  });
  // Words of trade at the end, never the first word when it is all there is: General Electric keeps "general".
  let end = words.length;
  while (end > (regions.length > 0 ? 0 : 1) && englishTradeOf.has(words[end - 1]!)) end -= 1;
  const industry = words.slice(end);
  const trades = [...new Set(industry.map((word) => englishTradeOf.get(word)!))].filter(
    (trade) => !isGeneralTrade(trade),
  );
  return {
    regions,
    core: words.slice(0, end).join(' '),
    industry,
    trades: trades.sort(),
    form: form === undefined ? null : englishForms.get(form)!,
    branch,
    place: regions.at(-1) ?? null,
  };
}
