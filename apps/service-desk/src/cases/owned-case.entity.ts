import {
  CaseAdjudicated,
  CaseAdjudicationNeeded,
  CaseHandoverAccepted,
  CaseHandoverDeclined,
  CaseHandoverOffered,
  type EventDraft,
  type OwnerChangeReason,
} from '@crm/contracts';
import type { OwnerReason, Person, QueuePlace, Receiver } from './case.js';
import { ToldCase } from './told-case.entity.js';

/** Who answers for a case: one person at every moment, by offers that are accepted, or by what the system decides. */
export abstract class OwnedCase extends ToldCase {
  offered(handoverId: string, to: { employeeId: string | null; department: string }, now: Date): EventDraft {
    return CaseHandoverOffered.draft({
      ...this.fact(now),
      data: { caseId: this.id, handoverId, from: this.owner, to },
    });
  }

  declined(handoverId: string, now: Date): EventDraft {
    return CaseHandoverDeclined.draft({ ...this.fact(now), data: { caseId: this.id, handoverId, owner: this.owner } });
  }

  /** Gives the case to its new owner. */
  handOver(handoverId: string, to: Receiver, reason: OwnerChangeReason, now: Date): EventDraft {
    this.setOwner(to, reason);
    const data = { caseId: this.id, handoverId, owner: this.owner, reason };
    return CaseHandoverAccepted.draft({ ...this.fact(now), data });
  }

  /** It was bounced once too often. */
  toAdjudicate(handoverId: string, bounces: number, now: Date): EventDraft {
    const data = { caseId: this.id, handoverId, owner: this.owner, bounces };
    return CaseAdjudicationNeeded.draft({ ...this.fact(now), data });
  }

  /** Somebody decided who answers for it, perhaps who did before. */
  adjudicate(handoverId: string, to: Person, by: Person, now: Date): EventDraft[] {
    const isOther = to.employeeId !== this.ownerEmployeeId || to.department !== this.ownerDepartment;
    const change = isOther ? [this.handOver(handoverId, to, 'adjudication', now)] : [];
    const data = { caseId: this.id, handoverId, owner: this.owner, by };
    return [...change, CaseAdjudicated.draft({ ...this.fact(now), data })];
  }

  /** It waits for somebody who takes it, under the owner that it has. */
  waitIn(queue: QueuePlace): void {
    this.setOwner({ ...this.owner, queue }, 'queued');
  }

  /** Its owner took it: nobody else takes it any more. */
  leaveQueue(): void {
    this.setOwner(this.owner, 'claimed');
  }

  private setOwner(owner: Receiver, reason: OwnerReason): void {
    Object.assign(this, ownerColumns(owner, reason));
  }
}

/** An owner, as the row has it. */
export const ownerColumns = ({ employeeId, department, queue }: Receiver, reason: OwnerReason) => ({
  ownerEmployeeId: employeeId,
  ownerDepartment: department,
  ownerReason: reason,
  queueId: queue?.id ?? null,
  queuedAt: queue?.since ?? null,
  queueRank: queue?.rank ?? null,
});
