import { toActionResponse } from './preventive-action.response.js';
import type {
  PeriodResponse,
  ProblemDetailResponse,
  ProblemResponse,
  VerificationResponse,
} from './problem.response.js';
import type { ProblemFile } from './problem-files.service.js';
import type { Verification } from './problem-verification.entity.js';
import type { ProblemRecord } from './problems.repository.js';
import { casesPerWeek, type Period, ratePercent } from './rules/effectiveness.js';
import { allowedIn } from './rules/progress.js';

export const toResponse = ({ problem, cases }: ProblemRecord): ProblemResponse => ({
  id: problem.id,
  version: problem.version,
  state: problem.state,
  allowed: [...allowedIn(problem.state)],
  productId: problem.productId,
  causeId: problem.causeId,
  causeCode: problem.causeCode,
  caseCount: cases,
  since: problem.since.toISOString(),
  openedAt: problem.openedAt.toISOString(),
  earlierProblemId: problem.earlierProblemId,
  responsible: problem.responsible,
  analysedAt: problem.analysedAt?.toISOString() ?? null,
  actionAt: problem.actionAt?.toISOString() ?? null,
  verifyUntil: problem.verifyUntil?.toISOString() ?? null,
  closedAt: problem.closedAt?.toISOString() ?? null,
});

export const toDetailResponse = (file: ProblemFile, now: Date): ProblemDetailResponse => ({
  ...toResponse(file),
  rootCause: file.rootCause,
  actions: file.actions.map((action) => toActionResponse(action, now)),
  verifications: file.verifications.map(toVerificationResponse),
  cases: file.shownCases.map(({ kase: { id, number, state, severity, openedAt } }) => ({
    id,
    number,
    state,
    severity,
    openedAt: openedAt.toISOString(),
  })),
});

const toVerificationResponse = (verification: Verification): VerificationResponse => ({
  round: verification.round,
  effective: verification.effective,
  before: toPeriodResponse(verification.before),
  after: toPeriodResponse(verification.after),
  ratePercent: ratePercent(verification.before, verification.after),
  toleratedPercent: verification.toleratedPercent,
  verifiedAt: verification.verifiedAt.toISOString(),
});

const toPeriodResponse = (period: Period): PeriodResponse => ({
  from: period.from.toISOString(),
  until: period.until.toISOString(),
  cases: period.cases,
  casesPerWeek: Math.round(casesPerWeek(period) * 100) / 100,
});
