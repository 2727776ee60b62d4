import type { CustomerKind, CustomerStatus, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { In, type SelectQueryBuilder } from 'typeorm';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import { attributeFilter } from '../attributes/rules/attribute-filter.js';
import { Customer } from './customer.entity.js';
import { type Condition, CustomerSearch } from './customer-search.service.js';
import { CustomersRepository } from './customers.repository.js';
import { MatchKeys } from './match-keys.service.js';
import { StatusRules } from '../standing/status-rules.service.js';

export const customerSorts = ['createdAt', '-createdAt', 'updatedAt', '-updatedAt', 'relevance'] as const;
export type CustomerSort = (typeof customerSorts)[number];

export interface CustomerFilter {
  /** Part, sound or initials of a name, an id or number, the end of a telephone number. */
  query?: string;
  kind?: CustomerKind;
  status?: CustomerStatus;
  /** Employee's id. */
  owner?: string;
  department?: string;
  level?: ValueLevel;
  /** Each `name:value`; all of them must hold. */
  attribute?: readonly string[];
  /** True: undesirable customers that are due for review; false: all others. */
  reviewDue?: boolean;
}

export interface CustomerPageWish {
  /** `relevance` has one page only. */
  sort: CustomerSort;
  after: CustomerPlace | undefined;
  limit: number;
  now: Date;
}

/** Where a page ends: the sort key and id of its last row. */
export interface CustomerPlace {
  at: string;
  id: string;
}

/** Lists of customers, limited to what the user may see. */
@Injectable()
export class CustomerListRepository {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly keys: MatchKeys,
    private readonly definitions: AttributeDefinitions,
    private readonly rules: StatusRules,
    private readonly search: CustomerSearch,
  ) {}

  /** @throws ValidationFailed for an attribute that is not searchable, or not for this user */
  async page(tx: Tx, filter: CustomerFilter, wish: CustomerPageWish, user: User): Promise<Customer[]> {
    const list = await this.filtered(tx, filter, wish.now, user);
    if (filter.query === undefined) return this.customers.open(tx, await this.inOrder(list, wish).getMany());
    for (const attempt of await this.search.attempts(tx, filter.query, user)) {
      const found = where(list.clone(), await attempt());
      const rows = await this.pageOf(tx, found, filter.query, wish);
      if (rows) return this.customers.open(tx, rows);
    }
    return [];
  }

  /**
   * What the filter finds, of each customer what facets count; at most so many.
   * @throws ValidationFailed for an attribute that is not searchable, or not for this user
   */
  async facts(tx: Tx, filter: CustomerFilter, most: number, now: Date, user: User): Promise<FacetFacts[]> {
    const list = await this.filtered(tx, filter, now, user);
    const attempts = filter.query === undefined ? [] : await this.search.attempts(tx, filter.query, user);
    for (const attempt of attempts.length > 0 ? attempts : [() => everybody]) {
      const rows = await where(list.clone(), await attempt())
        .select(['c.kind AS kind', 'c.status AS status', 'c.level AS level'])
        .addSelect(['c.ownerDepartment AS department', 'c.ownerEmployeeId AS owner'])
        .limit(most)
        .getRawMany<FacetFacts>();
      if (rows.length > 0) return rows;
    }
    return [];
  }

  private async filtered(tx: Tx, filter: CustomerFilter, now: Date, user: User): Promise<SelectQueryBuilder<Customer>> {
    const list = tx.createQueryBuilder(Customer, 'c').where('c.mergedInto IS NULL').andWhere('c.withdrawnAt IS NULL');
    if (user.scope === 'department') list.andWhere('c.ownerDepartment = :mine', { mine: user.department ?? '' });
    if (filter.kind) list.andWhere('c.kind = :kind', { kind: filter.kind });
    if (filter.status) list.andWhere('c.status = :status', { status: filter.status });
    if (filter.level) list.andWhere('c.level = :level', { level: filter.level });
    if (filter.owner) list.andWhere('c.ownerEmployeeId = :owner', { owner: filter.owner });
    if (filter.department) list.andWhere('c.ownerDepartment = :department', { department: filter.department });
    if (filter.attribute) await this.byAttributes(tx, list, filter.attribute, user);
    if (filter.reviewDue !== undefined) await this.byReview(tx, list, filter.reviewDue, now);
    return list;
  }

  /**
   * Few hits are all fetched and put in order. With many, every index in the wished order soon meets enough of them, so
   * it is walked until the page is full: which of the two is not left to the planner, who cannot know how many there are.
   * @returns undefined when there is no hit at all, on whatever page
   */
  private async pageOf(
    tx: Tx,
    found: SelectQueryBuilder<Customer>,
    query: string,
    wish: CustomerPageWish,
  ): Promise<Customer[] | undefined> {
    if (wish.sort === 'relevance') return this.best(tx, found, query, wish.limit);
    const hits = await found
      .clone()
      .select('c.id', 'id')
      .addSelect(`c.${columnOf(wish.sort)}`, 'at')
      .limit(mostHits + 1)
      .getRawMany<Hit>();
    if (hits.length === 0) return undefined;
    if (hits.length > mostHits) return this.inOrder(found, wish).getMany();
    return this.inOrderOf(tx, pick(hits, wish));
  }

  /** The best of the hits, among equally good ones the newest; of too many hits some are not looked at. */
  private async best(
    tx: Tx,
    found: SelectQueryBuilder<Customer>,
    query: string,
    limit: number,
  ): Promise<Customer[] | undefined> {
    const rank = this.search.rank(query);
    const hits = found.clone().select(['c.id AS id', 'c.createdAt AS at']).addSelect(rank.sql, 'rank').limit(mostHits);
    const ids = await tx
      .createQueryBuilder()
      .select('hit.id', 'id')
      .from(`(${hits.getQuery()})`, 'hit')
      .setParameters({ ...hits.getParameters(), ...rank.parameters })
      .orderBy('hit.rank')
      .addOrderBy('hit.at', 'DESC')
      .addOrderBy('hit.id', 'DESC')
      .limit(limit)
      .getRawMany<{ id: string }>();
    if (ids.length === 0) return undefined;
    return this.inOrderOf(
      tx,
      ids.map(({ id }) => id),
    );
  }

  private async inOrderOf(tx: Tx, ids: readonly string[]): Promise<Customer[]> {
    const rows = await tx.find(Customer, { where: { id: In([...ids]) } });
    return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  }

  private inOrder(list: SelectQueryBuilder<Customer>, { sort, after, limit }: CustomerPageWish) {
    const column = `c.${columnOf(sort)}`;
    const isDescending = sort.startsWith('-');
    const order = isDescending ? 'DESC' : 'ASC';
    if (after) list.andWhere(`(${column}, c.id) ${isDescending ? '<' : '>'} (:at, :id)`, { ...after });
    return list.orderBy(column, order).addOrderBy('c.id', order).limit(limit);
  }

  private async byReview(tx: Tx, list: SelectQueryBuilder<Customer>, isDue: boolean, now: Date): Promise<void> {
    const { reviewUndesirableAfterDays: days } = (await this.rules.active(tx)).rules;
    const before = new Date(now.getTime() - days * 86_400_000);
    const due = `c.status = 'undesirable' AND coalesce(c.statusAt, c.createdAt) <= :before`;
    list.andWhere(isDue ? `(${due})` : `NOT (${due})`, { before });
  }

  /** What lies there in clear by the one index, what is sealed (of persons all) by the other one. */
  private async byAttributes(
    tx: Tx,
    list: SelectQueryBuilder<Customer>,
    wanted: readonly string[],
    user: User,
  ): Promise<void> {
    const definitions = await this.definitions.current(tx);
    const filters = wanted.map((text) => attributeFilter(text, definitions, can(user, 'customer:pii:read')));
    const faults = filters.flatMap((filter, at) =>
      filter ? [] : [{ pointer: `/attribute/${at}`, message: notSearchable }],
    );
    if (faults.length > 0) throw new ValidationFailed(faults);
    filters.forEach((filter, at) => {
      const { name, values } = filter!;
      const any = values.map(
        (_, of) =>
          `c.plain -> 'attributes' @> CAST(:pair${at}_${of} AS jsonb) OR c.attributeTokens @> CAST(:token${at}_${of} AS text[])`,
      );
      const parameters = values.flatMap((value, of) => [
        [`pair${at}_${of}`, JSON.stringify({ [name]: value })],
        [`token${at}_${of}`, [this.keys.attributeToken(name, value)]],
      ]);
      list.andWhere(`(${any.join(' OR ')})`, Object.fromEntries(parameters) as object);
    });
  }
}

/** More hits than that are not put in order but met on a walk in that order. */
const mostHits = 5_000;

/** What facets count. */
export interface FacetFacts {
  kind: CustomerKind;
  status: CustomerStatus;
  level: ValueLevel | null;
  department: string;
  owner: string | null;
}

interface Hit {
  id: string;
  at: Date;
}

const everybody: Condition = { sql: 'true', parameters: {} };

const where = (list: SelectQueryBuilder<Customer>, { sql, parameters }: Condition): SelectQueryBuilder<Customer> =>
  list.andWhere(sql, parameters);

/** Without a text to compare with there is no relevance: the newest come first. */
export const columnOf = (sort: CustomerSort): 'createdAt' | 'updatedAt' =>
  sort.endsWith('updatedAt') ? 'updatedAt' : 'createdAt';

/** The ids of a page. */
function pick(hits: readonly Hit[], { sort, after, limit }: CustomerPageWish): string[] {
  const direction = sort === 'createdAt' || sort === 'updatedAt' ? 1 : -1;
  const compare = (a: { at: Date | string; id: string }, b: Hit): number =>
    direction * (new Date(a.at).getTime() - b.at.getTime() || (a.id < b.id ? -1 : Number(a.id > b.id)));
  return hits
    .filter((hit) => !after || compare(after, hit) < 0)
    .sort(compare)
    .slice(0, limit)
    .map(({ id }) => id);
}

const notSearchable = {
  zh: '该属性不可检索，或取值类型不符；格式为 名称:值',
  en: 'is not `name:value` of an attribute that its definition makes searchable (of a personal one: for this user)',
};
