import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { CustomersRepository } from './customers.repository.js';
import { MatchKeys } from './match-keys.service.js';
import { initialsQuery, nameQuery, numberQuery, soundQuery, tailQuery, typoQueries } from './rules/search-tokens.js';
import { bare } from './rules/text.js';
import { normalise } from './rules/normalise.js';
import type { CustomerFacts, CustomerIdentifier } from './customer.shape.js';

/** A condition on `customer c`. */
export interface Condition {
  sql: string;
  parameters: Record<string, unknown>;
}

/** Of a number that is masked for somebody the last four digits are shown; more cannot be found out by asking. */
const mayAsk = (text: string, user: User): boolean => text.replace(/\D/gu, '').length <= 4 || seesNumbers(user);

const seesNumbers = (user: User): boolean => can(user, 'customer:pii:read');

/** Numbers that nobody is shown masked; tax and member numbers are among the tokens. */
const publicTypes = ['uscc', 'org_code'] as const;
const personalTypes = ['national_id', 'passport'] as const;

/** More than that are not meant by somebody whose finger slipped. */
const mostNear = 5_000;

const isId = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/iu;

/** What somebody types to find a customer, as conditions over the index. */
@Injectable()
export class CustomerSearch {
  constructor(
    private readonly keys: MatchKeys,
    private readonly customers: CustomersRepository,
  ) {}

  /**
   * Attempts, the exact ones first; each is meant for when those before it found nobody: what the text is part of or a
   * number of; what sounds like it; what it is but for one slip of the finger.
   */
  async attempts(tx: Tx, text: string, user: User): Promise<(() => Condition | Promise<Condition>)[]> {
    const ids = await this.holders(tx, text, user);
    return [
      () => this.exact(text, ids, user),
      () => this.anyOf([soundQuery(text)]),
      () => this.anyOfMany(tx, typoQueries(text)),
    ];
  }

  /** How near a customer that was found is to the text: 0 has exactly this name, 1 begins with it, 2 is all the rest. */
  rank(text: string): Condition {
    return {
      sql: `CASE WHEN c.name_keys && CAST(:exact AS text[]) THEN 0 WHEN strpos(c.search_names, :start) = 1 THEN 1 ELSE 2 END`,
      parameters: { exact: this.keys.nameKeys([text]), start: bare(text) },
    };
  }

  /**
   * The tokens find the rows of both kinds by one index. An organisation must then really contain the text; a person's
   * name, which is sealed, is taken to contain it when it has all its pairs of characters. No pattern is involved, so
   * there are no wildcards to escape.
   */
  private exact(text: string, ids: readonly string[], user: User): Condition {
    const name = this.anyOf([nameQuery(text)], 'name');
    const isLatin = /^[a-z]+$/u.test(bare(text));
    const isNumber = /^[\d\s()+-]+$/u.test(text.normalize('NFKC'));
    const others = this.anyOf([
      numberQuery(text),
      ...(isLatin ? [soundQuery(text), initialsQuery(text)] : []),
      ...(isNumber && mayAsk(text, user) ? [tailQuery(text)] : []),
    ]);
    return {
      sql: `(${name.sql} AND (c.kind = 'person' OR strpos(c.search_names, :bare) > 0) OR ${others.sql} OR c.id = ANY(CAST(:ids AS uuid[])))`,
      parameters: { ...name.parameters, ...others.parameters, bare: bare(text), ids },
    };
  }

  /** Who has all tokens of one of these lists. */
  private anyOf(lists: readonly (readonly string[])[], mark = 'tokens'): Condition {
    const given = lists.filter((tokens) => tokens.length > 0).map((tokens) => this.keys.tokens(tokens));
    if (given.length === 0) return { sql: 'false', parameters: {} };
    return {
      sql: `(${given.map((_, at) => `c.name_tokens @> CAST(:${mark}${at} AS text[])`).join(' OR ')})`,
      parameters: Object.fromEntries(given.map((tokens, at) => [`${mark}${at}`, tokens])),
    };
  }

  /**
   * As `anyOf` for some dozens of lists. Each is looked up by itself, to which the limit inside obliges the planner: it
   * takes comparing every row with all of them for cheap, which costs seconds with 100,000 customers.
   */
  private async anyOfMany(tx: Tx, lists: readonly (readonly string[])[]): Promise<Condition> {
    const found = await tx.query<{ id: string }[]>(
      `SELECT DISTINCT near.id FROM unnest($1::text[]) AS list, LATERAL (
         SELECT id FROM customer WHERE merged_into IS NULL AND name_tokens @> string_to_array(list, ' ')
         LIMIT ${mostNear}) AS near`,
      [lists.map((tokens) => this.keys.tokens(tokens).join(' '))],
    );
    return { sql: 'c.id = ANY(CAST(:near AS uuid[]))', parameters: { near: found.map(({ id }) => id) } };
  }

  /** Customers to whom the text is an id or number, exactly; a number that is masked for the user finds nobody. */
  private async holders(tx: Tx, text: string, user: User): Promise<string[]> {
    const typed = text.trim();
    const { identifiers, contacts } = this.numbersIn(typed, seesNumbers(user));
    const rows = await tx.query<{ id: string }[]>(
      `SELECT customer_id AS id FROM customer_identifier JOIN jsonb_to_recordset($1::jsonb) AS given (type text, key text) USING (type, key)
       UNION SELECT customer_id FROM customer_contact JOIN jsonb_to_recordset($2::jsonb) AS given (type text, key text) USING (type, key)
       UNION SELECT customer_id FROM source_record record
         JOIN membership member ON member.record_id = record.id AND member.valid_to IS NULL WHERE record.source_id = $3
       LIMIT 100`,
      [JSON.stringify(identifiers), JSON.stringify(contacts), typed],
    );
    const survivors = isId.test(typed) ? await this.customers.survivorsOf(tx, [typed]) : new Map<string, string>();
    return [...rows.map(({ id }) => id), ...survivors.values()];
  }

  /** Whatever number or address the text may be. */
  private numbersIn(text: string, isPersonalToo: boolean) {
    const may = (identifier: CustomerIdentifier): CustomerIdentifier[] => {
      const { facts, faults } = normalise<CustomerFacts>({ kind: 'person', identifiers: [identifier] });
      const other = normalise<CustomerFacts>({ kind: 'organisation', identifiers: [identifier] });
      if (faults.length === 0) return facts.identifiers ?? [];
      return other.faults.length === 0 ? (other.facts.identifiers ?? []) : [];
    };
    const types = [...publicTypes, ...(isPersonalToo ? personalTypes : [])];
    const identifiers = this.keys.identifiers(types.flatMap((type) => may({ type, value: text })));
    if (!isPersonalToo) return { identifiers, contacts: [] };
    const points = (['phone', 'fax', 'email', 'wechat'] as const).flatMap((type) => {
      const { facts, faults } = normalise<CustomerFacts>({ kind: 'person', contactPoints: [{ type, value: text }] });
      return faults.length === 0 ? (facts.contactPoints ?? []) : [];
    });
    const contacts = this.keys.contacts(points).map(({ type, key }) => ({ type, key }));
    return { identifiers, contacts };
  }
}
