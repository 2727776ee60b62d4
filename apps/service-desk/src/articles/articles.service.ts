import { ArticlePublished, ArticleRetired } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Article, ArticleContent, Change } from './article.js';
import { ArticleStateForbids, OwnText } from './articles.errors.js';
import { ArticlesRepository } from './articles.repository.js';
import { faultsOf, isSame } from './rules/content.js';
import { allowedFor, type ArticleAction, mayPublish } from './rules/states.js';

/** Writing, reviewing, publishing and retiring. Every change but the first names the version that the user read. */
@Injectable()
export class ArticlesService {
  constructor(
    private readonly repository: ArticlesRepository,
    private readonly outbox: Outbox,
  ) {}

  /** @throws ValidationFailed */
  async write(tx: Tx, content: ArticleContent, { by, now }: Omit<Change, 'version'>): Promise<Article> {
    refuseFaults(content);
    const id = newId();
    await this.repository.add(tx, id);
    await this.repository.addDraft(tx, { articleId: id, number: 1 }, content, by.id, now);
    return (await this.repository.newest(tx, id))!;
  }

  /**
   * Changes the draft; of a text that was published begins the next one. The same text again changes nothing.
   * @throws NotFound; StaleVersion; ArticleStateForbids; ValidationFailed
   */
  async edit(tx: Tx, id: string, content: ArticleContent, change: Change): Promise<Article> {
    refuseFaults(content);
    const article = await this.lock(tx, id, 'edit', change);
    if (isSame(article, content)) return article;
    const { by, now } = change;
    if (article.state === 'draft') {
      const authors = [...new Set([...article.authors, by.id])];
      await this.repository.rewrite(tx, newestOf(article), content, authors, now);
      return this.risen(tx, article);
    }
    const number = article.newest + 1;
    await this.repository.addDraft(tx, { articleId: id, number }, content, by.id, now);
    return this.risen(tx, { ...article, newest: number });
  }

  /** Asks for a review. @throws NotFound; StaleVersion; ArticleStateForbids */
  async submit(tx: Tx, id: string, change: Change): Promise<Article> {
    const article = await this.lock(tx, id, 'submit', change);
    const step = { name: 'submitted', by: change.by.id, at: change.now } as const;
    await this.repository.move(tx, newestOf(article), 'review', step);
    return this.risen(tx, article);
  }

  /** Gives a text back to its authors. @throws NotFound; StaleVersion; ArticleStateForbids */
  async return(tx: Tx, id: string, reason: string, change: Change): Promise<Article> {
    const article = await this.lock(tx, id, 'return', change);
    const step = { name: 'returned', by: change.by.id, at: change.now, reason } as const;
    await this.repository.move(tx, newestOf(article), 'draft', step);
    return this.risen(tx, article);
  }

  /** Customers get this text from now on, and no more the one before. @throws NotFound; StaleVersion; ArticleStateForbids; OwnText */
  async publish(tx: Tx, id: string, change: Change): Promise<Article> {
    const article = await this.lock(tx, id, 'publish', change);
    const { by, now } = change;
    if (!mayPublish(article.authors, by.id)) throw new OwnText();
    if (article.publishedNumber !== null) {
      const before = { articleId: id, number: article.publishedNumber };
      await this.repository.move(tx, before, 'retired', { name: 'retired', by: by.id, at: now });
    }
    await this.repository.move(tx, newestOf(article), 'published', { name: 'published', by: by.id, at: now });
    const published = await this.risen(tx, article);
    await this.outbox.append(tx, ArticlePublished.draft({ ...factOf(published, now), data: dataOf(published) }));
    return published;
  }

  /** Customers get it no more. A draft beside it stays. @throws NotFound; StaleVersion; ArticleStateForbids */
  async retire(tx: Tx, id: string, reason: string, change: Change): Promise<Article> {
    const article = await this.lock(tx, id, 'retire', change);
    const published = (await this.repository.published(tx, id))!;
    const step = { name: 'retired', by: change.by.id, at: change.now, reason } as const;
    await this.repository.move(tx, { articleId: id, number: published.number }, 'retired', step);
    const after = await this.risen(tx, article);
    await this.outbox.append(tx, ArticleRetired.draft({ ...factOf(after, change.now), data: dataOf(published) }));
    return after;
  }

  private async lock(tx: Tx, id: string, action: ArticleAction, { version }: Change): Promise<Article> {
    const article = await this.repository.lock(tx, id);
    if (!article) throw new NotFound();
    if (article.version !== version) throw new StaleVersion(article.version);
    const allowed = allowedFor({ state: article.state, isPublished: article.publishedNumber !== null });
    if (!allowed.includes(action)) throw new ArticleStateForbids(action, article.state, allowed);
    return article;
  }

  private async risen(tx: Tx, { id, version, newest }: Article): Promise<Article> {
    await this.repository.rise(tx, { id, version: version + 1, newest });
    return (await this.repository.newest(tx, id))!;
  }
}

const newestOf = ({ id, newest }: Article) => ({ articleId: id, number: newest });

function refuseFaults(content: ArticleContent): void {
  const faults = faultsOf(content);
  if (faults.length > 0) throw new ValidationFailed(faults);
}

const factOf = ({ id, version }: Article, time: Date) => ({
  customerId: null,
  aggregateId: id,
  aggregateVersion: version,
  time,
});

const dataOf = ({ id, number, zh, en, productId, caseKinds }: Article) => ({
  articleId: id,
  number,
  titles: { zh: zh.title, en: en?.title ?? null },
  productId,
  caseKinds,
});
