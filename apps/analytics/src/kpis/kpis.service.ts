import { valueLevels } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { AnswerFigures } from '../answers/answer-figures.js';
import { CaseFigures } from '../cases/case-figures.js';
import { PointFigures } from '../points/point-figures.js';
import { PurchaseFigures } from '../purchases/purchase-figures.js';
import { ValueFigures } from '../value/value-figures.js';
import type { FigureSources } from './kpi-definition.js';
import { type KpiName, kpis } from './kpi-registry.js';
import { type Cell, cell, type Question } from './question.js';
import { monthsOf } from './rules/period.js';

/** Answers questions about key figures. */
@Injectable()
export class Kpis {
  private readonly sources: FigureSources;

  constructor(
    purchases: PurchaseFigures,
    cases: CaseFigures,
    answers: AnswerFigures,
    points: PointFigures,
    values: ValueFigures,
  ) {
    this.sources = { purchases, cases, answers, points, values };
  }

  /** One figure for everything, whatever the question's `by`. */
  async total(tx: Tx, name: KpiName, question: Question): Promise<Cell> {
    const [total] = await kpis[name].cells(tx, { ...question, by: null }, this.sources);
    return total ?? cell('', kpis[name].ofNothing, 0);
  }

  /** The figures of the groups; every month and every level has one, other groups where there is something. */
  async cells(tx: Tx, name: KpiName, question: Question): Promise<Cell[]> {
    const found = new Map((await kpis[name].cells(tx, question, this.sources)).map((one) => [one.key, one]));
    const expected = expectedKeys(question);
    const others = [...found.keys()].filter((key) => !expected.includes(key)).sort();
    return [...expected, ...others].map((key) => found.get(key) ?? cell(key, kpis[name].ofNothing, 0));
  }
}

function expectedKeys({ from, to, by }: Question): readonly string[] {
  if (by === 'month') return monthsOf({ from, to });
  return by === 'level' ? valueLevels : [];
}
