import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { IntakesService } from '../intakes/intakes.service.js';
import { GapsRepository, type Period } from './gaps.repository.js';
import { PublishedIndex } from './published-index.js';
import { type Gap, gapsOf, TermCounts, type UnhelpedCase } from './rules/gaps.js';
import { suggestionsFor, termsOfCase } from './rules/suggestions.js';

/** Where customers asked and nobody had written an answer. */
export interface GapsReport extends Period {
  /** Opened in the period. */
  cases: number;
  /** Of these, how many an article was used with. */
  withArticle: number;
  /** Of the others, the newest whose words are readable. */
  examined: number;
  /** Of the examined ones, how many a published article is similar to. */
  withSuggestion: number;
  /** Whether all the others were looked at. */
  complete: boolean;
  gaps: Gap[];
}

/** Comparing takes about a millisecond for each case. */
const mostCases = 2_000;
/** So few are compared at a time that no other request waits long meanwhile. */
const batch = 20;

/** Reports what to write next. */
@Injectable()
export class GapsService {
  constructor(
    private readonly repository: GapsRepository,
    private readonly intakes: IntakesService,
    private readonly index: PublishedIndex,
  ) {}

  /**
   * Groups of at least `fewest` cases that the articles of today do not help with: a new article closes its gap at once.
   * Their words are opened for the comparison only; who may not read them is told no terms.
   */
  async report(tx: Tx, period: Period, fewest: number, viewer: User): Promise<GapsReport> {
    const counts = await this.repository.counts(tx, period, viewer);
    const cases = await this.repository.withoutArticle(tx, period, viewer, mostCases + 1);
    const index = await this.index.current(tx);
    const unhelped: UnhelpedCase[] = [];
    const said = new TermCounts();
    for (let at = 0; at < Math.min(cases.length, mostCases); at += batch) {
      const some = cases.slice(at, Math.min(at + batch, mostCases));
      const texts = await this.intakes.textsOf(
        tx,
        some.map(({ id }) => id),
      );
      for (const kase of some) {
        const words = texts.get(kase.id);
        if (!words) continue;
        const terms = termsOfCase(words);
        said.add(terms);
        const suggestions = suggestionsFor(kase, index, terms, ({ articleId }) => articleId);
        if (suggestions.length === 0) unhelped.push({ ...kase, terms });
      }
    }
    return {
      ...period,
      ...counts,
      examined: said.cases,
      withSuggestion: said.cases - unhelped.length,
      complete: cases.length <= mostCases,
      gaps: gapsOf(unhelped, fewest, can(viewer, 'case:read-text') ? said : null),
    };
  }
}
