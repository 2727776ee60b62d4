import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import type { ArticleContent } from '../src/articles/article.js';
import { ArticlesService } from '../src/articles/articles.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { DeskSteps } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http' });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());

const content: ArticleContent = {
  zh: { title: '水泵无法启动', body: '按复位键。' },
  en: null,
  productId: null,
  caseKinds: ['repair'],
  cause: null,
  tags: [],
};
const [author, reviewer] = [{ id: 'E1' }, { id: 'E2' }];
const now = new Date('2026-01-05T02:00:00Z');

const published = async (): Promise<string> => {
  const articles = desk.the(ArticlesService);
  const { id } = await desk.run((tx) => articles.write(tx, content, { by: author, now }));
  await desk.run((tx) => articles.submit(tx, id, { version: 1, by: author, now }));
  await desk.run((tx) => articles.publish(tx, id, { version: 2, by: reviewer, now }));
  return id;
};
const ask = (sql: string, ...values: unknown[]): Promise<unknown> => app.database.query(sql, values);

describe('the database', () => {
  it('changes nothing of a text that was published but that it is retired', async () => {
    const id = await published();
    for (const change of [
      `body_zh = '改'`,
      `authors = '{E9}'`,
      `state = 'draft', published_by = NULL, published_at = NULL`,
      `state = 'retired', retired_by = 'E2', retired_at = now(), body_zh = '改'`,
    ])
      await expect(ask(`UPDATE article_version SET ${change} WHERE article_id = $1`, id)).rejects.toThrow(
        'keeps every text',
      );
    await ask(
      `UPDATE article_version SET state = 'retired', retired_by = 'E2', retired_at = now() WHERE article_id = $1`,
      id,
    );
    await expect(ask(`UPDATE article_version SET retire_reason = '改' WHERE article_id = $1`, id)).rejects.toThrow(
      'keeps every text',
    );
    await expect(ask('DELETE FROM article_version WHERE article_id = $1', id)).rejects.toThrow('keeps every text');
  });

  it('holds one published text and one in the making of each article, whoever asks', async () => {
    const id = await published();
    const add = (number: number, state: string, by: string | null): Promise<unknown> =>
      ask(
        `INSERT INTO article_version (article_id, number, state, title_zh, body_zh, case_kinds, tags, authors, written_at,
           published_by, published_at)
         VALUES ($1, $2, $3, '题', '文', '{repair}', '{}', '{E1}', now(), $4, CASE WHEN $4::text IS NOT NULL THEN now() END)`,
        ...[id, number, state, by],
      );
    await expect(add(2, 'published', 'E2')).rejects.toThrow('article_one_published');
    await add(2, 'draft', null);
    await expect(add(3, 'review', null)).rejects.toThrow('article_one_in_the_making');
  });

  it('lets nobody publish a text of their own', async () => {
    const { id } = await desk.run((tx) => desk.the(ArticlesService).write(tx, content, { by: author, now }));
    const publish = (by: string): Promise<unknown> =>
      ask(
        `UPDATE article_version SET state = 'published', published_by = $2, published_at = now() WHERE article_id = $1`,
        ...[id, by],
      );
    await expect(publish('E1')).rejects.toThrow('article_published_by_another');
    await publish('E2');
  });

  it('takes the articles away again with their migration', async () => {
    const { CreateArticles1764290000001 } = await import('../src/migrations/1764290000001-create-articles.js');
    const migration = new CreateArticles1764290000001();
    const runner = app.database.createQueryRunner();
    await runner.startTransaction();
    await migration.down(runner);
    await migration.up(runner);
    await runner.rollbackTransaction();
    await runner.release();
    expect(await ask('SELECT 1 FROM article WHERE id = $1', newId())).toEqual([]);
  });
});
