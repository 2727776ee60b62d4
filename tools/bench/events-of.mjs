// @ts-check
import { randomUUID } from 'node:crypto';

/** Accounts that the events are about: enough that all partitions and many rows take part. */
const accounts = Array.from({ length: 5_000 }, () => randomUUID());

/** The draft of the n-th event. @param {any} contracts @param {number} n @param {Date} [time] */
export function draft(contracts, n, time) {
  const accountId = accounts[n % accounts.length] ?? '';
  const fact = { customerId: accountId, aggregateId: accountId, aggregateVersion: Math.floor(n / accounts.length) + 1 };
  const data = {
    accountId,
    customerId: accountId,
    entryId: randomUUID(),
    points: 10,
    balance: 10,
    orderId: 'bench',
    ruleVersion: 1,
  };
  return contracts.PointsAccrued.draft({ ...fact, time, data });
}

/** The n-th event as it lies on the wire. @param {any} stand @param {number} n */
export function message({ contracts, messaging }, n) {
  const { data, ...fact } = draft(contracts, n);
  return messaging.toWire('crm.loyalty.v1', {
    ...contracts.PointsAccrued.example,
    ...fact,
    id: randomUUID(),
    time: new Date().toISOString(),
    data,
  });
}
