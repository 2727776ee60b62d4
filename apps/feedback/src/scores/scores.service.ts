import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { FeedbackConfig } from '../config.js';
import { InvitationReturns, type Returns } from '../invitations/invitation-returns.js';
import { ScoreTallies, type TallyRow } from '../responses/score-tallies.js';
import { figureOf, type ScoreMetric } from './rules/figure.js';
import type { ScoreFigure, ScoresResponse } from './score.dto.js';
import type { ScoreSlice } from './score-slice.js';

/** Figures over all answers and invitations of a slice. */
@Injectable()
export class ScoresService {
  constructor(
    private readonly tallies: ScoreTallies,
    private readonly returns: InvitationReturns,
    @Inject(CONFIG) private readonly config: FeedbackConfig,
  ) {}

  async score(tx: Tx, metric: ScoreMetric, asked: Omit<ScoreSlice, 'timeZone'>): Promise<ScoresResponse> {
    const slice = { ...asked, timeZone: this.config.BUSINESS_TIME_ZONE };
    const tallies = await this.tallies.count(tx, metric, slice);
    const returns = await this.returns.count(tx, slice);
    const keys = slice.by === 'none' ? [] : keysOf([...tallies, ...returns]);
    const groups = keys.map((key) => ({ key, ...this.figure(metric, ofKey(tallies, key), ofKey(returns, key)) }));
    return { metric, by: slice.by, ...this.figure(metric, tallies, returns), groups };
  }

  private figure(metric: ScoreMetric, tally: readonly TallyRow[], returns: readonly Returns[]): ScoreFigure {
    const sum = (count: (row: Returns) => number): number => returns.reduce((total, row) => total + count(row), 0);
    const [sent, returned] = [sum((row) => row.sent), sum((row) => row.returned)];
    return {
      ...figureOf(metric, tally, this.config.MIN_N),
      minN: this.config.MIN_N,
      issued: sum((row) => row.issued),
      suppressed: sum((row) => row.suppressed),
      sent,
      returned,
      responseRate: sent === 0 ? null : Math.round((1000 * returned) / sent) / 10,
    };
  }
}

/** Every key that occurs, in order; the one of customers without a level last. */
function keysOf(rows: readonly { key: string | null }[]): (string | null)[] {
  const keys = [...new Set(rows.map((row) => row.key))];
  return keys.sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
}

const ofKey = <Row extends { key: string | null }>(rows: readonly Row[], key: string | null): Row[] =>
  rows.filter((row) => row.key === key);
