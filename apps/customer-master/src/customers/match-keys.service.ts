import { ContactKeys, FieldCipher, remembering } from '@crm/persistence';
import { parsePhone } from '@crm/persistence/contact-points';
import type { CustomerKind, MessageChannel } from '@crm/contracts';
import { Injectable } from '@nestjs/common';
import type { Evidence, MatchKey } from '../identity/rules/matching.js';
import type { Scalar } from '../attributes/rules/definition.js';
import type { Definitions } from '../attributes/rules/definitions.js';
import type { Attributes, ContactPoint, CustomerIdentifier } from './customer.shape.js';
import { searchTokens } from './rules/search-tokens.js';
import { bare } from './rules/text.js';
import { orgCodeOf } from './rules/uscc.js';

/** A contact point as it lies in the index. */
export interface ContactKey {
  type: ContactPoint['type'];
  key: string;
  /** The way a message can take to it; null for none, such as a landline. */
  channel: MessageChannel | null;
  optedOut: boolean;
}

/** 48 bits: two different tokens that look alike only widen a search a little. */
const tokenLength = 8;

/** Turns what is known of a customer into what may be compared and searched without being readable. All input is normalised. */
@Injectable()
export class MatchKeys {
  /** Of pairs of characters and pieces of pinyin, which come again and again; each costs a HMAC. */
  private readonly token = remembering(50_000, (token) =>
    this.cipher.blindIndex('name-token', token).slice(0, tokenLength),
  );

  constructor(
    private readonly cipher: FieldCipher,
    private readonly contactKeys: ContactKeys,
  ) {}

  /** Numbers that have one holder. A USCC carries the organisation code inside it. */
  identifiers(identifiers: readonly CustomerIdentifier[]): MatchKey[] {
    const keys = identifiers.flatMap(({ type, value }): MatchKey[] => {
      if (type === 'uscc')
        return [
          { type, key: value },
          { type: 'org_code', key: orgCodeOf(value) },
        ];
      if (type === 'org_code') return [{ type, key: value }];
      return type === 'national_id' || type === 'passport' ? [{ type, key: this.cipher.blindIndex(type, value) }] : [];
    });
    return [...new Map(keys.map((key) => [`${key.type} ${key.key}`, key])).values()];
  }

  /** Contact points, one entry per number or address whatever its extension. */
  contacts(points: readonly ContactPoint[]): ContactKey[] {
    const keys = new Map<string, ContactKey>();
    for (const point of points) {
      const key = this.contactKeys.keyOf(point.type, point.value);
      const known = keys.get(`${point.type} ${key}`);
      const optedOut = Boolean(point.optedOut) || Boolean(known?.optedOut);
      keys.set(`${point.type} ${key}`, { type: point.type, key, channel: channelOf(point), optedOut });
    }
    return [...keys.values()];
  }

  /** What speaks for and against two records being one customer. */
  evidence(
    kind: CustomerKind,
    names: readonly string[],
    identifiers: readonly CustomerIdentifier[],
    points: readonly ContactPoint[],
  ): Evidence {
    const reachable = this.contacts(points).flatMap(({ type, key }): MatchKey[] =>
      type === 'phone' || type === 'email' ? [{ type, key }] : [],
    );
    return { kind, keys: [...this.identifiers(identifiers), ...reachable], nameKeys: this.nameKeys(names) };
  }

  nameKeys(names: readonly string[]): string[] {
    return [...new Set(names.map(bare))].filter(Boolean).map((name) => this.cipher.blindIndex('name', name));
  }

  /** What a customer is found by. */
  searchTokens(
    kind: CustomerKind,
    names: readonly string[],
    points: readonly ContactPoint[],
    identifiers: readonly CustomerIdentifier[],
  ): string[] {
    const phones = points.filter(({ type }) => type === 'phone' || type === 'fax').map(({ value }) => value);
    const numbers = identifiers.filter(({ type }) => type === 'tax' || type === 'member').map(({ value }) => value);
    return this.tokens(searchTokens(kind, names, phones, numbers));
  }

  /** Tokens as they lie in the index. */
  tokens(tokens: readonly string[]): string[] {
    return tokens.map(this.token);
  }

  /** One for each attribute that customers may be searched by. */
  attributeTokens(attributes: Attributes, definitions: Definitions): string[] {
    return Object.entries(attributes)
      .filter(([name]) => definitions.searchable(name).length > 0)
      .map(([name, value]) => this.attributeToken(name, value));
  }

  /** Compared with nothing else, so long enough that no two values have the same. */
  attributeToken(name: string, value: Scalar): string {
    return this.cipher.blindIndex('attribute', `${name} ${JSON.stringify(value)}`).slice(0, 22);
  }
}

/** The channel by which a message reaches the contact point; text messages go to mobile numbers only. */
export function channelOf({ type, value }: Pick<ContactPoint, 'type' | 'value'>): MessageChannel | null {
  if (type === 'email' || type === 'wechat') return type;
  return type === 'phone' && parsePhone(value)?.isMobile ? 'sms' : null;
}
