import type { Claim, Provenance } from './claims.js';
import { isEdit, type Statement } from './statement.js';
import { freshness, type Grounds, groupOf, trustIn } from './trust.js';

/** Nobody is believed wholly: two systems that agree are surer than one. */
const mostTrust = 0.99;
/** What a value is worth on the day on which somebody made sure of it. */
const verifiedWorth = 0.95;

export interface Assessment {
  /** 0 to 1. */
  confidence: number;
  /** 0 to 1: 1 when said or verified now, half after the half-life of its group. */
  freshness: number;
}

/**
 * How sure a value is, and how fresh. Support of a value: noisy-or over the records that say it,
 * 1 − Π(1 − trust · freshness), trust as a share of 1 and at most 0.99; at least 0.95 · freshness once verified; a pin is
 * sure as long as it holds. Confidence: support · support / (support + strongest support of another value), so that a
 * value nobody disputes keeps its support and one of two equally supported values keeps half of it.
 */
export function assess(entry: Provenance, grounds: Grounds): Assessment {
  const group = groupOf(entry.field);
  const supportOf = ({ supporters, verifiedAt }: { supporters: Statement[] } & Pick<Claim, 'verifiedAt'>): number => {
    const doubt = supporters.reduce(
      (left, { source, observedAt }) =>
        left *
        (1 - Math.min(mostTrust, trustIn(grounds.rules, source, group) / 100) * freshness(observedAt, group, grounds)),
      1,
    );
    const verified = verifiedAt ? verifiedWorth * freshness(new Date(verifiedAt), group, grounds) : 0;
    return Math.max(1 - doubt, verified);
  };
  const said = entry.supporters.map(({ observedAt }) => observedAt.getTime());
  const last = new Date(Math.max(...said, entry.verifiedAt ? Date.parse(entry.verifiedAt) : 0));
  const support = supportOf(entry);
  const against = Math.max(0, ...entry.alternatives.map(supportOf));
  const confidence = isEdit(entry.statement) ? 1 : support === 0 ? 0 : (support * support) / (support + against);
  return { confidence: rounded(confidence), freshness: rounded(freshness(last, group, grounds)) };
}

const rounded = (share: number): number => Math.round(share * 1_000) / 1_000;
