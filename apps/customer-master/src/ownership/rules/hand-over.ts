import {
  CustomerHandOverAccepted,
  CustomerHandOverDeclined,
  CustomerHandOverExpired,
  CustomerHandOverOffered,
  CustomerHandOverWithdrawn,
  type EventDraft,
  type HandOverEnd,
  type HandOverKind,
  type HandOverReason,
} from '@crm/contracts';
import type { Owner } from '../../customers/customer.shape.js';

/** offered → accepted | declined by whoever is asked | withdrawn: taken back, or void | expired: nobody answered. */
export const handOverStates = ['offered', 'accepted', 'declined', 'withdrawn', 'expired'] as const;
export type HandOverState = (typeof handOverStates)[number];

/** A customer on its way to another owner. Until it is accepted, the owner stays responsible. */
export interface HandOver {
  id: string;
  /** Counts the facts told about it. */
  version: number;
  kind: HandOverKind;
  /** As written; may be merged since. */
  customerId: string;
  state: HandOverState;
  /** The owner when it was offered. */
  from: Owner;
  /** Without an employee: anybody of the department may accept, and then owns it. */
  to: Owner;
  reason: HandOverReason;
  /** Null: none, or its key was destroyed. */
  note: string | null;
  madeBy: string;
  madeAt: Date;
  expiresAt: Date;
  answeredBy: string | null;
  answeredAt: Date | null;
  /** Why it ended by itself; null: it did not. */
  endedBecause: HandOverEnd | null;
}

export type NewHandOver = Pick<
  HandOver,
  'id' | 'kind' | 'customerId' | 'from' | 'to' | 'reason' | 'note' | 'madeBy' | 'madeAt' | 'expiresAt'
>;

const factOf = ({ id, version, customerId, kind, from, to }: HandOver, time: Date) => ({
  time,
  customerId,
  aggregateId: id,
  aggregateVersion: version,
  data: { handOverId: id, customerId, kind, from, to },
});

export function offered(wish: NewHandOver): [HandOver, EventDraft] {
  const handOver: HandOver = {
    ...wish,
    version: 1,
    state: 'offered',
    answeredBy: null,
    answeredAt: null,
    endedBecause: null,
  };
  const { data, ...about } = factOf(handOver, wish.madeAt);
  const { reason, madeBy } = wish;
  const said = { ...data, reason, madeBy, expiresAt: wish.expiresAt.toISOString() };
  return [handOver, CustomerHandOverOffered.draft({ ...about, data: said })];
}

const answered = (before: HandOver, state: HandOverState, by: string | null, now: Date): HandOver => ({
  ...before,
  version: before.version + 1,
  state,
  answeredBy: by,
  answeredAt: now,
});

export function accepted(before: HandOver, by: string, now: Date): [HandOver, EventDraft] {
  const handOver = answered(before, 'accepted', by, now);
  const { data, ...about } = factOf(handOver, now);
  return [handOver, CustomerHandOverAccepted.draft({ ...about, data: { ...data, acceptedBy: by } })];
}

export function declined(before: HandOver, by: string, now: Date): [HandOver, EventDraft] {
  const handOver = answered(before, 'declined', by, now);
  const { data, ...about } = factOf(handOver, now);
  return [handOver, CustomerHandOverDeclined.draft({ ...about, data: { ...data, declinedBy: by } })];
}

/** The receiver has left: an offer counts as declined, and who made it is to be told; what they asked for is void. */
export function abandoned(before: HandOver, now: Date): [HandOver, EventDraft] {
  const { kind, to, madeBy } = before;
  const because = 'receiver_left' as const;
  if (kind === 'request') {
    const [handOver, fact] = withdrawn(before, null, now);
    return [{ ...handOver, endedBecause: because }, fact];
  }
  const handOver = { ...answered(before, 'declined', null, now), endedBecause: because };
  const { data, ...about } = factOf(handOver, now);
  const said = { ...data, declinedBy: to.employeeId!, because, tell: madeBy };
  return [handOver, CustomerHandOverDeclined.draft({ ...about, data: said })];
}

/** @param by null: it became void */
export function withdrawn(before: HandOver, by: string | null, now: Date): [HandOver, EventDraft] {
  const handOver = answered(before, 'withdrawn', by, now);
  const { data, ...about } = factOf(handOver, now);
  return [handOver, CustomerHandOverWithdrawn.draft({ ...about, data: { ...data, withdrawnBy: by } })];
}

/** @param tell the superior who is to look at it */
export function expired(before: HandOver, tell: string | null, now: Date): [HandOver, EventDraft] {
  const handOver = answered(before, 'expired', null, now);
  const { data, ...about } = factOf(handOver, now);
  return [handOver, CustomerHandOverExpired.draft({ ...about, data: { ...data, tell } })];
}

/** A person's name as somebody sees it who may not see the person yet: the first character. */
export const maskedName = (name: string): string => `${[...name][0] ?? ''}**`;
