import {
  CaseAbsorbed,
  CaseClosed,
  CaseHandoverAccepted,
  type CaseKind,
  CaseKindChanged,
  CaseMerged,
  CaseOpened,
  CaseReopened,
  CaseResolved,
  CaseWithdrawn,
  CustomerCard,
  type EventDraft,
  type EventOf,
  OrderCancelled,
  OrderPaid,
  OrderReturned,
  PointsAccrued,
  PointsAdjusted,
  PointsRedeemed,
  PointsReversed,
  ResponseReceived,
  SlaBreached,
  type SlaMetric,
  type WithdrawalReason,
} from '@crm/contracts';
import { v7 as newId } from 'uuid';

const day = 86_400_000;
let number = 0;

/** So many days before now, at noon of the business day. */
export function daysAgo(days: number): Date {
  const inShanghai = new Date(Date.now() + 8 * 3_600_000);
  const noon = Date.UTC(inShanghai.getUTCFullYear(), inShanghai.getUTCMonth(), inShanghai.getUTCDate(), 4);
  return new Date(noon - days * day);
}

type Order = EventOf<typeof OrderPaid>['data'];
type Line = Order['lines'][number];

/** An order of one line of ¥1,000 unless told otherwise. */
export function anOrder(
  customerId: string,
  wish: Partial<Omit<Order, 'lines'>> & { lines?: Partial<Line>[] } = {},
): Order {
  const { lines = [{}], ...more } = wish;
  return {
    customerId,
    source: 'erp',
    orderId: `SO-${++number}`,
    placedAt: daysAgo(1).toISOString(),
    currency: 'CNY',
    lines: lines.map((line, at) => ({
      lineId: String(at + 1),
      productId: 'P-7',
      category: 'coal',
      quantity: 1,
      amountMinor: 100_000,
      marginMinor: 20_000,
      ...line,
    })),
    ...more,
  };
}

const orderFact = (order: Order, time: Date) => ({
  customerId: order.customerId,
  aggregateId: `${order.source}:${order.orderId}`,
  aggregateVersion: 1,
  time,
  data: order,
});

export const paid = (order: Order, time: Date): EventDraft => OrderPaid.draft(orderFact(order, time));
export const cancelled = (order: Order, time: Date): EventDraft => OrderCancelled.draft(orderFact(order, time));

/** The named lines came back, or all. */
export const returned = (order: Order, time: Date, lines: Line[] = order.lines): EventDraft =>
  OrderReturned.draft(orderFact({ ...order, lines }, time));

let cardVersion = 0;

/** A card of an id, newer than all before. */
export function card(customerId: string, wish: { mergedInto?: string | null; department?: string } = {}): EventDraft {
  const version = ++cardVersion;
  return CustomerCard.draft({
    customerId,
    aggregateId: customerId,
    aggregateVersion: version,
    data: {
      customerId,
      version,
      kind: 'organisation',
      displayName: null,
      status: 'active',
      owner: { employeeId: null, department: wish.department ?? 'sales-north' },
      level: null,
      contactKeys: [],
      contactable: [],
      mergedInto: wish.mergedInto ?? null,
    },
  });
}

/** The life of one case; every method gives an event of it. */
export function aCase(customerId: string, openedAt: Date, kind: 'complaint' | 'enquiry' = 'complaint') {
  const caseId = newId();
  const owner = { employeeId: 'E1', department: 'service' };
  const about = (time: Date) => ({ customerId, aggregateId: caseId, aggregateVersion: 1, time });
  const dueAt = new Date(openedAt.getTime() + day).toISOString();
  return {
    caseId,
    opened: () =>
      CaseOpened.draft({
        ...about(openedAt),
        data: {
          caseId,
          number: 'C-1',
          kind,
          severity: 'normal',
          owner,
          openedAt: openedAt.toISOString(),
          dueAt,
          origin: 'intake',
          followUpId: null,
        },
      }),
    handedOver: (department: string, time: Date) =>
      CaseHandoverAccepted.draft({
        ...about(time),
        data: { caseId, handoverId: newId(), owner: { employeeId: 'E2', department } },
      }),
    resolved: (time: Date, cycle = 1) =>
      CaseResolved.draft({ ...about(time), data: { caseId, cycle, handler: owner, resolvedAt: time.toISOString() } }),
    reopened: (time: Date, cycle = 2) => CaseReopened.draft({ ...about(time), data: { caseId, cycle, owner, dueAt } }),
    closed: (resolvedAt: Date, time: Date, cycle = 1) =>
      CaseClosed.draft({
        ...about(time),
        data: {
          caseId,
          cycle,
          kind,
          outcome: 'satisfied',
          handler: owner,
          openedAt: openedAt.toISOString(),
          resolvedAt: resolvedAt.toISOString(),
          closedAt: time.toISOString(),
        },
      }),
    withdrawn: (time: Date, reason: WithdrawalReason = 'customer_withdrew', cycle = 1) =>
      CaseWithdrawn.draft({
        ...about(time),
        data: {
          caseId,
          cycle,
          kind,
          reason,
          by: owner,
          openedAt: openedAt.toISOString(),
          withdrawnAt: time.toISOString(),
        },
      }),
    mergedInto: (intoId: string, time: Date) =>
      CaseMerged.draft({
        ...about(time),
        data: {
          caseId,
          cycle: 1,
          intoId,
          by: owner,
          openedAt: openedAt.toISOString(),
          mergedAt: time.toISOString(),
        },
      }),
    absorbed: (mergedId: string, opened: Date, time: Date) =>
      CaseAbsorbed.draft({
        ...about(time),
        data: { caseId, mergedId, severity: 'high', openedAt: opened.toISOString(), by: owner },
      }),
    renamed: (kind: CaseKind, version: number, time: Date) =>
      CaseKindChanged.draft({
        ...about(time),
        aggregateVersion: version,
        data: { caseId, kind, before: 'enquiry', by: owner },
      }),
    breached: (time: Date, cycle = 1, metric: SlaMetric = 'resolution') =>
      SlaBreached.draft({
        ...about(time),
        data: { caseId, cycle, metric, dueAt, breachedAt: time.toISOString() },
      }),
  };
}

/** An answer to a survey. */
export function anAnswer(
  customerId: string,
  scores: { nps: number | null; csat: number | null },
  time: Date,
  caseId: string | null = null,
): EventDraft {
  const responseId = newId();
  return ResponseReceived.draft({
    customerId,
    aggregateId: responseId,
    aggregateVersion: 1,
    time,
    data: { responseId, invitationId: newId(), customerId, caseId, ...scores, answeredAt: time.toISOString() },
  });
}

const booked = (customerId: string, points: number, entryId: string = newId()) => ({
  accountId: newId(),
  customerId,
  entryId,
  points,
  balance: 0,
});

const pointFact = (customerId: string, time: Date) => ({
  customerId,
  aggregateId: customerId,
  aggregateVersion: 1,
  time,
});

export const accrued = (customerId: string, points: number, time: Date): EventDraft =>
  PointsAccrued.draft({
    ...pointFact(customerId, time),
    data: { ...booked(customerId, points), orderId: 'erp:SO-1', ruleVersion: 1 },
  });

export const adjusted = (customerId: string, points: number, time: Date): EventDraft =>
  PointsAdjusted.draft({ ...pointFact(customerId, time), data: booked(customerId, points) });

/** From one account, with others where the entry is theirs too. */
export const redeemed = (customerId: string, points: number, time: Date, entryId?: string): EventDraft =>
  PointsRedeemed.draft({
    ...pointFact(customerId, time),
    data: { ...booked(customerId, points, entryId), redemptionId: newId() },
  });

export const reversed = (
  customerId: string,
  points: number,
  reason: 'order_returned' | 'redemption_cancelled',
  time: Date,
): EventDraft =>
  PointsReversed.draft({
    ...pointFact(customerId, time),
    data: { ...booked(customerId, points), reason, reference: 'erp:SO-1' },
  });
