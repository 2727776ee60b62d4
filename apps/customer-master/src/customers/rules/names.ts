import type { CustomerFacts } from '../customer.shape.js';
import { editSource, type Statement } from './statement.js';
import { bare } from './text.js';

type Named = Pick<CustomerFacts, 'names' | 'person'>;

/** Every form of the name in one description of a customer. */
export function namesOf({ names = [], person = {} }: Named): string[] {
  const texts = [...names.map((name) => name.text), `${person.familyName ?? ''}${person.givenName ?? ''}`];
  return texts.filter((text) => bare(text) !== '');
}

/** Every form of the name that any record has: by these a customer is found and compared, whichever of them won. */
export const allNames = (statements: readonly Statement[]): string[] => [
  ...new Set(statements.flatMap(({ facts }) => namesOf(facts))),
];

/** The name by which people know the customer; a number where no record has a name. */
export function displayNameOf({ names = [], person = {} }: Named, ranked: readonly Statement[]): string {
  const byType = (type: string): string | undefined => names.find((name) => name.type === type)?.text;
  const { familyName = '', givenName = '' } = person;
  const blank = /^\p{ASCII}+$/u.test(familyName + givenName) ? ' ' : '';
  const full = `${familyName}${blank}${givenName}`.trim();
  const name = byType('legal') ?? (full || undefined) ?? byType('short') ?? byType('english') ?? names[0]?.text;
  return name ?? numberOf(ranked);
}

const numberOf = (ranked: readonly Statement[]): string => {
  const named = ranked.find((statement) => statement.source !== editSource);
  return named ? `${named.source} ${named.sourceId}` : '';
};
