import { type CaseKind, caseSeverities, type CaseSeverity } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import type { Assessment } from '../cases/case.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { CausesService } from '../causes/causes.service.js';
import { KindChanges } from '../kinds/kind-changes.service.js';
import { ProblemDetection } from '../problems/problem-detection.service.js';

/** What somebody says of a case; what is left out stays as it is. */
export interface AssessmentWish {
  severity?: CaseSeverity | null | undefined;
  /** Null: about none. */
  productId?: string | null | undefined;
  causeId?: string | null | undefined;
  kind?: CaseKind | null | undefined;
}

/** How bad cases are, which product they are about and what caused them. */
@Injectable()
export class AssessmentsService {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly causes: CausesService,
    private readonly kinds: KindChanges,
    private readonly detection: ProblemDetection,
  ) {}

  /**
   * Replaces an assessment before it; a cause that was retired meanwhile may stay. Opens the problem that it shows. Who is
   * worse off than was thought, or wants something else, waits no longer than such a case may.
   */
  async assess(tx: Tx, id: string, wish: AssessmentWish, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    const before = kase.causeId === null ? null : { productId: kase.productId, causeId: kase.causeId };
    const said = assessmentOf(kase, wish);
    if (said && said.causeId !== before?.causeId) await this.causes.usable(tx, said.causeId);
    const isWorse = said !== null && caseSeverities.indexOf(said.severity) > caseSeverities.indexOf(kase.severity);
    const changed = wish.kind ? kase.setKind(wish.kind, by, now) : null;
    // Another open case of the customer may be of this kind and about the same: one of them is guarded already.
    if (changed) kase.sole = false;
    const assessed = said ? [kase.assess(said, by, now)] : [];
    if (changed) await this.kinds.follow(tx, kase, [changed, ...assessed], by, now);
    else {
      const moved = isWorse ? await this.clocks.tightened(tx, kase, 'severity_rose', now) : [];
      await this.cases.save(tx, kase, { events: assessed, by }, { events: moved, by: null });
    }
    if (said) await this.detection.assessed(tx, kase.id, before, said, now);
  }
}

/** The whole assessment that is meant; null: only the kind is said. @throws ValidationFailed without a cause */
function assessmentOf(kase: ServiceCase, { kind, ...wish }: AssessmentWish): Assessment | null {
  const { productId = kase.productId } = wish;
  const [severity, causeId] = [wish.severity ?? kase.severity, wish.causeId ?? kase.causeId];
  const isAssessed = Boolean(wish.severity ?? wish.causeId) || wish.productId !== undefined;
  if (!isAssessed && kind) return null;
  if (!isAssessed) throw new ValidationFailed([{ pointer: '', message: nothingSaid }]);
  if (causeId === null) throw new ValidationFailed([{ pointer: '/causeId', message: noCause }]);
  return { severity, productId, causeId };
}

const nothingSaid = {
  zh: '至少给出 severity、productId、causeId、kind 之一',
  en: 'must say something: severity, productId, causeId or kind.',
};
const noCause = {
  zh: '必填：该工单尚无原因；仅更正类型时只需给出 kind',
  en: 'is required: the case has none so far; to correct its kind alone, give only kind.',
};
