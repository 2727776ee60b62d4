import areas from 'china-area-data';

/** 省级 · 地级 · 县级. */
export type RegionLevel = 'province' | 'prefecture' | 'county';

export interface Region {
  /** GB/T 2260, six digits; `100000` is China itself. */
  code: string;
  level: RegionLevel;
  /** Without 省, 市, 县 …: 太原 of 太原市. Such a form may be a word of its own too. */
  isShort: boolean;
  /** A city of county level (昆山市); its short form is used like that of a prefecture. */
  isCity: boolean;
}

/** A region found at an end of a text. */
export interface FoundRegion {
  region: Region;
  text: string;
}

/** 中国. */
export const china = '100000';

/** What begins with the name of a region and is something else. */
const notRegions = ['大理石', '上海滩', '海南岛', '中国通', '和田玉', '中山装', '吉林人参', '白银行'];
/** Names under which no division is meant by itself. */
const fillers = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划', '城区', '郊区', '矿区']);
const peoples =
  /(?:(?:蒙古|朝鲜|满|回|藏|维吾尔|苗|彝|壮|布依|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|赫哲|门巴|珞巴|各)族?)+(?:自治(?:区|州|县|旗))$/u;
const suffix = /(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|省|市|区|县|旗|盟)$/u;
/** Short forms that the suffix rule does not give. */
const shortForms: Readonly<Record<string, string>> = {
  内蒙古自治区: '内蒙古',
  广西壮族自治区: '广西',
  宁夏回族自治区: '宁夏',
  新疆维吾尔自治区: '新疆',
  西藏自治区: '西藏',
};

let byName: Map<string, Region[]> | undefined;
let longest = 0;

/** Name (full and short) → the regions of this name, higher levels first. Built from the table on first use. */
function table(): Map<string, Region[]> {
  if (byName) return byName;
  byName = new Map();
  const add = (name: string, region: Region): void => {
    if (name.length < 2) return;
    byName!.set(name, [...(byName!.get(name) ?? []), region]);
    longest = Math.max(longest, name.length);
  };
  const addDivision = (code: string, name: string, level: RegionLevel): void => {
    if (!/^\d{6}$/.test(code) || fillers.has(name) || !suffix.test(name)) return;
    const isCity = level === 'county' && name.endsWith('市');
    add(name, { code, level, isShort: false, isCity });
    const short = shortForms[name] ?? name.replace(peoples, '').replace(suffix, '');
    if (short !== name) add(short, { code, level, isShort: true, isCity });
  };
  add('中国', { code: china, level: 'province', isShort: false, isCity: false });
  const provinces = Object.entries(areas['86'] ?? {});
  const prefectures = provinces.flatMap(([code]) => Object.entries(areas[code] ?? {}));
  for (const [code, name] of provinces) addDivision(code, name, 'province');
  for (const [code, name] of prefectures) addDivision(code, name, 'prefecture');
  for (const [parent] of [...prefectures, ...provinces]) {
    for (const [code, name] of Object.entries(areas[parent] ?? {})) {
      if (!code.endsWith('00')) addDivision(code, name, 'county');
    }
  }
  return byName;
}

/** The longest region at the start of a text that lies in `within` (a code; everything lies in China). */
export function regionAtStart(text: string, within = china): FoundRegion | undefined {
  if (notRegions.some((word) => text.startsWith(word))) return undefined;
  const names = table();
  for (let length = Math.min(longest, text.length); length >= 2; length -= 1) {
    const region = pick(names.get(text.slice(0, length)), within);
    if (region) return { region, text: text.slice(0, length) };
  }
  return undefined;
}

/** The longest region at the end of a text. */
export function regionAtEnd(text: string): FoundRegion | undefined {
  const names = table();
  for (let length = Math.min(longest, text.length); length >= 2; length -= 1) {
    const region = pick(names.get(text.slice(-length)), china);
    if (region) return { region, text: text.slice(-length) };
  }
  return undefined;
}

/** The region whose whole name this is; one inside `within` is preferred. */
export function regionNamed(text: string, within = china): Region | undefined {
  const found = table().get(text);
  return pick(found, within) ?? found?.[0];
}

/** Whether the second region is the first or lies in it. */
export function contains(outer: string, inner: string): boolean {
  if (outer === china || outer === inner) return true;
  if (outer.endsWith('0000')) return inner.startsWith(outer.slice(0, 2));
  return outer.endsWith('00') && inner.startsWith(outer.slice(0, 4));
}

/** Every name of a province or prefecture in short, with its code: for their spelling in pinyin. */
export function shortRegionNames(): [name: string, code: string][] {
  return [...table()].flatMap(([name, regions]): [string, string][] => {
    const region = regions[0]!;
    return region.isShort && region.level !== 'county' ? [[name, region.code]] : [];
  });
}

const pick = (regions: readonly Region[] | undefined, within: string): Region | undefined =>
  regions?.find(({ code }) => contains(within, code));
