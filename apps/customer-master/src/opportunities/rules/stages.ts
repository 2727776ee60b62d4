import {
  lossReasons,
  moveReasons,
  type OpenStage,
  openStages,
  type OpportunityStage,
  type StageReason,
  winReasons,
} from '@crm/contracts';

/** What a stage means for figures and alerts. */
export interface StageRule {
  /** How likely an opportunity in this stage is to be won, in percent, unless somebody says otherwise. 0 to 100. */
  probability: number;
  /** After so many days without movement an opportunity in this stage is stalled. 1 to 365. */
  stalledAfterDays: number;
}

/** Kept as data: stewards change it. */
export type StageRules = Record<OpenStage, StageRule>;

export const defaultStageRules: StageRules = {
  lead: { probability: 10, stalledAfterDays: 14 },
  qualified: { probability: 25, stalledAfterDays: 21 },
  proposal: { probability: 50, stalledAfterDays: 14 },
  negotiation: { probability: 75, stalledAfterDays: 14 },
};

export const isOpen = (stage: OpportunityStage): stage is OpenStage =>
  (openStages as readonly string[]).includes(stage);

export const probabilityIn = (stage: OpportunityStage, rules: StageRules): number =>
  isOpen(stage) ? rules[stage].probability : stage === 'won' ? 100 : 0;

/** Why a move cannot be. */
export type MoveFault = 'not_from_here' | 'reason_missing' | 'reason_other';

/**
 * From any open stage to any other: forward with or without a reason, back with one. From any open stage to `won` or
 * `lost`, with a reason of theirs. From `lost` to any open stage, with a reason. A won one stays won.
 */
export function moveFault(
  from: OpportunityStage,
  to: OpportunityStage,
  reason: StageReason | null,
): MoveFault | undefined {
  const isPossible = from !== to && from !== 'won' && (isOpen(from) || isOpen(to));
  if (!isPossible) return 'not_from_here';
  if (reason === null) return isForward(from, to) ? undefined : 'reason_missing';
  return (reasonsFor(to) as readonly string[]).includes(reason) ? undefined : 'reason_other';
}

/** The reasons with which an opportunity comes into a stage. */
export const reasonsFor = (to: OpportunityStage): readonly StageReason[] =>
  isOpen(to) ? moveReasons : to === 'won' ? winReasons : lossReasons;

const isForward = (from: OpportunityStage, to: OpportunityStage): boolean =>
  isOpen(from) && isOpen(to) && openStages.indexOf(to) > openStages.indexOf(from);

const dayMs = 86_400_000;

/** When an opportunity is stalled unless something happens. */
export const stalledAt = (stage: OpenStage, lastMovedAt: Date, rules: StageRules): Date =>
  new Date(lastMovedAt.getTime() + rules[stage].stalledAfterDays * dayMs);

export const wholeDays = (from: Date, to: Date): number =>
  Math.max(0, Math.floor((to.getTime() - from.getTime()) / dayMs));
