import type { CaseKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Article, ArticleContent } from './article.js';
import type { ArticleState } from './rules/states.js';

type Row = Omit<Article, 'zh' | 'en'> & {
  titleZh: string;
  bodyZh: string;
  titleEn: string | null;
  bodyEn: string | null;
};

export interface ArticleFilter {
  /** Left out: the newest text of each article in any state. */
  state?: ArticleState;
  productId?: string;
  kind?: CaseKind;
  /** Words that all stand in the titles, bodies or tags. */
  words: readonly string[];
}

/** Names a text. */
export interface VersionKey {
  articleId: string;
  number: number;
}

const select = `
  SELECT a.id, a.version, a.newest, v.number, v.state, v.title_zh AS "titleZh", v.body_zh AS "bodyZh", v.title_en AS "titleEn",
    v.body_en AS "bodyEn", v.product_id AS "productId", v.case_kinds AS "caseKinds", v.cause, v.tags, v.authors,
    v.written_at AS "writtenAt", v.submitted_by AS "submittedBy", v.submitted_at AS "submittedAt",
    v.returned_by AS "returnedBy", v.returned_at AS "returnedAt", v.return_reason AS "returnReason",
    v.published_by AS "publishedBy", v.published_at AS "publishedAt", v.retired_by AS "retiredBy",
    v.retired_at AS "retiredAt", v.retire_reason AS "retireReason",
    (SELECT p.number FROM article_version p WHERE p.article_id = a.id AND p.state = 'published') AS "publishedNumber",
    (SELECT count(*) FROM article_use u WHERE u.article_id = a.id) AS uses
  FROM article a JOIN article_version v ON v.article_id = a.id`;

/** Articles and the versions of their texts. */
@Injectable()
export class ArticlesRepository {
  /** Locks the article; null: absent. */
  async lock(tx: Tx, id: string): Promise<Article | null> {
    const rows = await tx.query<unknown[]>('SELECT 1 FROM article WHERE id = $1 FOR UPDATE', [id]);
    return rows.length === 0 ? null : this.newest(tx, id);
  }

  newest(tx: Tx, id: string): Promise<Article | null> {
    return this.one(tx, 'a.id = $1 AND v.number = a.newest', [id]);
  }

  published(tx: Tx, id: string): Promise<Article | null> {
    return this.one(tx, `a.id = $1 AND v.state = 'published'`, [id]);
  }

  /** Published texts of these names, in no order; what is published no more is left out. */
  publishedOf(tx: Tx, keys: readonly VersionKey[]): Promise<Article[]> {
    return this.read(
      tx,
      `v.state = 'published' AND (v.article_id, v.number) IN (
         SELECT "articleId", number FROM jsonb_to_recordset($1::jsonb) AS asked ("articleId" uuid, number integer))`,
      [JSON.stringify(keys)],
    );
  }

  /** The newest articles first, behind an id. */
  list(tx: Tx, filter: ArticleFilter, behind: string | undefined, limit: number): Promise<Article[]> {
    const { state, productId, kind, words } = filter;
    return this.read(
      tx,
      `($1::text IS NULL AND v.number = a.newest OR v.state = $1 AND (v.state = 'published' OR v.number = a.newest))
       AND ($2::text IS NULL OR v.product_id = $2)
       AND ($3::text IS NULL OR $3 = ANY (v.case_kinds))
       AND NOT EXISTS (SELECT FROM unnest($4::text[]) AS word
         WHERE strpos(lower(concat_ws(E'\\n', v.title_zh, v.body_zh, v.title_en, v.body_en, array_to_string(v.tags, E'\\n'))),
                      lower(word)) = 0)
       AND ($5::uuid IS NULL OR a.id < $5)
       ORDER BY a.id DESC LIMIT ${Number(limit)}`,
      [state ?? null, productId ?? null, kind ?? null, words, behind ?? null],
    );
  }

  /** Texts of one article, the newest first; `onceOut`: only those that customers could get. */
  versions(tx: Tx, id: string, onceOut: boolean, below: number | undefined, limit: number): Promise<Article[]> {
    return this.read(
      tx,
      `a.id = $1 AND (NOT $2::boolean OR v.state IN ('published', 'retired')) AND ($3::integer IS NULL OR v.number < $3)
       ORDER BY v.number DESC LIMIT ${Number(limit)}`,
      [id, onceOut, below ?? null],
    );
  }

  /** One number for what is published: the same as long as nothing is published or retired. */
  async publishedMark(tx: Tx): Promise<string> {
    const [row] = await tx.query<{ mark: string }[]>(
      `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(article_id::text, number)), 0) AS mark
       FROM article_version WHERE state = 'published'`,
    );
    return row!.mark;
  }

  publishedKeys(tx: Tx): Promise<VersionKey[]> {
    return tx.query(`SELECT article_id AS "articleId", number FROM article_version WHERE state = 'published'`);
  }

  async add(tx: Tx, id: string): Promise<void> {
    await tx.query('INSERT INTO article (id, version, newest) VALUES ($1, 1, 1)', [id]);
  }

  /** One more change of a locked article. */
  async rise(tx: Tx, { id, version, newest }: Pick<Article, 'id' | 'version' | 'newest'>): Promise<void> {
    await tx.query('UPDATE article SET version = $2, newest = $3 WHERE id = $1', [id, version, newest]);
  }

  async addDraft(tx: Tx, key: VersionKey, content: ArticleContent, author: string, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO article_version (article_id, number, state, title_zh, body_zh, title_en, body_en, product_id, case_kinds,
         cause, tags, authors, written_at)
       VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [key.articleId, key.number, ...valuesOf(content), [author], now],
    );
  }

  async rewrite(tx: Tx, key: VersionKey, content: ArticleContent, authors: string[], now: Date): Promise<void> {
    await tx.query(
      `UPDATE article_version SET title_zh = $3, body_zh = $4, title_en = $5, body_en = $6, product_id = $7, case_kinds = $8,
         cause = $9, tags = $10, authors = $11, written_at = $12
       WHERE article_id = $1 AND number = $2`,
      [key.articleId, key.number, ...valuesOf(content), authors, now],
    );
  }

  /** Moves a text on. */
  async move(tx: Tx, key: VersionKey, state: ArticleState, step: Step): Promise<void> {
    const { name, by, at, reason } = step;
    const reasonColumn = reason === undefined ? '' : `, ${name === 'returned' ? 'return' : 'retire'}_reason = $6`;
    await tx.query(
      `UPDATE article_version SET state = $3, ${name}_by = $4, ${name}_at = $5${reasonColumn}
       WHERE article_id = $1 AND number = $2`,
      [key.articleId, key.number, state, by, at, ...(reason === undefined ? [] : [reason])],
    );
  }

  private async one(tx: Tx, where: string, values: unknown[]): Promise<Article | null> {
    const [row] = await this.read(tx, where, values);
    return row ?? null;
  }

  private async read(tx: Tx, where: string, values: unknown[]): Promise<Article[]> {
    const rows = await tx.query<Row[]>(`${select} WHERE ${where}`, values);
    return rows.map(({ titleZh, bodyZh, titleEn, bodyEn, ...row }) => ({
      ...row,
      zh: { title: titleZh, body: bodyZh },
      en: titleEn === null ? null : { title: titleEn, body: bodyEn! },
    }));
  }
}

/** A step of a text: who took it, when, and why. */
export interface Step {
  name: 'submitted' | 'returned' | 'published' | 'retired';
  by: string;
  at: Date;
  reason?: string;
}

const valuesOf = ({ zh, en, productId, caseKinds, cause, tags }: ArticleContent): unknown[] => [
  ...[zh.title, zh.body, en?.title ?? null, en?.body ?? null],
  ...[productId, caseKinds, cause, tags],
];
