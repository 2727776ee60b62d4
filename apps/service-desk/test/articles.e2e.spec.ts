import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { type ArticleBody, aText, done, edit, publish, step, write } from './article-steps.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

type Page<Item> = { items: Item[]; next: string | null };

let app: DeskApp;
let agent: Caller;
let author: Caller;
let reviewer: Caller;
let centre: Caller;
beforeAll(async () => {
  app = await startDesk({ env: { ARTICLE_PAGES: 'https://help.example.cn/articles/' } });
  agent = await Caller.of(app, 'E1002', 'agent', 'service');
  author = await Caller.of(app, 'E1003', 'knowledge-author', 'service');
  reviewer = await Caller.of(app, 'E1001', 'supervisor', 'service');
  centre = await Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre');
});
afterAll(() => app.close());

const find = (id: string, by: Caller): Promise<ArticleBody> => by.read(`/articles/${id}`);

describe('an article', () => {
  it('goes from its draft over a review with a return to customers, and its end is told', async () => {
    const draft = await write(author, { product: { id: 'P-19' }, tags: ['水泵'], cause: 'no_start' });
    expect(draft).toMatchObject({
      version: 1,
      number: 1,
      publishedNumber: null,
      state: 'draft',
      allowed: ['edit', 'submit'],
      en: null,
      product: { id: 'P-19' },
      cause: 'no_start',
      tags: ['水泵'],
      authors: ['E1003'],
      submitted: null,
      published: null,
      uses: 0,
    });
    const submitted = await done(step(author, draft, 'submit'));
    expect(submitted).toMatchObject({ state: 'review', version: 2, submitted: { by: 'E1003' } });
    const returned = await done(step(reviewer, submitted, 'return', { reason: '缺少安全提示' }));
    expect(returned).toMatchObject({ state: 'draft', returned: { by: 'E1001', reason: '缺少安全提示' } });
    const better = await done(
      edit(author, returned, { product: { id: 'P-19' }, zh: { title: '水泵', body: '先断电。' } }),
    );
    expect(better).toMatchObject({ number: 1, state: 'draft', tags: [], zh: { title: '水泵', body: '先断电。' } });
    const published = await done(step(reviewer, await done(step(author, better, 'submit')), 'publish'));
    expect(published).toMatchObject({ state: 'published', publishedNumber: 1, published: { by: 'E1001' } });
    expect(published.allowed).toEqual(['edit', 'retire']);
    const data = {
      articleId: draft.id,
      number: 1,
      titles: { zh: '水泵', en: null },
      productId: 'P-19',
      caseKinds: ['repair', 'technical'],
    };
    const told = await app.probe.waitFor('article.published', ({ aggregateId }) => aggregateId === draft.id);
    expect(told).toMatchObject({ data, aggregateVersion: published.version, customerId: null });

    const retired = await done(step(centre, published, 'retire', { reason: '该型号已停产' }));
    expect(retired).toMatchObject({
      state: 'retired',
      publishedNumber: null,
      retired: { by: 'E1021', reason: '该型号已停产' },
      allowed: ['edit'],
    });
    const ended = await app.probe.waitFor('article.retired', ({ aggregateId }) => aggregateId === draft.id);
    expect(ended).toMatchObject({ data, aggregateVersion: retired.version });
  });

  it('is edited as a new draft, while customers get the published text until the next one', async () => {
    const first = await publish(author, reviewer);
    const second = await done(edit(author, first, { zh: { title: '新标题', body: '新正文' } }));
    expect(second).toMatchObject({
      number: 2,
      state: 'draft',
      publishedNumber: 1,
      allowed: ['edit', 'submit', 'retire'],
    });
    expect(await find(first.id, author)).toMatchObject({ number: 2, zh: { title: '新标题' } });
    expect(await find(first.id, agent)).toMatchObject({
      number: 1,
      zh: { title: first.zh.title },
      allowed: ['retire'],
    });

    await done(step(reviewer, await done(step(author, second, 'submit')), 'publish'));
    expect(await find(first.id, agent)).toMatchObject({ number: 2, publishedNumber: 2 });
    const { items } = await author.read<Page<ArticleBody>>(`/articles/${first.id}/versions`);
    expect(items.map(({ number, state, retired }) => [number, state, retired])).toEqual([
      [2, 'published', null],
      [1, 'retired', { by: 'E1001', at: expect.any(String), reason: null }],
    ]);
  });

  it('can be retired while its next text is written, and written anew after that', async () => {
    const first = await publish(author, reviewer);
    const second = await done(edit(author, first, { zh: { title: '新标题', body: '新正文' } }));
    const retired = await done(step(reviewer, second, 'retire', { reason: '有误' }));
    expect(retired).toMatchObject({ number: 2, state: 'draft', publishedNumber: null });
    expect(await problemOf(agent.get(`/articles/${first.id}`))).toMatchObject({ status: 404 });
    expect(await problemOf(step(reviewer, retired, 'retire', { reason: '又' }))).toMatchObject({
      status: 409,
      type: 'article-state',
      state: 'draft',
      allowed: ['edit', 'submit'],
    });
    await done(step(reviewer, await done(step(author, retired, 'submit')), 'publish'));
    expect(await find(first.id, agent)).toMatchObject({ number: 2 });
  });

  it('changes nothing when the same text is written again', async () => {
    const draft = await write(author);
    expect(await done(edit(author, draft, {}))).toEqual(draft);
    const published = await publish(author, reviewer);
    expect(await done(edit(centre, published, {}))).toMatchObject({ number: 1, version: published.version });
  });

  it('is published by nobody who wrote at its text', async () => {
    const draft = await done(edit(reviewer, await write(author), { zh: { title: '主管改过', body: '的正文' } }));
    expect(draft.authors).toEqual(['E1003', 'E1001']);
    const submitted = await done(step(author, draft, 'submit'));
    expect(await problemOf(step(reviewer, submitted, 'publish'))).toMatchObject({ status: 403, type: 'own-text' });
    expect(await done(step(centre, submitted, 'publish'))).toMatchObject({ state: 'published' });
  });

  it('allows in each state only what the state allows', async () => {
    const draft = await write(author);
    const refused = async (article: ArticleBody, ...names: string[]): Promise<void> => {
      for (const name of names) {
        const answer = step(
          reviewer,
          article,
          name,
          { submit: undefined, publish: undefined }[name] ?? { reason: '否' },
        );
        expect([name, (await problemOf(answer)).type]).toEqual([name, 'article-state']);
      }
    };
    await refused(draft, 'publish', 'return', 'retire');
    const submitted = await done(step(author, draft, 'submit'));
    await refused(submitted, 'submit', 'retire');
    expect(await problemOf(edit(author, submitted, { tags: ['水'] }))).toMatchObject({ status: 409, state: 'review' });
    const published = await done(step(reviewer, submitted, 'publish'));
    await refused(published, 'submit', 'publish', 'return');
  });
});

describe('the sample articles', () => {
  it('are taken as they are', async () => {
    const file = new URL('../../../samples/articles.json', import.meta.url);
    for (const body of JSON.parse(readFileSync(file, 'utf8')) as object[]) {
      const { status, body: answer } = await author.post('/articles', body);
      expect([status, answer]).toMatchObject([201, body]);
    }
  });
});

describe('who reads articles', () => {
  it('sees no drafts without a hand in them, neither alone nor in lists, nor among the versions', async () => {
    const draft = await write(author, { zh: { title: '尚未公开的草稿', body: '正文' } });
    expect(await problemOf(agent.get(`/articles/${draft.id}`))).toMatchObject({ status: 404 });
    expect(await problemOf(agent.get(`/articles/${draft.id}/versions`))).toMatchObject({ status: 404 });
    for (const query of ['query=尚未公开', 'query=尚未公开&state=draft', 'state=review', 'state=retired']) {
      expect(await agent.read(`/articles?${encodeURI(query)}`)).toEqual({ items: [], next: null });
    }
    expect((await author.read<Page<ArticleBody>>(`/articles?${encodeURI('query=尚未公开')}`)).items).toHaveLength(1);
  });

  it('sees which texts customers got once', async () => {
    const first = await publish(author, reviewer);
    const second = await done(edit(author, first, { zh: { title: '二', body: '二' } }));
    const numbersFor = async (by: Caller): Promise<number[]> => {
      const { items } = await by.read<Page<ArticleBody>>(`/articles/${first.id}/versions`);
      return items.map(({ number }) => number);
    };
    expect([await numbersFor(agent), await numbersFor(author)]).toEqual([[1], [2, 1]]);
    await done(step(reviewer, second, 'retire', { reason: '有误' }));
    expect(await numbersFor(agent)).toEqual([1]);
  });

  it('finds articles by state, product, kind and words, page by page', async () => {
    const product = { id: `P-${newId()}` };
    const titles = ['一号水泵 说明', '二号水泵 说明', '三号风机 100%说明'];
    const articles: ArticleBody[] = [];
    for (const title of titles)
      articles.push(await publish(author, reviewer, { product, zh: { title, body: '正文' } }));
    await done(edit(author, articles[0]!, { product, zh: { title: '一号水泵 修订', body: '正文' } }));
    await write(author, {
      product,
      caseKinds: ['enquiry'],
      tags: ['会员'],
      en: { title: 'Points', body: 'Two years.' },
    });
    const titlesOf = async (query: string, by = author): Promise<string[]> => {
      const { items } = await by.read<Page<ArticleBody>>(`/articles?productId=${product.id}&${encodeURI(query)}`);
      return items.map(({ zh }) => zh.title);
    };
    const draft = aText().zh.title;
    expect(await titlesOf('')).toEqual([draft, titles[2], titles[1], '一号水泵 修订']);
    expect(await titlesOf('', agent)).toEqual([titles[2], titles[1], titles[0]]);
    expect(await titlesOf('state=published')).toEqual([titles[2], titles[1], titles[0]]);
    expect(await titlesOf('state=draft')).toEqual([draft, '一号水泵 修订']);
    expect(await titlesOf('state=retired')).toEqual([]);
    expect(await titlesOf('kind=enquiry')).toEqual([draft]);
    expect(await titlesOf('query=说明 水泵')).toEqual([titles[1]]);
    expect(await titlesOf('query=100%')).toEqual([titles[2]]);
    expect(await titlesOf('query=会员')).toEqual([draft]);
    expect(await titlesOf('query=points')).toEqual([draft]);

    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page: Page<ArticleBody> = await author.read(`/articles?productId=${product.id}&limit=2${cursor}`);
      seen.push(...page.items.map(({ zh }) => zh.title));
      if (!page.next) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(seen).toEqual(await titlesOf(''));
  });
});

describe('the text for a customer', () => {
  it('is the published one, the same on every channel', async () => {
    const article = await publish(author, reviewer, { en: { title: 'Pump', body: 'Press **reset**.' } });
    await done(edit(author, article, { zh: { title: '新', body: '新' } }));
    const textOn = (channel: string, more = '') =>
      author.read(`/articles/${article.id}/text?channel=${channel}${more}`);
    const plain = '1. 检查热继电器，按复位键；\n2. 灌泵排气后再启动水泵。';
    for (const channel of ['sms', 'wechat', 'phone'])
      expect(await textOn(channel)).toMatchObject({
        channel,
        format: 'plain',
        text: plain,
        shortened: false,
        link: null,
      });
    for (const channel of ['email', 'web'])
      expect(await textOn(channel)).toMatchObject({
        format: 'markdown',
        title: aText().zh.title,
        text: aText().zh.body,
      });
    expect(await textOn('sms', '&language=en')).toMatchObject({ language: 'en', title: 'Pump', text: 'Press reset.' });
  });

  it('is shortened where the channel carries no more, and says where the rest is', async () => {
    const body = '请先关闭出水口阀门，再按复位键启动一次。'.repeat(60);
    const { id } = await publish(author, reviewer, { zh: { title: '长文', body } });
    const sms = await agent.read<{ text: string }>(`/articles/${id}/text?channel=sms`);
    const link = `https://help.example.cn/articles/${id}?language=zh`;
    expect(sms).toMatchObject({ shortened: true, link });
    expect(sms.text.endsWith(`启动一次。……全文：${link}`)).toBe(true);
    expect(sms.text.length).toBeLessThanOrEqual(470);
    expect(await agent.read(`/articles/${id}/text?channel=web`)).toMatchObject({ text: body, link: null });
  });

  it('is absent while nothing is published, and in a language that the article has not', async () => {
    const draft = await write(author);
    expect(await problemOf(author.get(`/articles/${draft.id}/text?channel=sms`))).toMatchObject({
      status: 404,
      type: 'not-found',
    });
    const { id } = await publish(author, reviewer);
    expect(await problemOf(author.get(`/articles/${id}/text?channel=sms&language=en`))).toMatchObject({
      status: 404,
      type: 'article-not-translated',
      languages: ['zh'],
    });
  });
});

describe('bad input', () => {
  const pointersOf = async (body: object): Promise<string[]> => {
    const problem = await problemOf(author.post('/articles', body));
    expect(problem).toMatchObject({ status: 400, type: 'validation-failed' });
    return [...new Set((problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer))];
  };

  it('is told field by field', async () => {
    expect(await pointersOf({})).toEqual(expect.arrayContaining(['/zh', '/caseKinds']));
    expect(await pointersOf(aText({ zh: { title: ' ', body: '' } }))).toEqual(['/zh/title', '/zh/body']);
    expect(await pointersOf(aText({ zh: { title: '两\n行', body: '字'.repeat(20_001) } }))).toEqual([
      '/zh/title',
      '/zh/body',
    ]);
    expect(await pointersOf(aText({ zh: [], en: 'x', product: { id: '' } }))).toEqual(
      expect.arrayContaining(['/zh', '/en', '/product/id']),
    );
    expect(await pointersOf(aText({ caseKinds: [] }))).toEqual(['/caseKinds']);
    expect(await pointersOf(aText({ caseKinds: ['repair', 'repair'] }))).toEqual(['/caseKinds']);
    expect(await pointersOf(aText({ caseKinds: ['rant'], cause: '', tags: ['', '水泵'] }))).toEqual(
      expect.arrayContaining(['/caseKinds', '/cause', '/tags']),
    );
    expect(await pointersOf(aText({ author: 'E1' }))).toEqual(['/author']);
    const html = { title: '标题', body: '<script>alert(1)</script>' };
    expect(await pointersOf(aText({ zh: html, en: { title: 'x', body: '[x](javascript:1)' } }))).toEqual([
      '/zh/body',
      '/en/body',
    ]);
  });

  it('of every kind is a 400, never a 500', async () => {
    const { id } = await write(author);
    const cursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');
    const bad = [
      author.get('/articles/1'),
      author.get('/articles?state=lost'),
      author.get('/articles?kind=rant'),
      author.get(`/articles?query=${encodeURIComponent('\u0000')}`),
      author.get(`/articles?productId=${encodeURIComponent('\u0000')}`),
      author.get('/articles?query=a&query=b'),
      author.get('/articles?limit=101'),
      author.get('/articles?unknown=1'),
      author.get(`/articles?cursor=${cursor({ id: 'x' })}`),
      author.get(`/articles/${id}/versions?cursor=${cursor({ number: 2 ** 31 })}`),
      author.get(`/articles/${id}/versions?cursor=${cursor({ number: 'x' })}`),
      author.get(`/articles/${id}/text`),
      author.get(`/articles/${id}/text?channel=fax`),
      author.get(`/articles/${id}/text?channel=sms&language=de`),
      author.post(`/articles/${id}/submit`, undefined, { 'if-match': 'v1' }),
      reviewer.post(`/articles/${id}/return`, { reason: ' ' }, { 'if-match': '"v1"' }),
      reviewer.post(`/articles/${id}/retire`, {}, { 'if-match': '"v1"' }),
    ];
    for (const test of bad) expect([test.url, (await test).status]).toEqual([test.url, 400]);
  });

  it('is a change without a version, or of another version than the newest', async () => {
    const article = await write(author);
    expect(await problemOf(author.post(`/articles/${article.id}/submit`))).toMatchObject({ status: 428 });
    expect(await problemOf(author.put(`/articles/${article.id}/draft`, aText()))).toMatchObject({ status: 428 });
    expect(await problemOf(step(author, { ...article, version: 7 }, 'submit'))).toMatchObject({
      status: 412,
      type: 'stale-version',
      currentVersion: 1,
    });
  });

  it('is an article that is not there', async () => {
    const nowhere = { ...(await write(author)), id: newId() };
    const reason = { reason: '否' };
    for (const test of [
      author.get(`/articles/${nowhere.id}`),
      author.get(`/articles/${nowhere.id}/versions`),
      author.get(`/articles/${nowhere.id}/text?channel=sms`),
      edit(author, nowhere, {}),
      step(author, nowhere, 'submit'),
      step(reviewer, nowhere, 'publish'),
      step(reviewer, nowhere, 'return', reason),
      step(reviewer, nowhere, 'retire', reason),
    ])
      expect([test.url, (await problemOf(test)).status]).toEqual([test.url, 404]);
  });

  it('is what somebody may not do', async () => {
    const article = await write(author);
    const reason = { reason: '否' };
    expect(await problemOf(agent.post('/articles', aText()))).toMatchObject({
      status: 403,
      permission: 'knowledge:write',
    });
    expect(await problemOf(edit(agent, article, {}))).toMatchObject({ status: 403 });
    for (const name of ['publish', 'return', 'retire'])
      expect(await problemOf(step(author, article, name, reason))).toMatchObject({
        status: 403,
        permission: 'knowledge:publish',
      });
    expect(await problemOf(Caller.nobody(app).get('/articles'))).toMatchObject({ status: 401 });
  });

  it('comes twice without harm under an Idempotency-Key', async () => {
    const key = { 'idempotency-key': newId() };
    const first = await author.post('/articles', aText(), key);
    const again = await author.post('/articles', aText(), key);
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true']);
    expect(first.headers['location']).toBe(`/service-desk/v1/articles/${(first.body as ArticleBody).id}`);
    expect(first.headers['etag']).toBe('"v1"');
  });
});

describe('many at once', () => {
  const outcomes = async (tests: PromiseLike<{ status: number; body: unknown }>[]): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { status, body } of await Promise.all(tests)) {
      const name = status === 200 ? '200' : `${status} ${(body as { type: string }).type.replace('urn:problem:', '')}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };

  it('publish one text: one does it, the others are told that it changed', async () => {
    const submitted = await done(step(author, await write(author), 'submit'));
    const tests = Array.from({ length: 24 }, (_, at) => step(at % 2 ? reviewer : centre, submitted, 'publish'));
    expect(await outcomes(tests)).toEqual({ '200': 1, '412 stale-version': 23 });
    expect(await find(submitted.id, agent)).toMatchObject({ number: 1, version: submitted.version + 1 });
    const told = await app.database.query('SELECT 1 FROM outbox WHERE aggregate_id = $1', [submitted.id]);
    expect(told).toHaveLength(1);
  });

  it('edit one published text: one begins the next, the others are told that it changed', async () => {
    const published = await publish(author, reviewer);
    const tests = Array.from({ length: 24 }, (_, at) => edit(author, published, { tags: [`标签${at}`] }));
    expect(await outcomes(tests)).toEqual({ '200': 1, '412 stale-version': 23 });
    expect(await find(published.id, author)).toMatchObject({ number: 2, version: published.version + 1 });
  });

  it('publish and give back one text: it ends in one state', async () => {
    const submitted = await done(step(author, await write(author), 'submit'));
    const tests = Array.from({ length: 20 }, (_, at) =>
      at % 2 ? step(reviewer, submitted, 'publish') : step(centre, submitted, 'return', { reason: '请改' }),
    );
    expect(await outcomes(tests)).toEqual({ '200': 1, '412 stale-version': 19 });
  });
});
