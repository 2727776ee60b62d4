import { englishCompanyName } from './english-company-name.js';
import { fold, hasHan } from './fold.js';
import { isGeneralTrade, tradeOf } from './industry-words.js';
import { knownCompanyAtStart } from './known-companies.js';
import { longestAtEnd } from './longest.js';
import { branchWords, formOf } from './organisation-forms.js';
import { china, contains, type FoundRegion, regionAtEnd, regionAtStart, regionNamed } from './regions.js';

/** The name of a firm, taken apart. */
export interface CompanyName {
  /** 行政区划: GB/T 2260 codes in the order of the name, each inside the one before; `100000` is 中国. */
  regions: string[];
  /** 字号; empty when nothing is left but region, trade and form. */
  core: string;
  /** 行业 words, in the order of the name. */
  industry: string[];
  /** Trades that the industry words speak of, without `general`; sorted. */
  trades: string[];
  /** 组织形式 as one of a few kinds (`limited`, `group`, `shop` …). */
  form: string | null;
  /** What is written behind the firm's own name: 太原分公司. */
  branch: string | null;
  /** Region of the branch, else the innermost one of the name. */
  place: string | null;
}

interface Draft {
  rest: string;
  regions: string[];
  industry: string[];
  form: string | null;
  branch: string | null;
}

const longestForm = 12;
const longestTrade = 8;
/** Where the firm's own name ends and that of a branch may begin. */
const parentEnd = /^(.+(?:公司|集团|银行|信用社|合作社|事务所|大学|医院|总厂))(.+)$/u;
/** A branch of a firm that names no form. */
const bareBranch = /(?:分公司|子公司|支公司|分行|支行|办事处|代表处|联络处|分店|门店|分厂|营业部|分校|分院)$/u;

/** Takes the name of a firm apart: 区划字号行业形式, 字号(区划)行业形式, 字号行业(区划)形式, with a branch behind; or English. */
export function parseCompanyName(text: string): CompanyName {
  const folded = fold(text);
  if (!hasHan(folded)) return englishCompanyName(folded);
  const draft: Draft = { rest: folded.replace(/\s+/gu, ''), regions: [], industry: [], form: null, branch: null };
  takeBrackets(draft);
  draft.rest = draft.rest.replace(/[^\p{L}\p{N}\p{M}&.-]/gu, '').replace(/^[&.-]+|[&.-]+$/gu, '');
  takeBranch(draft);
  takeForms(draft);
  const known = knownCore(draft);
  return finished(draft, known ?? coreOf(draft));
}

/** Words of a firm's name that tell of its trade, without those that fit any firm. */
export const tradesOf = (words: readonly string[]): string[] =>
  [...new Set(words.flatMap((word) => tradeOf.get(word) ?? []))].filter((trade) => !isGeneralTrade(trade)).sort();

function finished(draft: Draft, core: string): CompanyName {
  const { regions, industry, form, branch } = draft;
  const inBranch = branch === null ? [] : regionsIn(branch);
  return {
    regions,
    core: /^[省市县区]$/u.test(core) ? '' : core,
    industry,
    trades: tradesOf(industry),
    form,
    branch,
    place: inBranch.at(-1) ?? regions.at(-1) ?? null,
  };
}

/** Brackets hold a region, a form, a branch, or a note that is no part of the name. */
function takeBrackets(draft: Draft): void {
  draft.rest = draft.rest.replace(/\(([^()]*)\)/gu, (_, content: string) => {
    const words = content.replace(/[^\p{L}\p{N}]/gu, '');
    const regions = regionsIn(words, true);
    if (regions.length > 0) draft.regions.push(...regions);
    else if (formOf.has(words)) draft.form = formOf.get(words)!;
    else if (branchWords.test(words)) draft.branch = words;
    return '';
  });
}

function takeBranch(draft: Draft): void {
  if (draft.branch !== null) return;
  const parts = parentEnd.exec(draft.rest);
  if (parts && branchWords.test(parts[2]!) && !formOf.has(parts[2]!)) {
    [, draft.rest, draft.branch] = parts as unknown as [string, string, string];
    return;
  }
  const found = bareBranch.exec(draft.rest);
  if (!found || found.index < 2) return;
  const parent = draft.rest.slice(0, found.index);
  const region = regionAtEnd(parent);
  // 上海分公司 alone: the whole name is the branch's.
  const end = region && region.text.length < parent.length ? parent.length - region.text.length : parent.length;
  draft.branch = draft.rest.slice(end);
  draft.rest = parent.slice(0, end);
}

function takeForms(draft: Draft): void {
  for (let round = 0; round < 3; round += 1) {
    const form = longestAtEnd(formOf, draft.rest, longestForm);
    const trade = longestAtEnd(tradeOf, draft.rest, longestTrade);
    // 大药房, 出版社, 便利店 are trades that end like a form.
    if (!form || (trade && trade.length > form.length)) return;
    if (form.length === 1 && draft.rest.length < 3) return;
    if (form.length === draft.rest.length) return;
    draft.form = draft.form === null || round === 0 ? formOf.get(form)! : draft.form;
    draft.rest = draft.rest.slice(0, -form.length);
  }
}

/** Firms that carry region and trade as their 字号 (中国石油). */
function knownCore(draft: Draft): string | undefined {
  const head = regionAtStart(draft.rest);
  for (const from of [draft.rest, head ? draft.rest.slice(head.text.length) : '']) {
    const known = knownCompanyAtStart(from);
    if (!known) continue;
    const behind: Draft = { ...draft, regions: [], industry: [], rest: from.slice(known.name.length) };
    takeForms(behind);
    const left = coreOf(behind);
    // 建行 is a bank, 建行者文化 is not.
    if (left !== '' && known.name.length < 4) continue;
    if (from !== draft.rest) draft.regions.push(head!.region.code);
    else if (known.name.startsWith('中国')) draft.regions.push(china);
    draft.regions.push(...behind.regions);
    draft.industry.push(...behind.industry);
    return known.core + left;
  }
  return undefined;
}

function coreOf(draft: Draft): string {
  const weak = takeRegions(draft);
  const core = takeIndustries(draft);
  if (core !== '' || weak === undefined) return core;
  // The short name of a county with nothing behind it is more likely the 字号: 光明乳业, 东方电气.
  draft.regions.pop();
  return weak.text;
}

/** Takes the regions at the head; gives back the last one when it might be no region at all. */
function takeRegions(draft: Draft): FoundRegion | undefined {
  let within = china;
  for (let depth = 0; depth < 4; depth += 1) {
    const found = regionAtStart(draft.rest, within);
    if (!found || (depth > 0 && found.region.code === within)) return undefined;
    const { level, isShort, isCity, code } = found.region;
    const isWeak = level === 'county' && isShort;
    // Districts in short (平安, 长安) are taken only inside their city, towns in short wherever they stand.
    if (isWeak && !isCity && within === china) return undefined;
    if (draft.rest.length === found.text.length && isWeak) return undefined;
    draft.regions.push(code);
    draft.rest = draft.rest.slice(found.text.length);
    if (isWeak) return found;
    within = code;
  }
  return undefined;
}

/** Takes words of trade from the end; what is left is the 字号. */
function takeIndustries(draft: Draft): string {
  for (let round = 0; round < 8 && draft.rest !== ''; round += 1) {
    const trade = longestAtEnd(tradeOf, draft.rest, longestTrade);
    if (trade && (trade.length > 1 || trade === draft.rest)) {
      draft.industry.unshift(trade);
      draft.rest = draft.rest.slice(0, -trade.length);
      continue;
    }
    // The form of a firm in front of its place: 中国移动通信集团山西, 国网山西省电力公司太原.
    const inner = /(?:集团|有限公司|公司)$/u.exec(draft.rest)?.[0];
    if (inner) {
      draft.rest = draft.rest.slice(0, -inner.length);
      continue;
    }
    const region = regionAtEnd(draft.rest);
    const isPlain =
      region !== undefined &&
      region.region.level !== 'county' &&
      contains(draft.regions.at(-1) ?? china, region.region.code);
    // A 字号 in front of it, or nothing but a form.
    const left = isPlain ? draft.rest.slice(0, -region.text.length) : '';
    if (!isPlain || (left.length < 2 && left !== '')) break;
    draft.regions.push(region.region.code);
    draft.rest = left;
  }
  return draft.rest;
}

/** Regions at the head of a text, or, when the whole text has to be regions, none if it is more than that. */
function regionsIn(text: string, isWhole = false): string[] {
  const codes: string[] = [];
  let rest = text;
  for (;;) {
    const within = codes.at(-1) ?? china;
    const found = regionAtStart(rest, within);
    if (!found || (codes.length > 0 && !contains(within, found.region.code))) break;
    codes.push(found.region.code);
    rest = rest.slice(found.text.length);
    if (rest === '') break;
  }
  if (!isWhole || rest === '') return codes;
  const whole = regionNamed(text);
  return whole ? [whole.code] : [];
}
