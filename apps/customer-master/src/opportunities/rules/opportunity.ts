import type {
  EventDraft,
  OpenStage,
  OpportunityField,
  OpportunitySource,
  OpportunityStage,
  ReassignmentCause,
  StageReason,
} from '@crm/contracts';
import {
  closeOverdueFact,
  inheritanceFact,
  moveFact,
  openingFact,
  resumptionFact,
  stallFact,
} from './opportunity-facts.js';
import { probabilityIn, type StageRules } from './stages.js';

/** What people write of an opportunity; it may name somebody. */
export interface OpportunityWords {
  title: string;
  competitor: string | null;
}

/** Something that the customer wants. */
export interface WantedProduct {
  productId: string;
  quantity: number | null;
}

export interface Opportunity {
  id: string;
  /** Counts the facts that were told of it. */
  version: number;
  /** As first written; whose id it is today is looked up when somebody reads. */
  customerId: string;
  /** Null of a customer who was erased. */
  words: OpportunityWords | null;
  /** 0: not known yet. */
  amountMinor: number;
  currency: string;
  stage: OpportunityStage;
  stageSince: Date;
  /** 0 to 100. */
  probability: number;
  /** Somebody said the probability; otherwise it is that of the stage. */
  probabilitySaid: boolean;
  expectedCloseOn: string | null;
  products: WantedProduct[];
  source: OpportunitySource;
  owner: string;
  department: string;
  /** Why it was won or lost. */
  reason: StageReason | null;
  orderId: string | null;
  closedAt: Date | null;
  lastMovedAt: Date;
  stalledAt: Date | null;
  stallEpoch: number;
  closeEpoch: number;
  madeBy: string;
  madeAt: Date;
  changedAt: Date;
}

/** How much of the amount counts in a forecast, in minor units. */
export const weighted = ({ amountMinor, probability }: Pick<Opportunity, 'amountMinor' | 'probability'>): number =>
  Math.round((amountMinor * probability) / 100);

export type NewOpportunity = Pick<
  Opportunity,
  | 'id'
  | 'customerId'
  | 'words'
  | 'amountMinor'
  | 'currency'
  | 'expectedCloseOn'
  | 'products'
  | 'source'
  | 'owner'
  | 'department'
> & {
  stage: OpenStage;
  /** Null: that of the stage. */
  probability: number | null;
};

export function opened(wish: NewOpportunity, by: string, now: Date, rules: StageRules): [Opportunity, EventDraft] {
  const opportunity: Opportunity = {
    ...wish,
    version: 1,
    stageSince: now,
    probability: wish.probability ?? probabilityIn(wish.stage, rules),
    probabilitySaid: wish.probability !== null,
    reason: null,
    orderId: null,
    closedAt: null,
    lastMovedAt: now,
    stalledAt: null,
    stallEpoch: 1,
    closeEpoch: 1,
    madeBy: by,
    madeAt: now,
    changedAt: now,
  };
  return [opportunity, openingFact(opportunity)];
}

export interface Move {
  to: OpportunityStage;
  reason: StageReason | null;
  /** Null: that of the stage; of `won` and `lost` always. */
  probability: number | null;
  /** Of `won` only. */
  orderId: string | null;
}

/** The opportunity in another stage; that the move can be was found out before (`moveFault`). */
export function moved(before: Opportunity, move: Move, now: Date, rules: StageRules): [Opportunity, EventDraft] {
  const { to, reason, orderId } = move;
  const isClosed = to === 'won' || to === 'lost';
  const said = isClosed ? null : move.probability;
  const next: Opportunity = {
    ...before,
    version: before.version + 1,
    stage: to,
    stageSince: now,
    probability: said ?? probabilityIn(to, rules),
    probabilitySaid: said !== null,
    reason: isClosed ? reason : null,
    orderId: to === 'won' ? orderId : null,
    closedAt: isClosed ? now : null,
    lastMovedAt: now,
    stalledAt: null,
    stallEpoch: before.stallEpoch + 1,
    closeEpoch: before.closeEpoch + 1,
    changedAt: now,
  };
  return [next, moveFact(before, next, reason)];
}

/** What can be corrected; what is left out stays. `probability` null: that of the stage. */
export type OpportunityPatch = Partial<
  Pick<Opportunity, 'amountMinor' | 'currency' | 'expectedCloseOn' | 'products' | 'source' | 'owner' | 'department'>
> & { probability?: number | null; words?: Partial<OpportunityWords> };

/** The opportunity after a correction, and which fields are different; none: nothing is. */
export function corrected(
  before: Opportunity,
  { probability, words, ...patch }: OpportunityPatch,
  now: Date,
  rules: StageRules,
): [Opportunity, OpportunityField[]] {
  const next: Opportunity = {
    ...before,
    ...patch,
    words: words && before.words ? { ...before.words, ...words } : before.words,
  };
  if (probability !== undefined) {
    next.probability = probability ?? probabilityIn(before.stage, rules);
    next.probabilitySaid = probability !== null;
  }
  const fields = (Object.keys(partsOf(next)) as OpportunityField[]).filter(
    (field) => JSON.stringify(partsOf(before)[field]) !== JSON.stringify(partsOf(next)[field]),
  );
  if (fields.length === 0) return [before, []];
  next.version += 1;
  next.changedAt = now;
  if (fields.includes('expectedCloseOn')) next.closeEpoch += 1;
  return [next, fields];
}

const partsOf = (opportunity: Opportunity): Record<OpportunityField, unknown> => ({
  title: opportunity.words?.title,
  amount: [opportunity.amountMinor, opportunity.currency],
  probability: [opportunity.probability, opportunity.probabilitySaid],
  expectedCloseOn: opportunity.expectedCloseOn,
  products: opportunity.products.map(({ productId, quantity }) => [productId, quantity]),
  competitor: opportunity.words?.competitor,
  source: opportunity.source,
  owner: [opportunity.owner, opportunity.department],
});

/** The opportunity after whoever pursued it has left, or does not own the customer any more. */
export function inherited(
  before: Opportunity,
  heir: Pick<Opportunity, 'owner' | 'department'>,
  because: ReassignmentCause,
  now: Date,
): [Opportunity, EventDraft] {
  const next = { ...before, ...heir, version: before.version + 1, changedAt: now };
  return [next, inheritanceFact(next, before.owner, because)];
}

/** The opportunity when nothing happened for too long; `at` is when that was so. */
export function stalled(before: Opportunity, at: Date): [Opportunity, EventDraft] {
  const next = { ...before, version: before.version + 1, stalledAt: at, changedAt: at };
  return [next, stallFact(next)];
}

/** A stalled opportunity after a contact that reached the customer. */
export function resumed(before: Opportunity, interactionId: string, at: Date, now: Date): [Opportunity, EventDraft] {
  const next = {
    ...before,
    version: before.version + 1,
    lastMovedAt: at,
    stalledAt: null,
    stallEpoch: before.stallEpoch + 1,
    changedAt: now,
  };
  return [next, resumptionFact(next, interactionId)];
}

/** The opportunity when the day on which a decision was expected is over. */
export function closeOverdue(before: Opportunity, at: Date): [Opportunity, EventDraft] {
  const next = { ...before, version: before.version + 1, changedAt: at };
  return [next, closeOverdueFact(next)];
}
