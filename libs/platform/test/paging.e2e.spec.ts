import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { encodeCursor } from '../src/paging/index.js';
import { startTasksApp, type TasksApp } from './tasks-app.js';

let app: TasksApp;
const list = (query = ''): request.Test => request(app.url).get(`/tasks-test/v1/tasks${query}`).set(app.agent);

beforeAll(async () => {
  app = await startTasksApp();
  await app.app
    .get(DataSource)
    .query(`INSERT INTO task (title) SELECT 'task ' || lpad(n::text, 3, '0') FROM generate_series(1, 250) AS n`);
});
afterAll(() => app.close());

describe('a list', () => {
  it('gives every row once, page by page', async () => {
    const titles: string[] = [];
    let next: string | null = '';
    let pages = 0;
    while (next !== null) {
      const { body } = await list(`?limit=100${next && `&cursor=${next}`}`);
      titles.push(...body.items.map((item: { title: string }) => item.title));
      next = body.next;
      pages++;
    }
    expect([pages, titles.length, new Set(titles).size, titles.at(-1)]).toEqual([3, 250, 250, 'task 250']);
  });

  it('has pages of 20 unless asked otherwise', async () => {
    expect((await list()).body.items).toHaveLength(20);
    expect((await list('?limit=1')).body.items).toHaveLength(1);
  });

  it.each(['0', '-1', '101', '1000', '1e2', '0x10', '', ' 5', 'all', '9'.repeat(40), '5&limit=6'])(
    'refuses limit=%s',
    async (limit) => {
      const response = await list(`?limit=${limit}`);
      expect(response.status).toBe(400);
      expect(response.body.errors[0].pointer).toBe('/limit');
    },
  );

  it.each(['x', '%00', 'eyJ0aXRsZSI6MX0', 'A'.repeat(2000), encodeCursor([]), encodeCursor({ id: 1 })])(
    'refuses the cursor %s',
    async (cursor) => {
      const response = await list(`?cursor=${cursor}`);
      expect(response.status).toBe(400);
    },
  );

  it('refuses an order it does not have, and names those it has', async () => {
    const response = await list('?sort=title;drop table task');
    expect(response.status).toBe(400);
    expect(response.body.errors).toEqual([{ pointer: '/sort', message: '必须是以下值之一：title, newest' }]);
    expect((await list('?sort[]=title')).status).toBe(400);
    expect((await list('?sort=title')).status).toBe(200);
  });

  it('refuses a filter it does not have', async () => {
    expect((await list('?owner=me')).body.errors).toEqual([{ pointer: '/owner', message: '不允许此字段' }]);
    expect((await list('?__proto__=me')).status).toBe(400);
    expect((await list('?constructor=me')).status).toBe(400);
  });
});
