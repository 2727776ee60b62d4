import type { ContactPoint } from '../customer.shape.js';
import { byBelief, type Claim, type Derivation, distinct, newestPin, supportersOf } from './claims.js';
import { isEdit } from './statement.js';

/** What makes two notations of a contact point one. */
export const contactPointKey = ({ type, value, extension }: ContactPoint): string =>
  `${type} ${value} ${extension ?? ''}`;

/** All contact points that anybody knows, best first: pinned ones in their order, else verified > trust > most recent. */
export function contactPointsOf({ statements, grounds, verifiedAt, found }: Derivation): ContactPoint[] {
  const keyOf = ({ value }: Claim<ContactPoint>): string => contactPointKey(value);
  const said = statements
    .flatMap((statement) => (statement.facts.contactPoints ?? []).map((value) => ({ value, statement })))
    .map((claim): Claim<ContactPoint> => ({ ...claim, verifiedAt: newestOf(claim.value, verifiedAt) }));
  const claims = [...said].sort(byBelief('contactPoints', grounds));
  const pin = newestPin(statements, 'contactPoints');
  const heard = pin ? said.filter(({ statement }) => statement === pin) : claims;
  const kept = distinct(heard, keyOf).map((claim) => {
    const same = claims.filter((other) => keyOf(other) === keyOf(claim));
    return { ...united(claim, same), supporters: supportersOf(claim, claims, keyOf) };
  });
  found.push(...kept.map((claim) => ({ field: `/contactPoints/${claim.value.type}`, ...claim, alternatives: [] })));
  return kept.map(({ value }) => value);
}

/** The record may say itself when its system made sure. */
function newestOf(point: ContactPoint, verifiedAt: Derivation['verifiedAt']): string | null {
  const here = verifiedAt(`/contactPoints/${point.type}`, contactPointKey(point));
  const both = [here, point.verifiedAt].filter((at) => typeof at === 'string');
  return both.sort().at(-1) ?? null;
}

/** One contact point that several records know: an opt-out said anywhere counts, unless a pin says otherwise. */
function united(best: Claim<ContactPoint>, same: readonly Claim<ContactPoint>[]): Claim<ContactPoint> {
  const verifiedAt =
    same
      .flatMap((claim) => claim.verifiedAt ?? [])
      .sort()
      .at(-1) ?? null;
  const usage = same.find(({ value }) => value.usage)?.value.usage;
  const { optedOut: own, ...rest } = best.value;
  const optedOut = isEdit(best.statement) && own !== undefined ? own : same.some(({ value }) => value.optedOut);
  return {
    statement: best.statement,
    verifiedAt,
    value: {
      ...rest,
      ...(usage ? { usage } : {}),
      ...(verifiedAt ? { verifiedAt } : {}),
      ...(optedOut ? { optedOut } : {}),
    },
  };
}
