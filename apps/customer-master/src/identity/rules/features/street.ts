import { fold, hasHan, lettersOf, withoutMarks } from '../names/fold.js';
import { regionAtStart } from '../names/regions.js';

/** A line of an address, taken apart. */
export interface Street {
  /** Name of the street without numbers. */
  name: string;
  /** The same without the word for its kind (street, road), by which typos are looked for. */
  bare: string;
  /** All numbers in their order: `12`, `12-3-501`. */
  digits: string;
  /** GB/T 2260 code of the region that the line begins with; empty when it tells none. */
  region: string;
}

const kindsOfStreet = new Map(
  'street st,road rd,avenue ave av,place pl,court ct crt,crescent cres cr crs,drive dr drv,lane ln,terrace tce ter,close cl,highway hwy,parade pde,square sq,boulevard blvd bvd boul,circuit cct cir,grove gr gve,way wy,esplanade esp,parkway pkwy,circle circ,gardens gdns,mews,rise,view,walk,crossing,track,loop,quay,heights hts,trail trl'
    .split(',')
    .flatMap((line) => line.split(' ').map((word) => [word, line.split(' ')[0]!] as const)),
);
const units = new Set('unit apt apartment flat suite ste room rm floor fl level lvl no building bldg block'.split(' '));
const roadAhead = /^[东南西北中一二三四五六七八九十大]{0,2}(?:路|街|道|巷|胡同|里|桥|村|镇)/u;
const numerals = '零一二三四五六七八九';

/** Takes one line apart, in Chinese or as it is written in the West. */
export function streetOf(line: string): Street {
  const folded = fold(line);
  return hasHan(folded) ? chineseStreet(folded) : westernStreet(folded);
}

function westernStreet(folded: string): Street {
  const words = withoutMarks(folded)
    .replace(/[.']/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !units.has(word));
  const named = words.filter((word) => !/\d/.test(word)).map((word) => kindsOfStreet.get(word) ?? word);
  // Only the last such word is the kind: St Kilda Road keeps its saint (as "street", the same on both sides).
  const last = named.findLastIndex((word) => kindsOfStreet.has(word));
  const bare = named.filter((_, at) => at !== last || named.length === 1);
  return {
    name: named.join(' '),
    bare: bare.join(' '),
    digits: words.filter((word) => /\d/.test(word)).join('-'),
    region: '',
  };
}

function chineseStreet(folded: string): Street {
  let rest = lettersOf(folded.replace(/(?<=\d)\s*-\s*(?=\d)/gu, '号'));
  let region = '';
  for (let depth = 0; depth < 3; depth += 1) {
    const found = regionAtStart(rest, region || undefined);
    if (!found || found.region.code === region) break;
    // A county in short is more likely the name of a road, and so is a city with one behind it: 和平里, 南京西路.
    const { level, isShort } = found.region;
    if (isShort && (level === 'county' || roadAhead.test(rest.slice(found.text.length)))) break;
    region = found.region.code;
    rest = rest.slice(found.text.length);
  }
  rest = rest.replace(/[零一二三四五六七八九十百]+(?=号|弄|栋|幢|座|单元|层|楼|室|组)/gu, (text) =>
    String(numberOf(text)),
  );
  const digits = rest.match(/[0-9]+[a-z]?/gu) ?? [];
  const name = rest.replace(/[0-9]+[a-z]?(?:号楼|号院|号|弄|栋|幢|座|单元|层|楼|室|组)*/gu, '');
  return { name, bare: name, digits: digits.join('-'), region };
}

/** 一百二十三 → 123, 二〇一 is not written so behind 号. */
function numberOf(text: string): number {
  let total = 0;
  let digit = 0;
  for (const character of text) {
    if (character === '十' || character === '百') {
      total += (digit || 1) * (character === '十' ? 10 : 100);
      digit = 0;
    } else digit = digit * (total === 0 ? 10 : 1) + numerals.indexOf(character);
  }
  return total + digit;
}
