import { FieldCipher } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { blockingKeys } from '../identity/rules/features/blocking-keys.js';
import { featuresOf } from '../identity/rules/features/features.js';
import type { Features } from '../identity/rules/features/layout.js';
import type { TokenHash } from '../identity/rules/features/tokens.js';
import type { CustomerFacts } from '../customers/customer.shape.js';
import { distinct } from '../customers/rules/claims.js';
import { canonical, type Statement } from '../customers/rules/statement.js';

/** What a customer is compared by, and the keys under which it is found. */
export interface MatchFeatures {
  features: Features;
  keys: number[];
  /** Names of its attributes. */
  attributes: string[];
}

/** The same pairs of characters come again and again, and each costs a HMAC. */
const mostRemembered = 50_000;

/** Turns what all records say of a customer into keyed hashes that can be compared. */
@Injectable()
export class MatchFeaturesMaker {
  private readonly remembered = new Map<string, number>();

  constructor(private readonly cipher: FieldCipher) {}

  /** An unsigned number of 32 bits that nobody can compute without the key. */
  readonly hash: TokenHash = (domain, text) => {
    const name = `${domain}\0${text}`;
    const known = this.remembered.get(name);
    if (known !== undefined) return known;
    const token = Buffer.from(this.cipher.blindIndex(`match ${domain}`, text).slice(0, 8), 'base64url').readUInt32LE();
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(name, token);
    return token;
  };

  /** Of everything that any record (at least one) says: a twin may know the customer as the record that lost. */
  of(statements: readonly Pick<Statement, 'facts'>[]): MatchFeatures {
    const all = statements.map(({ facts }) => facts);
    const list = <Item>(of: (facts: CustomerFacts) => Item[] | undefined): Item[] =>
      distinct(
        all.flatMap((facts) => of(facts) ?? []),
        canonical,
      );
    const persons = list(({ person }) => (person ? [person] : []));
    const names = persons
      .slice(1)
      .map(({ familyName = '', givenName = '' }) => ({
        type: 'nickname' as const,
        text: joined(familyName, givenName),
      }))
      .filter(({ text }) => text !== '');
    const facts: CustomerFacts = {
      kind: all[0]!.kind,
      names: [...list((said) => said.names), ...names],
      person: Object.assign({}, ...[...persons].reverse()) as CustomerFacts['person'],
      identifiers: list((said) => said.identifiers),
      contactPoints: list((said) => said.contactPoints?.map(({ type, value }) => ({ type, value }))),
      addresses: list((said) => said.addresses),
      attributes: Object.assign(
        {},
        ...all.map((said) => said.attributes ?? {}).reverse(),
      ) as CustomerFacts['attributes'],
    };
    const features = featuresOf(facts, this.hash);
    return { features, keys: blockingKeys(features), attributes: Object.keys(facts.attributes ?? {}) };
  }
}

const joined = (familyName: string, givenName: string): string =>
  /^\p{ASCII}*$/u.test(familyName + givenName) ? `${givenName} ${familyName}`.trim() : familyName + givenName;
