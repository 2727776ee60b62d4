import type { CustomerStatus, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import { attributeFilter } from '../attributes/rules/attribute-filter.js';
import { Customer } from './customer.entity.js';
import { CustomersRepository } from './customers.repository.js';
import { MatchKeys } from './match-keys.service.js';
import { StatusRules } from '../standing/status-rules.service.js';
import { bare } from './rules/text.js';

export const customerSorts = ['createdAt', '-createdAt', 'updatedAt', '-updatedAt'] as const;
export type CustomerSort = (typeof customerSorts)[number];

export interface CustomerFilter {
  /** Part of a name. */
  query?: string;
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
  ) {}

  /** @throws ValidationFailed for an attribute that is not searchable, or not for this user */
  async page(
    tx: Tx,
    filter: CustomerFilter,
    page: { sort: CustomerSort; after: CustomerPlace | undefined; limit: number; now: Date },
    user: User,
  ): Promise<Customer[]> {
    const descending = page.sort.startsWith('-');
    const column = `c.${page.sort.replace('-', '')}`;
    const list = tx.createQueryBuilder(Customer, 'c').where('c.mergedInto IS NULL');
    if (user.scope === 'department') list.andWhere('c.ownerDepartment = :mine', { mine: user.department ?? '' });
    if (filter.status) list.andWhere('c.status = :status', { status: filter.status });
    if (filter.level) list.andWhere('c.level = :level', { level: filter.level });
    if (filter.owner) list.andWhere('c.ownerEmployeeId = :owner', { owner: filter.owner });
    if (filter.department) list.andWhere('c.ownerDepartment = :department', { department: filter.department });
    if (filter.query !== undefined) this.byName(list, filter.query);
    if (filter.attribute) await this.byAttributes(tx, list, filter.attribute, user);
    if (filter.reviewDue !== undefined) await this.byReview(tx, list, filter.reviewDue, page.now);
    if (page.after) list.andWhere(`(${column}, c.id) ${descending ? '<' : '>'} (:at, :id)`, { ...page.after });
    const order = descending ? 'DESC' : 'ASC';
    const rows = await list.orderBy(column, order).addOrderBy('c.id', order).limit(page.limit).getMany();
    return this.customers.open(tx, rows);
  }

  /**
   * The tokens find the rows of both kinds by one index. An organisation must then really contain the query; a person's
   * name, which is sealed, is taken to contain it when it has all its pairs of characters. No pattern is involved, so
   * there are no wildcards to escape.
   */
  private byName(list: SelectQueryBuilder<Customer>, query: string): void {
    const tokens = this.keys.queryTokens(query);
    if (tokens.length === 0) return void list.andWhere('false');
    list.andWhere('c.nameTokens @> CAST(:tokens AS text[])', { tokens });
    list.andWhere(`(c.kind = 'person' OR strpos(c.searchNames, :bare) > 0)`, { bare: bare(query) });
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

const notSearchable = {
  zh: '该属性不可检索，或取值类型不符；格式为 名称:值',
  en: 'is not `name:value` of an attribute that its definition makes searchable (of a personal one: for this user)',
};
