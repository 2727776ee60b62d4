import type { CaseSeverity } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CasesService } from '../cases/cases.service.js';
import { CausesService } from '../causes/causes.service.js';
import { ProblemDetection } from '../problems/problem-detection.service.js';

/** What somebody says of a case. */
export interface AssessmentWish {
  severity: CaseSeverity;
  /** Null: about none; undefined: the product that the case has. */
  productId: string | null | undefined;
  causeId: string;
}

/** How bad cases are, which product they are about and what caused them. */
@Injectable()
export class AssessmentsService {
  constructor(
    private readonly cases: CasesService,
    private readonly causes: CausesService,
    private readonly detection: ProblemDetection,
  ) {}

  /** Replaces an assessment before it; a cause that was retired meanwhile may stay. Opens the problem that it shows. */
  async assess(tx: Tx, id: string, wish: AssessmentWish, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    const { severity, causeId } = wish;
    const before = kase.causeId === null ? null : { productId: kase.productId, causeId: kase.causeId };
    if (causeId !== before?.causeId) await this.causes.usable(tx, causeId);
    const productId = wish.productId === undefined ? kase.productId : wish.productId;
    await this.cases.save(tx, kase, { events: [kase.assess({ severity, productId, causeId }, by, now)], by });
    await this.detection.assessed(tx, kase.id, before, { productId, causeId }, now);
  }
}
