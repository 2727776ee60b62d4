import type { Address, Attributes, CustomerFacts, CustomerName } from '../customer.shape.js';
import { contactPointsOf } from './contact-points.js';
import { displayNameOf } from './names.js';
import { byRank, canonical, distinct, type Provenance, speakers, type Statement } from './statement.js';
import { bare } from './text.js';

/** The golden record: derived from the statements, by nobody written. */
export interface Golden extends Required<Omit<CustomerFacts, 'kind'>> {
  displayName: string;
}

/**
 * The golden record of one customer. Per field: pin > verified > source trust > most recent; empty never wins. Ties are
 * broken by the record's id, so the result does not depend on the order of the statements.
 */
export function deriveGolden(statements: readonly Statement[]): { golden: Golden; provenance: Provenance[] } {
  const ranked = [...statements].sort(byRank);
  const found: Provenance[] = [];
  const golden: Golden = {
    displayName: '',
    names: goldenNames(ranked, found),
    person: personOf(ranked, found),
    identifiers: perType(
      ranked,
      'identifiers',
      found,
      (type) => type === 'member',
      (item) => item.value,
    ),
    contactPoints: contactPointsOf(ranked, found),
    addresses: perType(ranked, 'addresses', found, () => false, addressKey),
    attributes: attributesOf(ranked, found),
  };
  golden.displayName = displayNameOf(golden, ranked);
  return { golden, provenance: found };
}

/** The groups of two golden records that differ. */
export function changedGroups(before: Golden, after: Golden): string[] {
  const groups = ['names', 'person', 'identifiers', 'contactPoints', 'addresses', 'attributes'] as const;
  return groups.filter((group) => canonical(before[group]) !== canonical(after[group]));
}

/** Per type the entries of the best record that has any; where several may stand side by side, those of all records. */
function perType<Group extends 'names' | 'identifiers' | 'addresses'>(
  ranked: readonly Statement[],
  group: Group,
  found: Provenance[],
  isMany: (type: string) => boolean,
  keyOf: (item: NonNullable<CustomerFacts[Group]>[number]) => string,
): NonNullable<CustomerFacts[Group]> {
  type Item = NonNullable<CustomerFacts[Group]>[number];
  const itemsOf = (statement: Statement): Item[] => (statement.facts[group] ?? []) as Item[];
  const heard = speakers(ranked, group);
  const types = [...new Set(heard.flatMap((statement) => itemsOf(statement).map((item) => item.type)))];
  const golden = types.flatMap((type) => {
    const claims = ranked.flatMap((statement) =>
      itemsOf(statement)
        .filter((item) => item.type === type)
        .map((item) => ({ item, statement })),
    );
    const allowed = claims.filter(({ statement }) => heard.includes(statement));
    const winner = allowed[0]!.statement;
    const kept = distinct(
      isMany(type) ? allowed : allowed.filter(({ statement }) => statement === winner),
      ({ item }) => keyOf(item),
    );
    const lost = distinct(claims, ({ item }) => keyOf(item)).filter(
      ({ item }) => !kept.some((other) => keyOf(other.item) === keyOf(item)),
    );
    found.push(
      ...kept.map(({ item, statement }, at) => ({
        field: `/${group}/${type}`,
        value: item,
        statement,
        alternatives: at === 0 ? lost.map((other) => ({ value: other.item, statement: other.statement })) : [],
      })),
    );
    return kept.map(({ item }) => item);
  });
  return golden as NonNullable<CustomerFacts[Group]>;
}

const manyNames = new Set(['short', 'former', 'nickname']);

const goldenNames = (ranked: readonly Statement[], found: Provenance[]): CustomerName[] =>
  perType(
    ranked,
    'names',
    found,
    (type) => manyNames.has(type),
    (name) => bare(name.text) || name.text,
  );

const addressKey = ({ text, street, locality, region }: Address): string =>
  bare(text ?? `${region ?? ''}${locality ?? ''}${street ?? ''}`);

/** Family and given name come from one record, so that no person is made of two. */
function personOf(ranked: readonly Statement[], found: Provenance[]): Golden['person'] {
  const parts = [['familyName', 'givenName'], ['birthDate'], ['gender']] as const;
  return Object.assign(
    {},
    ...parts.map((keys) => {
      const valueOf = ({ facts }: Statement): object =>
        Object.fromEntries(keys.flatMap((key) => (facts.person?.[key] ? [[key, facts.person[key]]] : [])));
      return single(ranked, `/person/${keys.length > 1 ? 'name' : keys[0]}`, valueOf, found);
    }),
  ) as Golden['person'];
}

function attributesOf(ranked: readonly Statement[], found: Provenance[]): Attributes {
  const keys = [...new Set(ranked.flatMap(({ facts }) => Object.keys(facts.attributes ?? {})))].sort();
  return Object.assign(
    {},
    ...keys.map((key) => {
      const valueOf = ({ facts }: Statement): object => {
        const value = facts.attributes?.[key];
        return value === undefined || value === '' ? {} : { [key]: value };
      };
      return single(ranked, `/attributes/${key}`, valueOf, found);
    }),
  ) as Attributes;
}

function single(
  ranked: readonly Statement[],
  field: string,
  valueOf: (statement: Statement) => object,
  found: Provenance[],
): object {
  const claims = ranked.map((statement) => ({ value: valueOf(statement), statement }));
  const filled = distinct(
    claims.filter(({ value }) => Object.keys(value).length > 0),
    ({ value }) => canonical(value),
  );
  const [winner, ...others] = filled;
  if (!winner) return {};
  found.push({ field, value: winner.value, statement: winner.statement, alternatives: others });
  return winner.value;
}
