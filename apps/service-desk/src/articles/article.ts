import type { CaseKind } from '@crm/contracts';
import type { User } from '@crm/platform/auth';
import type { ArticleState } from './rules/states.js';

export const articleLanguages = ['zh', 'en'] as const;
export type ArticleLanguage = (typeof articleLanguages)[number];

export interface ArticleText {
  title: string;
  /** Markdown as far as `rules/markup.ts` knows it. */
  body: string;
}

/** What an author writes. */
export interface ArticleContent {
  zh: ArticleText;
  /** Null: not translated. */
  en: ArticleText | null;
  /** Product in the ERP that it is about; null: not about one. */
  productId: string | null;
  caseKinds: CaseKind[];
  /** Code of the cause that it helps against; null: none. */
  cause: string | null;
  tags: string[];
}

/** One version of an article's text, and where the article stands. */
export interface Article extends ArticleContent {
  id: string;
  /** Counts the changes of the article. */
  version: number;
  /** Of this text: 1 for the first. */
  number: number;
  /** Number of the newest text. */
  newest: number;
  /** Number of the published text; null: none is. */
  publishedNumber: number | null;
  state: ArticleState;
  /** Everybody who wrote at this text. */
  authors: string[];
  writtenAt: Date;
  submittedBy: string | null;
  submittedAt: Date | null;
  returnedBy: string | null;
  returnedAt: Date | null;
  returnReason: string | null;
  publishedBy: string | null;
  publishedAt: Date | null;
  retiredBy: string | null;
  retiredAt: Date | null;
  /** Null: a newer text took its place. */
  retireReason: string | null;
  /** Cases in which the article was used, in any version. */
  uses: number;
}

/** The version that the user read, who changes it, when. */
export interface Change {
  version: number;
  by: Pick<User, 'id'>;
  now: Date;
}

export const languagesOf = (content: ArticleContent): ArticleLanguage[] =>
  articleLanguages.filter((language) => content[language] !== null);
