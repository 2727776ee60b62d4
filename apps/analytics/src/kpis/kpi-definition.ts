import type { EventType } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { Titles } from '@crm/platform/problem';
import type { AnswerFigures } from '../answers/answer-figures.js';
import type { CaseFigures } from '../cases/case-figures.js';
import type { PointFigures } from '../points/point-figures.js';
import type { PurchaseFigures } from '../purchases/purchase-figures.js';
import type { ValueFigures } from '../value/value-figures.js';
import type { Breakdown, Cell, Question } from './question.js';

/** In what a key figure is given. */
export const units = ['count', 'money_minor', 'ratio', 'score', 'hours', 'points'] as const;

/** In what a key figure is given: `money_minor` are minor units of the reporting currency, `score` runs from −100 to 100. */
export type Unit = (typeof units)[number];

/** Where key figures are computed from. */
export interface FigureSources {
  purchases: PurchaseFigures;
  cases: CaseFigures;
  answers: AnswerFigures;
  points: PointFigures;
  values: ValueFigures;
}

/** A key figure: what it means, who answers for it and how it is computed. */
export interface KpiDefinition {
  title: Titles;
  /** What it says, in one sentence. */
  definition: Titles;
  formula: Titles;
  unit: Unit;
  /** Its value where there is nothing to compute it from: sums and counts are 0, everything else is unknown. */
  ofNothing: 0 | null;
  /** The department that answers for it. */
  owner: string;
  /** The events it rests on. */
  sources: readonly EventType[];
  /** `period`: of the days from … to …; `now`: the present state, whatever the days. */
  covers: 'period' | 'now';
  /** By what it can be broken down. */
  by: readonly Breakdown[];
  /** One cell per group that has any; one with an empty key, or none, where the question has no `by`. */
  cells(tx: Tx, question: Question, figures: FigureSources): Promise<Cell[]>;
}
