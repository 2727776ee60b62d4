import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** That an article helped with a case; counts once for the two. */
export interface ArticleUse {
  caseId: string;
  articleId: string;
  /** The text that was published then. */
  number: number;
  usedBy: string;
  usedAt: Date;
}

const select = `SELECT case_id AS "caseId", article_id AS "articleId", number, used_by AS "usedBy", used_at AS "usedAt"
  FROM article_use WHERE case_id = $1`;

@Injectable()
export class ArticleUsesRepository {
  async find(tx: Tx, caseId: string, articleId: string): Promise<ArticleUse | null> {
    const [row] = await tx.query<ArticleUse[]>(`${select} AND article_id = $2`, [caseId, articleId]);
    return row ?? null;
  }

  ofCase(tx: Tx, caseId: string): Promise<ArticleUse[]> {
    return tx.query(select, [caseId]);
  }

  async add(tx: Tx, { caseId, articleId, number, usedBy, usedAt }: ArticleUse): Promise<void> {
    await tx.query(
      'INSERT INTO article_use (case_id, article_id, number, used_by, used_at) VALUES ($1, $2, $3, $4, $5)',
      [caseId, articleId, number, usedBy, usedAt],
    );
  }
}
