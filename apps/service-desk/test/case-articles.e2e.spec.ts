import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { done, edit, publish, step, write } from './article-steps.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

interface Suggested {
  articleId: string;
  number: number;
  title: string;
  score: number;
  reasons: string[];
  terms: string[] | null;
  used: boolean;
}
interface Report {
  cases: number;
  withArticle: number;
  examined: number;
  withSuggestion: number;
  complete: boolean;
  items: { product: { id: string } | null; kind: string; term: string | null; cases: number; caseIds: string[] }[];
}

let app: DeskApp;
let agent: Caller;
let author: Caller;
let reviewer: Caller;
let centre: Caller;
let finance: Caller;
let manager: Caller;
beforeAll(async () => {
  app = await startDesk();
  agent = await Caller.of(app, 'E1002', 'agent', 'service');
  author = await Caller.of(app, 'E1003', 'knowledge-author', 'service');
  reviewer = await Caller.of(app, 'E1001', 'supervisor', 'service');
  centre = await Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre');
  finance = await Caller.of(app, 'E1071', 'supervisor', 'finance');
  manager = await Caller.of(app, 'E1000', 'manager', 'management');
});
afterAll(() => app.close());
beforeEach(() => app.database.query('TRUNCATE service_case, article CASCADE'));

const pump = { product: { id: 'P-19' }, tags: ['水泵', '不转'] };
const invoice = {
  zh: { title: '发票开错后的作废重开', body: '当月的发票直接作废，按正确的抬头和税号重开。' },
  en: { title: 'A wrong invoice', body: 'We cancel it and issue a new one with the right name.' },
  caseKinds: ['complaint', 'request'],
};
const pumpCase = {
  kind: 'repair',
  subject: '水泵报修',
  text: '水泵按了启动没有反应，不转',
  product: { id: 'P-19' },
} as const;

const suggest = async (caseId: string, query = '', by = agent): Promise<Suggested[]> =>
  (await by.read<{ items: Suggested[] }>(`/cases/${caseId}/articles${query}`)).items;

describe('suggestions for a case', () => {
  it('are the published articles that say something similar, with a score and its reasons', async () => {
    const article = await publish(author, reviewer, pump);
    await publish(author, reviewer, invoice);
    await write(author, { ...pump, zh: { title: '水泵不转的草稿', body: '水泵启动没有反应' } });
    const caseId = await agent.takeIn(pumpCase);
    const items = await suggest(caseId);
    expect(items).toMatchObject([
      { articleId: article.id, number: 1, title: article.zh.title, product: { id: 'P-19' }, used: false },
    ]);
    expect(items[0]!.reasons).toEqual(['similar_text', 'same_product', 'same_kind']);
    expect(items[0]!.terms).toContain('水泵');
    expect(items[0]!.score).toBeGreaterThan(0.08);
    expect(items[0]!.score).toBeLessThanOrEqual(1);
  });

  it('follow every publication at once, also in another process', async () => {
    const other = { ...app, ...(await app.another('http')) };
    const agentThere = await Caller.of(other, 'E1002', 'agent', 'service');
    const caseId = await agent.takeIn(pumpCase);
    const both = async (): Promise<unknown[]> =>
      Promise.all([agent, agentThere].map(async (by) => (await suggest(caseId, '', by)).map(({ title }) => title)));
    expect(await both()).toEqual([[], []]);
    const first = await publish(author, reviewer, pump);
    expect(await both()).toEqual([[first.zh.title], [first.zh.title]]);
    const second = await done(edit(author, first, { ...pump, zh: { title: '水泵不启动', body: '复位。' } }));
    expect(await both()).toEqual([[first.zh.title], [first.zh.title]]);
    const published = await done(step(reviewer, await done(step(author, second, 'submit')), 'publish'));
    expect(await both()).toEqual([['水泵不启动'], ['水泵不启动']]);
    await done(step(reviewer, published, 'retire', { reason: '停产' }));
    expect(await both()).toEqual([[], []]);
  });

  it('can be told in another language than the customer wrote in', async () => {
    await publish(author, reviewer, invoice);
    await publish(author, reviewer, { zh: { title: '发票抬头写错', body: '按正确的抬头重开发票。' } });
    const chinese = await agent.takeIn({ kind: 'complaint', subject: '发票', text: '发票抬头开错了，要重开' });
    expect((await suggest(chinese)).map(({ title }) => title).sort()).toEqual(['发票开错后的作废重开', '发票抬头写错']);
    expect((await suggest(chinese, '?language=en')).map(({ title }) => title)).toEqual(['A wrong invoice']);
    const english = await agent.takeIn({
      kind: 'complaint',
      subject: 'wrong invoice',
      text: 'the invoice has a wrong name',
    });
    expect((await suggest(english, '?limit=1')).map(({ title }) => title)).toEqual(['发票开错后的作废重开']);
  });

  it('come from everything that was said in all contacts of the case', async () => {
    await publish(author, reviewer, invoice);
    const matter = { orderId: newId(), customerId: newId() };
    const caseId = await agent.takeIn({ ...matter, kind: 'complaint', subject: '问题', text: '请回电' });
    expect(await suggest(caseId)).toEqual([]);
    expect(await agent.takeIn({ ...matter, kind: 'complaint', subject: '发票', text: '抬头开错' })).toBe(caseId);
    expect(await suggest(caseId)).toHaveLength(1);
  });

  it('are for whoever may see the case; what the customer said only for whoever may read that', async () => {
    await publish(author, reviewer, pump);
    const caseId = await agent.takeIn(pumpCase);
    for (const path of [`/cases/${caseId}/articles`, `/cases/${newId()}/articles`])
      expect(await problemOf(finance.get(path))).toMatchObject({ status: 404 });
    expect((await suggest(caseId, '', centre))[0]!.terms).toContain('水泵');
    expect((await suggest(caseId, '', manager))[0]).toMatchObject({ terms: null, reasons: expect.any(Array) });
  });

  it('leave nothing of what the customer said in the database', async () => {
    const word = '蛤蟆坪';
    await publish(author, reviewer, pump);
    const caseId = await agent.takeIn({ ...pumpCase, text: `${word}的水泵不转，启动没有反应` });
    await suggest(caseId);
    await reviewer.read('/articles/gaps?minCases=1');
    const tables = await app.database.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const found = await app.database.query(`SELECT 1 FROM "${name}" t WHERE strpos(t::text, $1) > 0`, [word]);
      expect([name, found]).toEqual([name, []]);
    }
  });

  it('refuse bad questions', async () => {
    const caseId = await agent.takeIn();
    for (const query of ['?language=de', '?limit=0', '?limit=21', '?limit=x', '?other=1'])
      expect([query, (await agent.get(`/cases/${caseId}/articles${query}`)).status]).toEqual([query, 400]);
    expect((await agent.get('/cases/1/articles')).status).toBe(400);
  });
});

describe('the use of an article', () => {
  it('counts once for each case, and stands in its timeline once', async () => {
    const article = await publish(author, reviewer, pump);
    const caseId = await agent.takeIn(pumpCase);
    const path = `/cases/${caseId}/articles/${article.id}/use`;
    const first = await agent.post(path);
    expect([first.status, first.body]).toMatchObject([
      201,
      { caseId, articleId: article.id, number: 1, usedBy: 'E1002' },
    ]);
    const again = await reviewer.post(path);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const { items } = await agent.read<{ items: { type: string; details: object; by: object }[] }>(
      `/cases/${caseId}/timeline`,
    );
    expect(items.filter(({ type }) => type === 'article.used')).toMatchObject([
      { details: { articleId: article.id, number: 1 }, by: { employeeId: 'E1002', department: 'service' } },
    ]);
    expect((await suggest(caseId))[0]).toMatchObject({ used: true });
    await agent.do(`/cases/${await agent.takeIn(pumpCase)}/articles/${article.id}/use`, undefined, 201);
    expect(await agent.read(`/articles/${article.id}`)).toMatchObject({ uses: 2 });
  });

  it('counts once when many say so at once', async () => {
    const article = await publish(author, reviewer, pump);
    const caseId = await agent.takeIn(pumpCase);
    const path = `/cases/${caseId}/articles/${article.id}/use`;
    const answers = await Promise.all(Array.from({ length: 24 }, () => agent.post(path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(23).fill(200), 201]);
    expect(await agent.read(`/articles/${article.id}`)).toMatchObject({ uses: 1 });
  });

  it('stays when the article is retired, and is not to be had of one that is not published', async () => {
    const article = await publish(author, reviewer, pump);
    const [one, two] = [await agent.takeIn(pumpCase), await agent.takeIn(pumpCase)];
    await agent.do(`/cases/${one}/articles/${article.id}/use`, undefined, 201);
    await done(step(reviewer, article, 'retire', { reason: '停产' }));
    await agent.do(`/cases/${one}/articles/${article.id}/use`, undefined, 200);
    for (const articleId of [article.id, (await write(author, pump)).id, newId()])
      expect(await problemOf(agent.post(`/cases/${two}/articles/${articleId}/use`))).toMatchObject({ status: 404 });
  });

  it('is for whoever answers for the case, and not for whom it is about', async () => {
    const article = await publish(author, reviewer, pump);
    const caseId = await agent.takeIn({ ...pumpCase, kind: 'complaint', complainedOf: 'E1001' });
    const path = `/cases/${caseId}/articles/${article.id}/use`;
    expect(await problemOf(finance.post(path))).toMatchObject({ status: 404 });
    expect(await problemOf(reviewer.post(path))).toMatchObject({ status: 403, type: 'recused' });
    expect(await problemOf(author.post(path))).toMatchObject({ status: 403, permission: 'case:write' });
  });
});

describe('the report of gaps', () => {
  const seals = ['密封圈漏油', '密封圈渗油，发硬', '又是密封圈的问题', '密封圈开裂停用'];
  const takeSeals = async (): Promise<string[]> => {
    const ids: string[] = [];
    for (const text of seals)
      ids.push(await agent.takeIn({ kind: 'complaint', subject: '电磁阀', text, product: { id: 'P-14' } }));
    return ids;
  };
  const report = (query = '', by = reviewer): Promise<Report> => by.read(`/articles/gaps${query}`);

  it('shows groups of cases that no article helps with, until one is published', async () => {
    await publish(author, reviewer, pump);
    const ids = await takeSeals();
    await agent.takeIn(pumpCase);
    await agent.takeIn({ kind: 'enquiry', subject: '招聘', text: '还招人吗' });
    expect(await report()).toMatchObject({
      cases: 6,
      withArticle: 0,
      examined: 6,
      withSuggestion: 1,
      complete: true,
      items: [{ product: { id: 'P-14' }, kind: 'complaint', term: expect.stringMatching(/密封圈|电磁阀/), cases: 4 }],
    });
    expect((await report()).items[0]!.caseIds.sort()).toEqual(ids.sort());
    expect((await report('?minCases=5')).items).toEqual([]);
    const zh = { title: '电磁阀密封圈漏油的更换', body: '密封圈发硬开裂、渗油时停用，更换同一型号的密封圈。' };
    await publish(author, reviewer, { zh, caseKinds: ['complaint'], product: { id: 'P-14' } });
    expect(await report()).toMatchObject({ withSuggestion: 5, items: [] });
  });

  it('leaves cases out that an article was used with, and those of another time', async () => {
    const article = await publish(author, reviewer, invoice);
    const ids = await takeSeals();
    for (const id of ids.slice(0, 2)) await agent.do(`/cases/${id}/articles/${article.id}/use`, undefined, 201);
    expect(await report('?minCases=1')).toMatchObject({ cases: 4, withArticle: 2, examined: 2, items: [{ cases: 2 }] });
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await report(`?from=${tomorrow}&to=${new Date(Date.now() + 2 * 86_400_000).toISOString()}`)).toMatchObject({
      cases: 0,
      items: [],
    });
  });

  it('tells of cases of the own department only, and no words to who may not read them', async () => {
    await takeSeals();
    expect(await report('', finance)).toMatchObject({ cases: 0, items: [] });
    expect((await report('', centre)).items[0]).toMatchObject({ cases: 4, term: expect.any(String) });
    expect((await report('', author)).items).toMatchObject([{ product: { id: 'P-14' }, cases: 4, term: null }]);
    expect(await problemOf(agent.get('/articles/gaps'))).toMatchObject({ status: 403, permission: 'knowledge:write' });
  });

  it('refuses bad questions', async () => {
    for (const query of [
      '?from=yesterday',
      '?from=2026-02-31T00:00:00Z',
      '?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      '?from=2024-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
      '?minCases=0',
      '?limit=101',
      '?product=P-1',
    ])
      expect([query, (await reviewer.get(`/articles/gaps${query}`)).status]).toEqual([query, 400]);
  });
});
