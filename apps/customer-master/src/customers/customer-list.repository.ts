import type { CustomerStatus, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { Customer } from './customer.entity.js';
import { CustomersRepository } from './customers.repository.js';
import { MatchKeys } from './match-keys.service.js';
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
  ) {}

  async page(
    tx: Tx,
    filter: CustomerFilter,
    page: { sort: CustomerSort; after: CustomerPlace | undefined; limit: number },
    user: Pick<User, 'scope' | 'department'>,
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
}
