import {
  type Address,
  type ContactPoint,
  type CustomerFacts,
  type CustomerName,
  type FieldGroup,
  fieldGroups,
} from '../customer.shape.js';
import { contactPointKey, contactPointsOf } from './contact-points.js';
import { displayNameOf } from './names.js';
import {
  byBelief,
  type Claim,
  type Derivation,
  distinct,
  heard,
  type ListGroup,
  type Provenance,
  supportersOf,
  verifications,
} from './claims.js';
import { canonical, inForce, isEdit, type Statement } from './statement.js';
import { bare } from './text.js';
import { type Grounds, groupOf } from './trust.js';

/** The golden record: derived from the statements, by nobody written. */
export interface Golden
  extends
    Required<Omit<CustomerFacts, 'kind' | 'stewardship' | 'family' | 'income'>>,
    Pick<CustomerFacts, 'family' | 'income'> {
  displayName: string;
}

/**
 * The golden record of one customer. Per field: pin > verified > source trust > most recent; empty never wins. Ties are
 * broken by the record's id, so the result does not depend on the order of the statements.
 */
export function deriveGolden(
  said: readonly Statement[],
  grounds: Grounds,
): { golden: Golden; provenance: Provenance[] } {
  const statements = inForce(said, grounds.now);
  const found: Provenance[] = [];
  const derivation: Derivation = { statements, grounds, verifiedAt: verifications(said), found };
  const golden: Golden = {
    displayName: '',
    names: perType(derivation, 'names', isManyNames, nameKey),
    person: personOf(derivation),
    identifiers: perType(derivation, 'identifiers', isManyNumbers, ({ value }) => value),
    contactPoints: contactPointsOf(derivation),
    addresses: perType(derivation, 'addresses', () => false, addressKey),
    attributes: perName(derivation, 'attributes'),
    preferences: perName(derivation, 'preferences'),
    ...whole(derivation, 'family'),
    ...whole(derivation, 'income'),
  };
  golden.displayName = displayNameOf(golden, ranked(derivation));
  return { golden, provenance: found };
}

/** The groups of two golden records that differ. */
export const changedGroups = (before: Golden, after: Golden): FieldGroup[] =>
  fieldGroups.filter((group) => canonical(before[group]) !== canonical(after[group]));

/** Per type the entries of the best record that has any; where several may stand side by side, those of all records. */
function perType<Group extends Exclude<ListGroup, 'contactPoints'>>(
  { statements, grounds, verifiedAt, found }: Derivation,
  group: Group,
  isMany: (type: string) => boolean,
  keyOf: (item: NonNullable<CustomerFacts[Group]>[number]) => string,
): NonNullable<CustomerFacts[Group]> {
  type Item = NonNullable<CustomerFacts[Group]>[number];
  const fieldOf = ({ type }: Item): string => `/${group}/${type}`;
  const claims = statements.flatMap((statement) =>
    ((statement.facts[group] ?? []) as Item[]).map((value): Claim<Item> => ({
      value,
      statement,
      verifiedAt: verifiedAt(fieldOf(value), keyOf(value)),
    })),
  );
  claims.sort(byBelief(group, grounds));
  const golden = [...new Set(heard(claims, statements, group).map(({ value }) => value.type))].flatMap((type) => {
    const all = claims.filter(({ value }) => value.type === type);
    const allowed = heard(all, statements, group);
    const kept = distinct(
      isMany(type) ? allowed : allowed.filter(({ statement }) => statement === allowed[0]!.statement),
      ({ value }) => keyOf(value),
    );
    const lost = distinct(all, ({ value }) => keyOf(value)).filter(
      ({ value }) => !kept.some((other) => keyOf(other.value) === keyOf(value)),
    );
    const supported = (claim: Claim<Item>) => ({
      ...claim,
      supporters: supportersOf(claim, all, ({ value }) => keyOf(value)),
    });
    found.push(
      ...kept.map((claim, at) => ({
        field: fieldOf(claim.value),
        ...supported(claim),
        alternatives: at === 0 ? lost.map(supported) : [],
      })),
    );
    return kept.map(({ value }) => value);
  });
  return golden as NonNullable<CustomerFacts[Group]>;
}

const manyNames = new Set(['short', 'former', 'nickname']);
const isManyNames = (type: string): boolean => manyNames.has(type);
const isManyNumbers = (type: string): boolean => type === 'member';

const nameKey = ({ text }: CustomerName): string => bare(text) || text;

const addressKey = ({ text, street, locality, region }: Address): string =>
  bare(text ?? `${region ?? ''}${locality ?? ''}${street ?? ''}`);

/** Family and given name come from one record, so that no person is made of two. */
function personOf(derivation: Derivation): Golden['person'] {
  const parts = [['familyName', 'givenName'], ['birthDate'], ['gender']] as const;
  return Object.assign(
    {},
    ...parts.map((keys) => {
      const valueOf = ({ facts }: Statement): object =>
        Object.fromEntries(keys.flatMap((key) => (facts.person?.[key] ? [[key, facts.person[key]]] : [])));
      return single(derivation, `/person/${keys.length > 1 ? 'name' : keys[0]}`, valueOf);
    }),
  ) as Golden['person'];
}

/** Of each name the value of the record that is believed most. */
function perName<Group extends 'attributes' | 'preferences'>(derivation: Derivation, group: Group): Golden[Group] {
  const valuesOf = ({ facts }: Statement): Record<string, unknown> => ({ ...facts[group] });
  const said = derivation.statements.flatMap((statement) => Object.keys(valuesOf(statement)));
  return Object.assign(
    {},
    ...[...new Set(said)].sort().map((key) => {
      const valueOf = (statement: Statement): object => {
        const values = valuesOf(statement);
        // Own names only: an attribute may be called `constructor`.
        const value = Object.hasOwn(values, key) ? values[key] : undefined;
        // In an edit, a list that is there but empty means "none".
        const isNone = isEdit(statement) && Array.isArray(value);
        return isEmpty(value) && !isNone ? {} : { [key]: value };
      };
      return single(derivation, `/${group}/${key}`, valueOf);
    }),
  ) as Golden[Group];
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** All from one record: a legal basis covers what was said with it, and nothing else. */
function whole(derivation: Derivation, group: 'family' | 'income'): Pick<Golden, 'family' | 'income'> {
  const value = single(derivation, `/${group}`, ({ facts }) => ({ ...facts[group] }));
  return Object.keys(value).length > 0 ? { [group]: value } : {};
}

function single(
  { statements, grounds, verifiedAt, found }: Derivation,
  field: string,
  valueOf: (statement: Statement) => object,
): object {
  const keyOf = ({ value }: Claim<object>): string => canonical(value);
  const claims = statements
    .map((statement) => ({ value: valueOf(statement), statement }))
    .filter(({ value }) => Object.keys(value).length > 0)
    .map((claim): Claim<object> => ({ ...claim, verifiedAt: verifiedAt(field, canonical(claim.value)) }))
    .sort(byBelief(groupOf(field), grounds));
  const [winner, ...others] = distinct(claims, keyOf).map((claim) => ({
    ...claim,
    supporters: supportersOf(claim, claims, keyOf),
  }));
  if (!winner) return {};
  found.push({ field, ...winner, alternatives: others });
  return winner.value;
}

/** Under which value a verification is kept, for every value of the golden record. */
export const verifiableValues = (provenance: readonly Provenance[]): { field: string; key: string }[] =>
  provenance.map(({ field, value }) => ({ field, key: keyOfValue(field, value) }));

function keyOfValue(field: string, value: unknown): string {
  const group = groupOf(field);
  if (group === 'names') return nameKey(value as CustomerName);
  if (group === 'identifiers') return (value as { value: string }).value;
  if (group === 'addresses') return addressKey(value as Address);
  return group === 'contactPoints' ? contactPointKey(value as ContactPoint) : canonical(value);
}

/** The statements, those whose names are believed most first. */
const ranked = ({ statements, grounds }: Derivation): Statement[] =>
  statements
    .map((statement) => ({ value: null, statement, verifiedAt: null }))
    .sort(byBelief('names', grounds))
    .map(({ statement }) => statement);
