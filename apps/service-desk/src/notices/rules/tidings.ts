import type { NoticeKind } from '@crm/contracts';

/** Something that happened to a case, as its history has it. */
export interface Happened {
  type: string;
  by: { employeeId: string } | null;
  details: Record<string, unknown>;
}

/** Who may decide on something that was proposed for the case. */
export interface DecidersOf {
  decidersOf: 'extension' | 'goodwill';
  id: string;
}

/** Who is to be told. `owner`: of the case now; `giver`: who owned it when this offer was made; `keeper`: the giver whose case it still is. */
export type Addressee = { employeeId: string } | 'owner' | { giverOf: string } | { keeperOf: string } | DecidersOf;

/** What somebody is to be told. */
export interface Tiding {
  kind: NoticeKind;
  to: Addressee;
}

type Rule = (details: never, by: Happened['by']) => Tiding[];

interface Person {
  employeeId: string;
}
const toAll = (kind: NoticeKind, employeeIds: readonly string[]): Tiding[] =>
  employeeIds.map((employeeId) => ({ kind, to: { employeeId } }));

/** By the type of the entry. An offer to a whole department is in `GET /handovers`: nobody in particular is told. */
const rules: Record<string, Rule> = {
  'case.opened': ({ owner }: { owner: Person }) => toAll('assigned', [owner.employeeId]),
  'case.reopened': ({ owner }: { owner: Person }) => toAll('reopened', [owner.employeeId]),
  'case.handover-offered': ({ to }: { to: { employeeId: string | null } }) =>
    to.employeeId === null ? [] : toAll('offered', [to.employeeId]),
  'case.handover-accepted': ({ owner, handoverId }: { owner: Person; handoverId: string }) => [
    ...toAll('assigned', [owner.employeeId]),
    { kind: 'handed_over', to: { giverOf: handoverId } },
  ],
  // Nobody declined an offer that the system took back.
  'case.handover-declined': (_: never, by) => (by === null ? [] : [{ kind: 'declined', to: 'owner' }]),
  'case.handover-withdrawn': ({ to }: { to: { employeeId: string | null } }) => [
    ...toAll('withdrawn', to.employeeId === null ? [] : [to.employeeId]),
    { kind: 'withdrawn', to: 'owner' },
  ],
  'case.noted': ({ mentions }: { mentions: string[] }) => toAll('mentioned', mentions),
  'intake.recorded': ({ decision }: { decision: string }) =>
    decision === 'attached' ? [{ kind: 'customer_contact', to: 'owner' }] : [],
  'sla.warned': ({ to }: { to: string[] }) => toAll('deadline', to),
  // Null: a timer found nobody for it. Whoever takes a task oneself has done that, and knows.
  'callback.assigned': ({ assignee }: { assignee: Person | null }) =>
    assignee === null ? [] : toAll('callback_assigned', [assignee.employeeId]),
  'case.adjudication-needed': ({ owner }: { owner: Person }) => toAll('adjudication', [owner.employeeId]),
  // Of a new owner it is told that the case was handed over.
  'case.adjudicated': ({ handoverId }: { handoverId: string }) => [{ kind: 'decided', to: { keeperOf: handoverId } }],
  'extension.requested': ({ extensionId: id }: { extensionId: string }) => [
    { kind: 'to_decide', to: { decidersOf: 'extension', id } },
  ],
  // Within the own limit it is approved already.
  'goodwill.proposed': ({ goodwillId: id }: { goodwillId: string }) => [
    { kind: 'to_decide', to: { decidersOf: 'goodwill', id } },
  ],
  'extension.approved': ({ requestedBy }: { requestedBy: string }) => toAll('decided', [requestedBy]),
  'extension.declined': ({ requestedBy }: { requestedBy: string }) => toAll('decided', [requestedBy]),
  'goodwill.approved': ({ proposedBy }: { proposedBy: string }) => toAll('decided', [proposedBy]),
  'goodwill.rejected': ({ proposedBy }: { proposedBy: string }) => toAll('decided', [proposedBy]),
  'reply.suppressed': () => [{ kind: 'not_delivered', to: 'owner' }],
  'reply.bounced': () => [{ kind: 'not_delivered', to: 'owner' }],
};

/** Who is told what of something that happened; most of it is for nobody. */
export const tidingsOf = ({ type, by, details }: Happened): Tiding[] => rules[type]?.(details as never, by) ?? [];
