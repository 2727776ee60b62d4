import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type Article, type ArticleLanguage, languagesOf } from './article.js';
import { ArticlesRepository, type VersionKey } from './articles.repository.js';
import { SimilarityIndex } from './rules/similarity.js';
import { type Purpose, termsOfArticle } from './rules/suggestions.js';

/** A published text in the index. */
export interface IndexedArticle extends Purpose {
  articleId: string;
  number: number;
  /** Languages of the article: the text that is similar may be in another one than the answer. */
  languages: readonly ArticleLanguage[];
}

/** So few are read and cut into terms at a time that no request waits long for its turn meanwhile. */
const batch = 50;

/**
 * The published articles, in this process, ready to look for similar ones. Texts that were published never change: what
 * is known stays, and only what was published or retired since is read. Holds articles only, nothing of any case.
 */
@Injectable()
export class PublishedIndex {
  private readonly index = new SimilarityIndex<IndexedArticle>();
  private mark: string | null = null;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly repository: ArticlesRepository) {}

  /** The index as of now. */
  async current(tx: Tx): Promise<SimilarityIndex<IndexedArticle>> {
    // One after the other: who began earlier must not put back what a later one has seen retired.
    const mine = this.turn.then(() => this.refresh(tx));
    this.turn = mine.catch(() => undefined);
    await mine;
    return this.index;
  }

  private async refresh(tx: Tx): Promise<void> {
    const mark = await this.repository.publishedMark(tx);
    if (mark === this.mark) return;
    const published = new Map((await this.repository.publishedKeys(tx)).map((key) => [nameOf(key), key]));
    const known = new Set<string>();
    for (const name of [...this.index.names]) {
      const article = name.slice(0, name.lastIndexOf(' '));
      if (published.has(article)) known.add(article);
      else this.index.remove(name);
    }
    const missing = [...published].flatMap(([name, key]) => (known.has(name) ? [] : [key]));
    for (let at = 0; at < missing.length; at += batch) {
      for (const article of await this.repository.publishedOf(tx, missing.slice(at, at + batch))) this.add(article);
    }
    this.mark = mark;
  }

  private add(article: Article): void {
    const { id: articleId, number, productId, caseKinds, tags } = article;
    const languages = languagesOf(article);
    for (const language of languages) {
      const key = { articleId, number, productId, caseKinds, languages };
      this.index.put(`${nameOf(key)} ${language}`, key, termsOfArticle(article[language]!, tags));
    }
  }
}

const nameOf = ({ articleId, number }: VersionKey): string => `${articleId} ${number}`;
