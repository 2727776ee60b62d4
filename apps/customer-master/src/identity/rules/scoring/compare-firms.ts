import { type Features, firm, firmLength, sections, startOf } from '../features/layout.js';
import { dice, isWithin } from './token-lists.js';
import { unknown, type Vector } from './vector.js';

const [name, genericName, industry, branch] = [0, 1, 2, 3] as const;

/** 字号, trade and branch of the two names that are most alike. */
export function compareFirmNames(a: Features, b: Features, into: Vector): void {
  const endA = startOf(a, sections.names + 1);
  const endB = startOf(b, sections.names + 1);
  let best = -1;
  let bestA = -1;
  let bestB = -1;
  for (let atA = startOf(a, sections.names); atA < endA; atA += firmLength(a[atA]!)) {
    for (let atB = startOf(b, sections.names); atB < endB; atB += firmLength(b[atB]!)) {
      const rank = rankOf(a, atA, b, atB);
      if (rank <= best) continue;
      best = rank;
      bestA = atA;
      bestB = atB;
    }
  }
  if (best < 0) return;
  const { levels, terms } = into;
  const hasCore = a[bestA + firm.core] !== 0 && b[bestB + firm.core] !== 0;
  if (hasCore) {
    levels[name] = coreLevel(a, bestA, b, bestB);
    terms[name] = levels[name]! >= 4 ? a[bestA + firm.core]! : 0;
    // A trade is in the name without 字号 already.
    levels[industry] = tradeLevel(a, bestA, b, bestB);
  } else levels[genericName] = genericLevel(a, bestA, b, bestB);
  levels[branch] = branchLevel(a, b);
}

/** Names with a 字号 on both sides speak before names without. */
function rankOf(a: Features, atA: number, b: Features, atB: number): number {
  const hasCore = a[atA + firm.core] !== 0 && b[atB + firm.core] !== 0;
  if (!hasCore) return 2 * genericLevel(a, atA, b, atB) + 1;
  return 4 * coreLevel(a, atA, b, atB) + (a[atA + firm.branch] === b[atB + firm.branch] ? 1 : 0);
}

function coreLevel(a: Features, atA: number, b: Features, atB: number): number {
  if (a[atA + firm.whole] === b[atB + firm.whole]) return 5;
  if (a[atA + firm.core] === b[atB + firm.core]) return 4;
  const soundA = a[atA + firm.sound];
  if (soundA !== 0 && soundA === b[atB + firm.sound]) return 3;
  const [metaA, metaB] = [a[atA]!, b[atB]!];
  const listA = atA + firm.trades + ((metaA >>> 8) & 0xff);
  const listB = atB + firm.trades + ((metaB >>> 8) & 0xff);
  const alike = dice(a, listA, metaA & 0xff, b, listB, metaB & 0xff, 0.5);
  if (alike >= 0.75) return 2;
  return alike >= 0.5 ? 1 : 0;
}

/** Names of which at least one is region and trade only: 山西煤业, 山西煤矿. */
function genericLevel(a: Features, atA: number, b: Features, atB: number): number {
  if (a[atA + firm.core] !== b[atB + firm.core]) return 1;
  if (a[atA + firm.whole] === b[atB + firm.whole]) return 3;
  const provinceA = a[atA + firm.province];
  if (provinceA === 0 || provinceA !== b[atB + firm.province]) return 0;
  const [prefectureA, prefectureB] = [a[atA + firm.prefecture], b[atB + firm.prefecture]];
  if (prefectureA !== prefectureB && prefectureA !== 0 && prefectureB !== 0) return 0;
  return tradeLevel(a, atA, b, atB) >= 1 && tradeLevel(a, atA, b, atB) !== unknown ? 2 : 0;
}

/** The same trades, some of the other's, or others; unknown where a name tells none. */
function tradeLevel(a: Features, atA: number, b: Features, atB: number): number {
  if (a[atA + firm.trade] === 0 || b[atB + firm.trade] === 0) return unknown;
  if (a[atA + firm.trade] === b[atB + firm.trade]) return 2;
  const countA = (a[atA]! >>> 8) & 0xff;
  const countB = (b[atB]! >>> 8) & 0xff;
  if (countA === 0 || countB === 0) return unknown;
  const [startA, startB] = [atA + firm.trades, atB + firm.trades];
  return isWithin(a, startA, startA + countA, b, startB, startB + countB) ||
    isWithin(b, startB, startB + countB, a, startA, startA + countA)
    ? 1
    : 0;
}

/**
 * Level of the branches, by all names of both: a firm's short name stands with each of its branches, and does not say which
 * one it is.
 */
export function branchLevel(a: Features, b: Features): number {
  const endA = startOf(a, sections.names + 1);
  const endB = startOf(b, sections.names + 1);
  let isBranchA = false;
  let isBranchB = false;
  for (let atB = startOf(b, sections.names); atB < endB; atB += firmLength(b[atB]!)) {
    if (b[atB + firm.branch] !== 0) isBranchB = true;
  }
  for (let atA = startOf(a, sections.names); atA < endA; atA += firmLength(a[atA]!)) {
    const branchA = a[atA + firm.branch]!;
    if (branchA === 0) continue;
    isBranchA = true;
    for (let atB = startOf(b, sections.names); isBranchB && atB < endB; atB += firmLength(b[atB]!)) {
      if (b[atB + firm.branch] === branchA) return 2;
    }
  }
  if (!isBranchA && !isBranchB) return unknown;
  return isBranchA && isBranchB ? 0 : 1;
}
