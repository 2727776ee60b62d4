import type { ContactPoint } from '../customer.shape.js';
import { distinct, editSource, type Provenance, speakers, type Statement } from './statement.js';

/** All contact points that anybody knows, best first: pinned ones in their order, else verified > trust > most recent. */
export function contactPointsOf(ranked: readonly Statement[], found: Provenance[]): ContactPoint[] {
  const heard = speakers(ranked, 'contactPoints');
  const claims = ranked.flatMap((statement) =>
    (statement.facts.contactPoints ?? []).map((item) => ({ item, statement })),
  );
  const keyOf = ({ item }: { item: ContactPoint }): string => `${item.type} ${item.value} ${item.extension ?? ''}`;
  const isPinned = heard[0]?.source === editSource && heard.length === 1;
  const kept = distinct(
    claims.filter(({ statement }) => heard.includes(statement)),
    keyOf,
  ).map(({ item, statement }) => {
    const same = claims.filter((claim) => keyOf(claim) === keyOf({ item }));
    return {
      item: united(
        item,
        same.map((claim) => claim.item),
        isPinned,
      ),
      statement,
    };
  });
  // Array.sort is stable: within verified and unverified ones the rank of their records stays.
  if (!isPinned) kept.sort((a, b) => Number(Boolean(b.item.verifiedAt)) - Number(Boolean(a.item.verifiedAt)));
  found.push(
    ...kept.map(({ item, statement }) => ({
      field: `/contactPoints/${item.type}`,
      value: item,
      statement,
      alternatives: [],
    })),
  );
  return kept.map(({ item }) => item);
}

/** One contact point that several records know: an opt-out said anywhere counts, unless a pin says otherwise. */
function united(best: ContactPoint, all: readonly ContactPoint[], isPinned: boolean): ContactPoint {
  const verifiedAt = all
    .flatMap((point) => point.verifiedAt ?? [])
    .sort()
    .at(-1);
  const usage = all.find((point) => point.usage)?.usage;
  const optedOut = isPinned && best.optedOut !== undefined ? best.optedOut : all.some((point) => point.optedOut);
  const { optedOut: _, ...rest } = best;
  return {
    ...rest,
    ...(usage ? { usage } : {}),
    ...(verifiedAt ? { verifiedAt } : {}),
    ...(optedOut ? { optedOut } : {}),
  };
}
