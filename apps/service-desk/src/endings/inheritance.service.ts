import { caseSeverities, type EventDraft, valueLevels } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { ProblemDetection } from '../problems/problem-detection.service.js';
import { RecusalsService } from '../recusals/recusals.service.js';

/** What a case takes over from another one that was merged into it: nothing gets easier by it. */
@Injectable()
export class InheritanceService {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly recusals: RecusalsService,
    private readonly detection: ProblemDetection,
  ) {}

  /** Deadlines, before the other case lets go of its own. The customer of a case that does not wait is not made to wait. */
  async deadlines(tx: Tx, kase: ServiceCase, other: ServiceCase, by: Person, now: Date): Promise<EventDraft[]> {
    if (other.isWaiting) {
      const events = await this.clocks.resumed(tx, other, now);
      await this.cases.save(tx, other, { events, by: null });
    } else if (kase.isWaiting) await this.cases.resume(tx, kase, by, now);
    return this.clocks.joined(tx, kase, other.id, now);
  }

  /** What it is about, how bad it is, whom it is about, and what caused it. `moved`: its deadlines by `deadlines`. */
  async rest(
    tx: Tx,
    kase: ServiceCase,
    other: ServiceCase,
    moved: EventDraft[],
    user: User,
    by: Person,
    now: Date,
  ): Promise<void> {
    const before = recurrenceOf(kase);
    const isWorse = caseSeverities.indexOf(other.severity) > caseSeverities.indexOf(kase.severity);
    const isHigher = levelOf(other) < levelOf(kase);
    const absorbed = kase.absorb(other, by, now);
    await this.cases.save(tx, kase, { events: moved, by: null }, { events: [absorbed], by });
    const reason = isWorse ? 'severity_rose' : 'level_rose';
    const tightened = isWorse || isHigher ? await this.clocks.tightened(tx, kase, reason, now) : [];
    await this.cases.save(tx, kase, { events: tightened, by: null });
    await this.recusals.hear(tx, kase, other.complainedOf, user, now);
    await this.cause(tx, kase, other.causeId, before, by, now);
  }

  /** A cause that only the other case has is taken over; where product or cause are others now, so may the problem be. */
  private async cause(
    tx: Tx,
    kase: ServiceCase,
    found: string | null,
    before: ReturnType<typeof recurrenceOf>,
    by: Person,
    now: Date,
  ): Promise<void> {
    const causeId = kase.causeId ?? found;
    const { severity, productId } = kase;
    if (causeId === null || (causeId === before?.causeId && productId === before.productId)) return;
    const event = kase.assess({ severity, productId, causeId }, by, now);
    await this.cases.save(tx, kase, { events: [event], by });
    await this.detection.assessed(tx, kase.id, before, { productId, causeId }, now);
  }
}

/** What it counts for among recurring problems; null: not assessed. */
const recurrenceOf = ({ productId, causeId }: ServiceCase) => (causeId === null ? null : { productId, causeId });

const levelOf = ({ level }: ServiceCase): number => valueLevels.indexOf(level ?? 'basic');
