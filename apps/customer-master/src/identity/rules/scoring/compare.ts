import type { CustomerKind } from '@crm/contracts';
import { attributeName } from '../features/attribute-name.js';
import { attribute, attributeLength, type Features, sections, startOf } from '../features/layout.js';
import { type Ignored, identifierLevel, pairLevel, placeLevel, streetLevel, tokenLevel } from './compare-contacts.js';
import { compareFirmNames } from './compare-firms.js';
import { birthLevel, comparePersonNames, genderLevel } from './compare-persons.js';
import { type FieldDefinition, fieldsOf } from './fields.js';
import { dice, share } from './token-lists.js';
import { emptyVector, unknown, type Vector } from './vector.js';

/** Compares records of one kind. */
export interface Comparator {
  readonly fields: readonly FieldDefinition[];
  /** Fills the vector (a new one when none is given); both records are of the comparator's kind. */
  compare(a: Features, b: Features, into?: Vector): Vector;
}

const nobody: Ignored = new Set<number>();

/** Attributes are compared under the names given; `ignored` are tokens of phones and e-mails that too many records have. */
export function comparator(
  kind: CustomerKind,
  attributes: readonly string[] = [],
  ignored: Ignored = nobody,
): Comparator {
  const fields = fieldsOf(kind, attributes);
  const names = attributes.map(attributeName);
  const compareOwn = kind === 'person' ? comparePersons : compareFirms;
  const first = fields.length - names.length;
  return {
    fields,
    compare(a, b, into = emptyVector(fields.length)) {
      into.levels.fill(unknown);
      into.terms.fill(0);
      const contacts = compareOwn(a, b, into);
      into.levels[contacts] = pairLevel(a, b, sections.phones, ignored);
      into.levels[contacts + 1] = pairLevel(a, b, sections.emails, ignored);
      into.levels[contacts + 2] = tokenLevel(a, b, sections.social);
      into.levels[contacts + 3] = placeLevel(a, b, into.terms, contacts + 3);
      into.levels[contacts + 4] = streetLevel(a, b);
      for (let at = 0; at < names.length; at += 1) compareAttribute(a, b, names[at]!, into, first + at);
      return into;
    },
  };
}

/** Both fill the fields in front of the contacts and give back where those begin. */
function comparePersons(a: Features, b: Features, into: Vector): number {
  comparePersonNames(a, b, into);
  into.levels[3] = birthLevel(a, b);
  into.levels[4] = genderLevel(a, b);
  into.levels[5] = identifierLevel(a, b, 4);
  into.levels[6] = identifierLevel(a, b, 5);
  into.levels[7] = identifierLevel(a, b, 6);
  return 8;
}

function compareFirms(a: Features, b: Features, into: Vector): number {
  compareFirmNames(a, b, into);
  into.levels[4] = registrationLevel(a, b);
  into.levels[5] = identifierLevel(a, b, 6);
  return 6;
}

/** The strongest number of an authority that both have in common. */
function registrationLevel(a: Features, b: Features): number {
  const uscc = identifierLevel(a, b, 1);
  if (uscc === 2) return 3;
  const code = identifierLevel(a, b, 2);
  if (code === 2) return 2;
  const tax = identifierLevel(a, b, 3);
  if (tax === 2) return 1;
  return uscc === unknown && code === unknown && tax === unknown ? unknown : 0;
}

function compareAttribute(a: Features, b: Features, name: number, into: Vector, field: number): void {
  const atA = find(a, name);
  const atB = find(b, name);
  if (atA < 0 || atB < 0) return;
  if (a[atA + attribute.exact] === b[atB + attribute.exact]) {
    into.levels[field] = 3;
    into.terms[field] = a[atA + attribute.exact]!;
    return;
  }
  const [metaA, metaB] = [a[atA + attribute.meta]!, b[atB + attribute.meta]!];
  const [listA, listB] = [atA + attribute.lists, atB + attribute.lists];
  const [endA, endB] = [listA + ((metaA >>> 8) & 0xff), listB + ((metaB >>> 8) & 0xff)];
  if (share(a, listA, endA, b, listB, endB)) into.levels[field] = 2;
  else {
    const alike = dice(a, endA, metaA & 0xff, b, endB, metaB & 0xff, 0.45);
    into.levels[field] = alike >= 0.7 ? 2 : alike >= 0.45 ? 1 : 0;
  }
}

function find(features: Features, name: number): number {
  const end = startOf(features, sections.attributes + 1);
  for (let at = startOf(features, sections.attributes); at < end;) {
    if (features[at] === name) return at;
    at += attributeLength(features[at + attribute.meta]!);
  }
  return -1;
}
