import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { NotFound } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import { type Article, type ArticleLanguage, languagesOf } from './article.js';
import { NotTranslated } from './articles.errors.js';
import { type ArticleFilter, ArticlesRepository } from './articles.repository.js';
import { type ChannelText, type TextChannel, textOn } from './rules/channel-text.js';

/** The published text of an article as it goes to a customer. */
export interface TextForCustomer extends ChannelText {
  article: Article;
  title: string;
  /** Where the customer finds the whole text; null: there is no such page, or nothing was left out. */
  link: string | null;
}

/** Whether the user works at articles, and so sees those that customers must not get. */
const isEditor = (user: User): boolean => can(user, 'knowledge:write') || can(user, 'knowledge:publish');

/** Articles for people to read: the newest text for whoever works at them, the published one for everybody else. */
@Injectable()
export class ArticleViewsService {
  constructor(
    private readonly repository: ArticlesRepository,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  async find(tx: Tx, id: string, user: User): Promise<Article> {
    const article = isEditor(user) ? await this.repository.newest(tx, id) : await this.repository.published(tx, id);
    if (!article) throw new NotFound();
    return article;
  }

  /** One row more than `limit` tells that there is a next page. */
  async list(
    tx: Tx,
    user: User,
    filter: ArticleFilter,
    page: { behind: string | undefined; limit: number },
  ): Promise<Article[]> {
    const { state = 'published' } = filter;
    if (!isEditor(user) && state !== 'published') return [];
    const seen = isEditor(user) ? filter : { ...filter, state };
    return this.repository.list(tx, seen, page.behind, page.limit + 1);
  }

  /** Every text for editors; for others those that customers got once. */
  async versions(
    tx: Tx,
    id: string,
    user: User,
    page: { below: number | undefined; limit: number },
  ): Promise<Article[]> {
    const versions = await this.repository.versions(tx, id, !isEditor(user), page.below, page.limit + 1);
    if (versions.length === 0 && page.below === undefined) throw new NotFound();
    return versions;
  }

  /** What a customer is told, on every channel from the one published text. @throws NotFound; NotTranslated */
  async textFor(tx: Tx, id: string, channel: TextChannel, language: ArticleLanguage): Promise<TextForCustomer> {
    const article = await this.repository.published(tx, id);
    if (!article) throw new NotFound();
    const text = article[language];
    if (!text) throw new NotTranslated(languagesOf(article));
    const page = this.pageOf(id, language);
    const carried = textOn(channel, text.body, page === null ? '……' : `${endings[language]}${page}`);
    return { article, title: text.title, ...carried, link: carried.shortened ? page : null };
  }

  private pageOf(id: string, language: ArticleLanguage): string | null {
    const { ARTICLE_PAGES: pages } = this.config;
    return pages === undefined ? null : `${pages.replace(/\/$/, '')}/${id}?language=${language}`;
  }
}

const endings: Record<ArticleLanguage, string> = { zh: '……全文：', en: '… Full text: ' };
