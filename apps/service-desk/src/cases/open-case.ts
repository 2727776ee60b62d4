import { CaseOpened, type EventDraft } from '@crm/contracts';
import type { NewCase, Owner } from './case.js';
import { neverEnded, ServiceCase } from './case.entity.js';
import { ownerColumns } from './owned-case.entity.js';

/** A case in its first moment, and the event that tells of it. */
export function openCase(
  input: NewCase,
  owner: Owner,
  dueAt: Date,
  id: string,
  number: string,
  now: Date,
): [ServiceCase, EventDraft] {
  const { followUp, ...facts } = input;
  const kase = Object.assign(new ServiceCase(), {
    ...facts,
    ...{ id, number, version: 0, state: 'received', cycle: 1, dueAt },
    origin: followUp ? 'followup' : 'intake',
    followUpId: followUp?.id ?? null,
    earlierCaseId: followUp?.earlierCaseId ?? null,
    causeId: null,
    contactKey: input.contactKey ?? null,
    acknowledgedAt: null,
    firstRespondedAt: null,
    resolvedAt: null,
    handlerEmployeeId: null,
    handlerDepartment: null,
    outcome: null,
    closedAt: null,
    ...neverEnded,
    ...ownerColumns(owner, owner.reason),
  } satisfies Partial<ServiceCase>);
  const { kind, severity, origin, followUpId, openedAt } = kase;
  const times = { openedAt: openedAt.toISOString(), dueAt: dueAt.toISOString() };
  const data = { caseId: id, number, kind, severity, owner: kase.owner, ...times, origin, followUpId };
  return [kase, CaseOpened.draft({ ...kase.fact(now), data })];
}
