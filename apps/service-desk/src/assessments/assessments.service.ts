import { type CaseKind, caseSeverities, type CaseSeverity } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService } from '../cases/cases.service.js';
import { CausesService } from '../causes/causes.service.js';
import { KindChanges } from '../kinds/kind-changes.service.js';
import { ProblemDetection } from '../problems/problem-detection.service.js';

/** What somebody says of a case. */
export interface AssessmentWish {
  severity: CaseSeverity;
  /** Null: about none; undefined: the product that the case has. */
  productId: string | null | undefined;
  causeId: string;
  /** Left out: the kind that the case has. */
  kind?: CaseKind | undefined;
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
    const { severity, causeId } = wish;
    const before = kase.causeId === null ? null : { productId: kase.productId, causeId: kase.causeId };
    if (causeId !== before?.causeId) await this.causes.usable(tx, causeId);
    const productId = wish.productId === undefined ? kase.productId : wish.productId;
    const isWorse = caseSeverities.indexOf(severity) > caseSeverities.indexOf(kase.severity);
    const changed = wish.kind ? kase.setKind(wish.kind, by, now) : null;
    // Another open case of the customer may be of this kind and about the same: one of them is guarded already.
    if (changed) kase.sole = false;
    const event = kase.assess({ severity, productId, causeId }, by, now);
    if (changed) await this.kinds.follow(tx, kase, [changed, event], by, now);
    else {
      const moved = isWorse ? await this.clocks.tightened(tx, kase, 'severity_rose', now) : [];
      await this.cases.save(tx, kase, { events: [event], by }, { events: moved, by: null });
    }
    await this.detection.assessed(tx, kase.id, before, { productId, causeId }, now);
  }
}
