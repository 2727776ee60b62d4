import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomersRepository } from './customers.repository.js';
import { MatchKeys } from './match-keys.service.js';

/** Its first time was armed by the migration. */
export const numberTokensTimer = 'customers.number-tokens';

const customersAtOnce = 200;

/**
 * Customers from before tax and member numbers could be searched get the tokens of theirs, some per firing of a durable
 * timer. What they get and how far it has come commit together.
 */
@Injectable()
export class NumberTokens {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly keys: MatchKeys,
    private readonly timers: Timers,
  ) {}

  @OnTimer(numberTokensTimer)
  async goOn(tx: Tx, { aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const next = await this.next(tx);
    const wanted = next.filter(({ mayHave }) => mayHave).map(({ id }) => id);
    for (const customer of wanted.length > 0 ? await this.customers.lock(tx, wanted) : []) {
      const tokens = this.keys.searchTokens(customer.kind, [], [], customer.golden.identifiers);
      const missing = tokens.filter((token) => !customer.nameTokens.includes(token));
      // Merged or withdrawn since it was looked up: such ids are found by nothing.
      if (missing.length === 0 || customer.mergedInto !== null || customer.withdrawnAt !== null) continue;
      customer.nameTokens = [...customer.nameTokens, ...missing];
      await this.customers.save(tx, customer);
    }
    await tx.query('UPDATE number_token_progress SET done_to = coalesce($1, done_to), is_done = $2', [
      next.at(-1)?.id ?? null,
      next.length < customersAtOnce,
    ]);
    if (next.length < customersAtOnce) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const at = new Date(Math.max(dueAt.getTime() + 1, Date.now()));
    await this.timers.arm(tx, { kind: numberTokensTimer, aggregateId, epoch, dueAt: at });
  }

  /** The next customers in the order of their ids; what persons have is sealed, so any of them may have a number. */
  private next(tx: Tx): Promise<{ id: string; mayHave: boolean }[]> {
    return tx.query<{ id: string; mayHave: boolean }[]>(
      `SELECT id, merged_into IS NULL AND (kind = 'person' OR plain -> 'identifiers' @> '[{"type": "tax"}]'
                OR plain -> 'identifiers' @> '[{"type": "member"}]') AS "mayHave"
       FROM customer WHERE id > coalesce((SELECT done_to FROM number_token_progress), '00000000-0000-0000-0000-000000000000')
       ORDER BY id LIMIT ${customersAtOnce}`,
    );
  }
}
