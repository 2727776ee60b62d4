import {
  type GoodwillApproved,
  GoodwillGranted,
  GoodwillRefused,
  GoodwillRevocationRefused,
  type GoodwillRevocationRequested,
  GoodwillRevoked,
  PointsAdjusted,
} from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { BalancesService } from '../accounts/balances.service.js';
import { aboutAccount, booked, type Movement } from '../accounts/movement.js';
import type { LoyaltyConfig } from '../config.js';
import { standardProgramId as programId } from '../programs/standard-program.js';
import { mostPoints } from './most-points.js';

type Approved = GoodwillApproved['data'];
type Asked = GoodwillRevocationRequested['data'];

/** Points that the service desk gives customers for what went wrong. */
@Injectable()
export class GoodwillService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly balances: BalancesService,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: LoyaltyConfig,
  ) {}

  /** Books approved points once, however often they are told, and opens the account where there is none; else says why not. */
  async grant(tx: Tx, approved: Approved, at: Date): Promise<void> {
    const { goodwillId, customerId, points, approvedBy } = approved;
    await this.waitForOthers(tx, goodwillId);
    if (await this.entryOf(tx, goodwillId, 'goodwill')) return;
    if (points > this.config.GOODWILL_MOST_POINTS) return this.refuse(tx, approved, 'above_most_points', at);
    const { accounts } = await this.accounts.standingOf(tx, { customerId, ids: [customerId] });
    if (points + (accounts[0]?.available ?? 0) > mostPoints) return this.refuse(tx, approved, 'account_full', at);
    const entry = { id: newId(), programId, kind: 'goodwill', at, goodwillId, by: approvedBy } as const;
    const [movement] = await this.balances.grant(tx, customerId, points, entry);
    await this.tell(tx, GoodwillGranted, approved, movement!);
  }

  /** Takes the points back from the account that got them, if that has them still. */
  async revoke(tx: Tx, asked: Asked, at: Date): Promise<void> {
    const { goodwillId, customerId, requestedBy } = asked;
    await this.waitForOthers(tx, goodwillId);
    if (await this.entryOf(tx, goodwillId, 'goodwill_revoked')) return;
    const granted = await this.entryOf(tx, goodwillId, 'goodwill');
    if (!granted) return this.keep(tx, asked, 'not_granted', at);
    const entry = { id: newId(), programId, kind: 'goodwill_revoked', at, goodwillId, by: requestedBy } as const;
    const [movement] = await this.balances.spendIfThere(tx, [customerId], granted.points, entry);
    if (!movement) return this.keep(tx, asked, 'spent', at);
    await this.tell(tx, GoodwillRevoked, asked, movement);
  }

  /** The account's own event, then the answer to the service desk. */
  private async tell(
    tx: Tx,
    answer: typeof GoodwillGranted | typeof GoodwillRevoked,
    { goodwillId, customerId }: Approved | Asked,
    movement: Movement,
  ): Promise<void> {
    const { accountId, entryId, points } = booked(movement);
    const adjusted = { ...booked(movement), points: movement.points, goodwillId };
    await this.outbox.append(
      tx,
      PointsAdjusted.draft({ ...aboutAccount(movement), data: adjusted }),
      answer.draft({
        ...this.about(goodwillId, customerId, answer === GoodwillGranted ? 1 : 2, movement.at),
        data: { goodwillId, customerId, accountId, entryId, points },
      }),
    );
  }

  private async refuse(
    tx: Tx,
    { goodwillId, customerId }: Approved,
    reason: 'above_most_points' | 'account_full',
    at: Date,
  ): Promise<void> {
    const data = { goodwillId, customerId, reason };
    await this.outbox.append(tx, GoodwillRefused.draft({ ...this.about(goodwillId, customerId, 1, at), data }));
  }

  private async keep(
    tx: Tx,
    { goodwillId, customerId }: Asked,
    reason: 'spent' | 'not_granted',
    at: Date,
  ): Promise<void> {
    const data = { goodwillId, customerId, reason };
    await this.outbox.append(
      tx,
      GoodwillRevocationRefused.draft({ ...this.about(goodwillId, customerId, 2, at), data }),
    );
  }

  private about(goodwillId: string, customerId: string, aggregateVersion: number, time: Date) {
    return { customerId, aggregateId: goodwillId, aggregateVersion, time };
  }

  private async entryOf(
    tx: Tx,
    goodwillId: string,
    kind: 'goodwill' | 'goodwill_revoked',
  ): Promise<{ points: number } | null> {
    const [entry] = await tx.query<{ points: number }[]>(
      `SELECT abs(sum(p.points))::int AS points FROM journal_entry e JOIN posting p ON p.entry_id = e.id
       WHERE e.goodwill_id = $1 AND e.kind = $2 AND p.account_id IS NOT NULL GROUP BY e.id`,
      [goodwillId, kind],
    );
    return entry ?? null;
  }

  private async waitForOthers(tx: Tx, goodwillId: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`goodwill:${goodwillId}`]);
  }
}
