import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { Recused } from '../cases/cases.errors.js';
import { CasesService } from '../cases/cases.service.js';
import { IntakesService } from '../intakes/intakes.service.js';
import type { Article, ArticleLanguage } from './article.js';
import { type ArticleUse, ArticleUsesRepository } from './article-uses.repository.js';
import { ArticlesRepository } from './articles.repository.js';
import { type IndexedArticle, PublishedIndex } from './published-index.js';
import { type Suggestion, suggestionsFor, termsOfCase } from './rules/suggestions.js';

/** An article that may help with a case. */
export interface SuggestedArticle extends Omit<Suggestion<IndexedArticle>, 'key' | 'terms'> {
  article: Article;
  /** Null: not for this viewer, since they are the customer's words. */
  terms: string[] | null;
  /** Whether it was used with the case already. */
  used: boolean;
}

/** What is known already, for who handles a case. */
@Injectable()
export class CaseArticlesService {
  constructor(
    private readonly cases: CasesService,
    private readonly intakes: IntakesService,
    private readonly index: PublishedIndex,
    private readonly articles: ArticlesRepository,
    private readonly uses: ArticleUsesRepository,
  ) {}

  /**
   * Published articles that are similar to what the customer said, the best first. The words are opened for the comparison
   * only: nothing of them is kept. @throws NotFound also when the case is out of the user's scope
   */
  async suggest(
    tx: Tx,
    caseId: string,
    { language, limit }: { language: ArticleLanguage; limit: number },
    viewer: User,
  ): Promise<SuggestedArticle[]> {
    if (!(await this.cases.isVisible(tx, caseId, viewer))) throw new NotFound();
    const kase = (await this.cases.find(tx, caseId))!;
    const texts = (await this.intakes.textsOf(tx, [caseId])).get(caseId) ?? [];
    const index = await this.index.current(tx);
    const best = suggestionsFor(kase, index, termsOfCase(texts), ({ articleId }) => articleId)
      .filter(({ key }) => key.languages.includes(language))
      .slice(0, limit);
    const published = await this.articles.publishedOf(
      tx,
      best.map(({ key }) => key),
    );
    const used = new Set((await this.uses.ofCase(tx, caseId)).map(({ articleId }) => articleId));
    return best.flatMap(({ key, terms, ...suggestion }) => {
      const article = published.find(({ id }) => id === key.articleId);
      // Retired just now.
      if (!article) return [];
      const shown = can(viewer, 'case:read-text') ? terms : null;
      return [{ ...suggestion, article, terms: shown, used: used.has(article.id) }];
    });
  }

  /**
   * Notes that the article helped, once for each case. @throws NotFound also when the case is out of the user's scope, or
   * the article is not published; CaseOnlyOffered; Recused
   */
  async use(
    tx: Tx,
    caseId: string,
    articleId: string,
    user: User,
    now: Date,
  ): Promise<{ use: ArticleUse; isNew: boolean }> {
    const kase = await this.cases.lock(tx, caseId, user);
    if (kase.complainedOf.includes(user.id)) throw new Recused();
    const known = await this.uses.find(tx, caseId, articleId);
    if (known) return { use: known, isNew: false };
    const article = await this.articles.published(tx, articleId);
    if (!article) throw new NotFound();
    const use = { caseId, articleId, number: article.number, usedBy: user.id, usedAt: now };
    await this.uses.add(tx, use);
    const details = { articleId, number: article.number };
    await this.cases.note(tx, kase, { type: 'article.used', at: now, by: acting(user, kase), details });
    return { use, isNew: true };
  }
}
