import { type OrderCancelled, type OrderPaid, type OrderReturned, PointsAccrued, PointsReversed } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { BalancesService } from '../accounts/balances.service.js';
import { aboutAccount, booked } from '../accounts/movement.js';
import type { OrderKey } from '../ledger/ledger.shape.js';
import { ProgramsService } from '../programs/programs.service.js';
import { standardProgramId as programId } from '../programs/standard-program.js';
import { EarningOrdersRepository, type LockedOrder } from './earning-orders.repository.js';
import { earn } from './rules/earning.js';
import { pointsToReverse } from './rules/reversal.js';

/** One event of an order, as the consumer got it. */
interface Told<Order> {
  order: Order;
  at: Date;
  /** Tells two returns of one line apart. */
  eventId: string;
}

/**
 * Points of orders. Every event first notes its fact on the order's lines, then books what follows from all facts noted
 * so far: the ledger ends the same whichever of them comes first.
 */
@Injectable()
export class PointsService {
  constructor(
    private readonly programs: ProgramsService,
    private readonly orders: EarningOrdersRepository,
    private readonly balances: BalancesService,
    private readonly outbox: Outbox,
  ) {}

  /** Gives the points of an order by the rule of the moment of payment. A line earns once, however often it is told. */
  async accrue(tx: Tx, { order, at, eventId }: Told<OrderPaid['data']>): Promise<void> {
    const rule = await this.programs.ruleAt(tx, programId, at);
    if (!rule) return;
    const key = keyOf(order);
    const locked = await this.orders.lock(tx, programId, key, order.customerId);
    const { lines } = earn(rule, order);
    const firstPaid = await this.orders.markPaid(tx, programId, key, lines);
    const earning = lines.filter((line) => line.points > 0 && firstPaid.has(line.lineId));
    if (earning.length === 0) return;
    const ruleVersion = rule.version;
    const entry = { id: newId(), programId, kind: 'accrual', at, order: key, ruleVersion } as const;
    const movement = await this.balances.earn(tx, locked.customerId, entry, earning);
    const data = { ...booked(movement), orderId: nameOf(key), ruleVersion };
    await this.outbox.append(tx, PointsAccrued.draft({ ...aboutAccount(movement), data }));
    await this.reverse(tx, key, locked, at, eventId);
  }

  /** Takes back what the returned part of the lines earned. */
  async giveBack(tx: Tx, { order, at, eventId }: Told<OrderReturned['data']>): Promise<void> {
    const key = keyOf(order);
    const locked = await this.orders.lock(tx, programId, key, order.customerId);
    await this.orders.addReturned(tx, programId, key, order.lines);
    await this.reverse(tx, key, locked, at, eventId);
  }

  /** Takes back all that the order earned and has not lost yet. */
  async cancel(tx: Tx, { order, at, eventId }: Told<OrderCancelled['data']>): Promise<void> {
    const key = keyOf(order);
    const locked = await this.orders.lock(tx, programId, key, order.customerId);
    if (locked.cancelled) return;
    await this.orders.markCancelled(tx, programId, key);
    await this.reverse(tx, key, { ...locked, cancelled: true }, at, eventId);
  }

  /** Books what the lines should have lost by now and have not. */
  private async reverse(tx: Tx, key: OrderKey, order: LockedOrder, at: Date, eventId: string): Promise<void> {
    const earned = await this.orders.earnedLines(tx, programId, key);
    const due = earned
      .map((line) => ({ lineId: line.lineId, points: pointsToReverse(line, order.cancelled) - line.reversed }))
      .filter((line) => line.points > 0);
    if (due.length === 0) return;
    const kind = order.cancelled ? 'cancellation' : 'return';
    const entry = { id: newId(), programId, kind, at, order: key } as const;
    await this.orders.addReversed(tx, programId, key, due);
    const movement = await this.balances.takeBack(tx, order.customerId, entry, due, order.cancelled ? '' : eventId);
    const reason = order.cancelled ? 'order_cancelled' : 'order_returned';
    const data = { ...booked(movement), reason, reference: nameOf(key) } as const;
    await this.outbox.append(tx, PointsReversed.draft({ ...aboutAccount(movement), data }));
  }
}

const keyOf = ({ source, orderId }: OrderKey): OrderKey => ({ source, orderId });

const nameOf = ({ source, orderId }: OrderKey): string => `${source}:${orderId}`;
