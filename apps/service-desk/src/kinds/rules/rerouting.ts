import type { CaseState } from '@crm/contracts';
import type { Owner, OwnerReason } from '../../cases/case.js';

/** Whoever answers for a case for want of somebody whom such a case can be given to. */
const standIns: readonly OwnerReason[] = ['queued', 'recording_user', 'duty_owner', 'duty_deputy', 'queue_changed'];
/** Somebody was found whom such a case can be given to. */
const fits: readonly OwnerReason[] = ['own_agent', 'best_fit', 'least_loaded'];

/** How a case came to its owner. */
export interface Routed {
  state: CaseState;
  ownerEmployeeId: string;
  ownerReason: OwnerReason;
  /** Null: it waits in no queue. */
  queueId: string | null;
}

/** Nobody has acknowledged it, and nobody has decided whose it is: routing alone brought it to its owner. */
export const isOnlyRouted = ({ state, ownerReason }: Routed): boolean =>
  state === 'received' && [...fits, ...standIns, 'kind_changed'].includes(ownerReason);

/** Its owner keeps it where such a case can be given to that one; a stand-in gives way to everybody. */
export const keeperOf = ({ ownerEmployeeId, ownerReason, queueId }: Routed): string | undefined =>
  standIns.includes(ownerReason) || queueId !== null ? undefined : ownerEmployeeId;

/** Whether that one gets it: who fits, or the queue for such cases. One stand-in is no better than another. */
export const isBetter = ({ ownerEmployeeId, queueId }: Routed, to: Owner): boolean =>
  fits.includes(to.reason) ? to.employeeId !== ownerEmployeeId : to.queue !== undefined && to.queue.id !== queueId;
