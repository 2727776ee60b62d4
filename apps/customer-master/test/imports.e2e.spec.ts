import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing, type Wish } from './importing.js';
import { workbook } from './workbook.js';

let master: CustomerMasterApp;
let importing: Importing;
let as: Record<'steward' | 'agent', { authorization: string }>;

beforeAll(async () => {
  master = await startCustomerMaster();
  as = {
    steward: await master.tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    agent: await master.tokens.bearer({ sub: 'E2', roles: ['agent'], department: 'service' }),
  };
  importing = new Importing(master.url, as.steward);
});

afterAll(() => master.close());

const api = () => request(`${master.url}/customer-master/v1`);

const upload = (file: Buffer | string, wish: Wish = {}) => importing.upload(file, wish);
const finished = (id: string) => importing.finished(id);
const run = (file: Buffer | string, wish: Wish = {}) => importing.run(file, wish);
const errorsOf = (id: string, language?: string) => importing.errorsOf(id, language);
const bySource = (id: string, source = 'erp') => api().get(`/customers/by-source/${source}/${id}`).set(as.steward);
let number = 0;
const csv = (...rows: string[]) => ['sourceId,kind,name,phone', ...rows].join('\n');
const freshId = () => `I-${++number}`;

describe('an import', () => {
  it('takes no wish from the query: a dry run that is meant must not become a real one', async () => {
    const id = freshId();
    const answer = await api()
      .post('/imports?dryRun=true')
      .set(as.steward)
      .attach('file', Buffer.from(csv(`${id},organisation,太原试运贸易有限公司,`)), 'rows.csv');
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ pointer: '/dryRun' }]);
    expect((await bySource(id)).status).toBe(404);
  });

  it('registers what is new, attaches what is known, and says so', async () => {
    const [one, two] = [freshId(), freshId()];
    const result = await run(
      csv(`${one},organisation,太原永利贸易有限公司,0351-5551001`, `${two},person,王伟明,13800001001`),
    );
    expect(result).toMatchObject({
      state: 'completed',
      dryRun: false,
      encoding: 'utf-8',
      createdBy: 'E1',
      counts: { rows: 2, registered: 2, attached: 0, updated: 0, unchanged: 0, failed: 0 },
    });
    expect(result.finishedAt >= result.startedAt).toBe(true);
    expect((await bySource(one)).body).toMatchObject({ displayName: '太原永利贸易有限公司', kind: 'organisation' });
    const again = await run(csv(`X-${one},organisation,太原永利贸易有限公司,0351 5551001`), { source: 'sales' });
    expect(again.counts).toMatchObject({ attached: 1, registered: 0 });
    expect((await bySource(one)).body.sources).toHaveLength(2);
  });

  it('of the same file again changes nothing', async () => {
    const file = csv(
      `${freshId()},organisation,太原恒达贸易有限公司,0351-5551002`,
      `${freshId()},person,李建国,13800001002`,
    );
    await run(file);
    const traces = () =>
      master.run((tx) =>
        tx.query(
          `SELECT (SELECT count(*) FROM source_record_version) AS versions,
                  (SELECT sum(version + card_version) FROM customer) AS events, (SELECT count(*) FROM membership) AS members`,
        ),
      );
    const before = await traces();
    expect((await run(file)).counts).toMatchObject({ rows: 2, unchanged: 2, registered: 0, updated: 0 });
    expect(await traces()).toEqual(before);
  });

  it('says how many of those it registered resemble somebody known, and who they are', async () => {
    await run(csv(`${freshId()},organisation,山西煤业,`));
    const like = freshId();
    const result = await run(csv(`${like},organisation,山西煤矿,`), { source: 'crm' });
    expect(result.counts).toMatchObject({ registered: 1, resembling: 1 });
    expect((await bySource(like, 'crm')).body.possibleDuplicates).toHaveLength(1);
  });

  it('refuses single rows and none of the others, and gives them back as a file', async () => {
    const [good, late] = [freshId(), freshId()];
    const result = await run(
      csv(
        `${good},organisation,太原宏泰贸易有限公司,0351-5551003`,
        `${freshId()},organisation,,0351-5551004`,
        `${freshId()},firm,太原瑞丰贸易有限公司,`,
        `${freshId()},organisation,"=HYPERLINK(""x"")",13800`,
        `,organisation,太原无号贸易有限公司,`,
        `${freshId()},organisation,${'长'.repeat(2001)},`,
        `${freshId()},organisation,x,${Array(200).fill('y').join(',')}`,
        '',
        `${late},organisation,太原盛源贸易有限公司,0351-5551005`,
      ),
    );
    expect(result.counts).toMatchObject({ rows: 8, registered: 2, failed: 6 });
    for (const id of [good, late]) expect((await bySource(id)).status).toBe(200);
    const lines = (await errorsOf(result.id)).split('\r\n');
    expect(lines[0]).toBe('\uFEFFrow,code,reason,sourceId,kind,name,phone');
    expect(lines.slice(1, 7).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual([
      '3 name-missing',
      '4 invalid-value',
      '5 invalid-value',
      '6 invalid-value',
      '7 cell-too-long',
      '8 too-many-columns',
    ]);
    expect(lines[3]).toContain('phone: is an impossible phone number');
    expect(lines[3]).toContain(`"'=HYPERLINK(""x"")"`);
    expect(lines[4]).toContain('sourceId:');
    expect(await errorsOf(result.id, 'zh')).toContain('没有名称');
  });

  it('says what to do with a customer that is said to be undesirable', async () => {
    const [id, other] = [freshId(), freshId()];
    const file = `sourceId,kind,name,phone,status\n${id},organisation,太原欠款贸易有限公司,,劣质\n${other},organisation,太原付清贸易有限公司,,流失`;
    const result = await run(file);
    expect(result.counts).toMatchObject({ registered: 1, failed: 1 });
    const lines = (await errorsOf(result.id)).split('\r\n');
    expect(lines[1]).toContain('2,status-by-hand,');
    expect(lines[1]).toContain(
      'status: is said by hand, with its reason, by PATCH /customers/{id}: leave it empty here',
    );
    expect(await errorsOf(result.id, 'zh')).toContain('此处请留空');
    expect((await bySource(other)).body.status).toBe('lost');
  });

  it('tried out leaves no trace, and then does what it said', async () => {
    const [known, fresh] = [freshId(), freshId()];
    await run(csv(`${known},organisation,太原金海贸易有限公司,0351-5551006`));
    const customers = () => master.run((tx) => tx.query('SELECT count(*) AS n FROM source_record_version'));
    const before = await customers();
    const file = csv(
      `${known},organisation,太原金海贸易有限公司,0351-5551007`,
      `${fresh},organisation,太原银海贸易有限公司,`,
      `${freshId()},organisation,,`,
    );
    const tried = await run(file, { dryRun: true });
    expect(tried).toMatchObject({ state: 'validated', counts: { rows: 3, registered: 1, updated: 1, failed: 1 } });
    expect(await customers()).toEqual(before);
    expect((await bySource(fresh)).status).toBe(404);
    expect(await errorsOf(tried.id)).toContain('name-missing');

    await api().post(`/imports/${tried.id}/commit`).set(as.steward).expect(202);
    const done = await finished(tried.id);
    expect(done).toMatchObject({ dryRun: false, counts: tried.counts });
    expect((await bySource(fresh)).status).toBe(200);
    const again = await api().post(`/imports/${tried.id}/commit`).set(as.steward);
    expect([again.status, again.body.type]).toEqual([409, 'urn:problem:import-not-validated']);
  });

  it('keeps nothing of the rows but those that failed', async () => {
    const { id } = await run(
      csv(`${freshId()},organisation,太原秘密贸易有限公司,0351-5551008`, `${freshId()},person,,`),
    );
    const left = await master.run((tx) =>
      tx.query(
        `SELECT (SELECT count(*) FROM customer_import_batch WHERE import_id = $1) AS batches,
                (SELECT count(*) FROM customer_import_failure WHERE import_id = $1) AS failures,
                (SELECT count(*) FROM customer_import_failure f WHERE f::text LIKE '%秘密%') AS clear`,
        [id],
      ),
    );
    expect(left).toEqual([{ batches: 0, failures: 1, clear: 0 }]);
  });

  it('is started once for one Idempotency-Key', async () => {
    const file = csv(`${freshId()},organisation,太原幂等贸易有限公司,0351-5551009`);
    const [first, second] = [await upload(file, { key: 'k-1' }), await upload(file, { key: 'k-1' })];
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await upload(csv('Z-1,person,别人,'), { key: 'k-1' })).status).toBe(422);
    const staged = await master.run((tx) =>
      tx.query(`SELECT count(*) AS n FROM customer_import WHERE state = 'receiving'`),
    );
    expect(staged).toEqual([{ n: 0 }]);
  });

  it('of more rows than one batch works them all off', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => `B-${at},organisation,批量客户${at}号有限公司,`);
    const result = await run(csv(...rows), { source: 'bulk' });
    expect(result.counts).toMatchObject({ rows: 120, registered: 120 });
    expect((await bySource('B-119', 'bulk')).status).toBe(200);
  }, 120_000);
});

describe('an import that loses its database in the middle', () => {
  it('goes on by itself, and has each row once', async () => {
    // Two processes want to go on with it.
    await master.another();
    const rows = Array.from({ length: 1_000 }, (_, at) => `T-${at},organisation,断线客户${at}号有限公司,`);
    const { body } = await upload(csv(...rows), { source: 'torn' }).expect(202);
    await waitFor(async () => (await api().get(`/imports/${body.id}`).set(as.steward)).body.counts.registered > 0, {
      timeoutMs: 60_000,
    });
    const cut = () =>
      master.run((tx) =>
        tx.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'customer-master' AND pid <> pg_backend_pid()`,
        ),
      );
    for (let times = 0; times < 3; times++) await cut();
    expect((await finished(body.id)).counts).toMatchObject({ rows: 1_000, registered: 1_000, failed: 0 });
    const known = await master.run((tx) =>
      tx.query(
        `SELECT count(*) AS n FROM source_record_version v JOIN source_record r ON r.id = v.record_id WHERE r.source = 'torn'`,
      ),
    );
    expect(known).toEqual([{ n: 1_000 }]);
  }, 200_000);
});

describe('a file', () => {
  it('may be UTF-8 with a byte order mark, or GB18030 with characters of four bytes', async () => {
    const [withMark, gb] = [freshId(), freshId()];
    expect((await run(`\uFEFF${csv(`${withMark},organisation,太原带标贸易有限公司,`)}`)).encoding).toBe('utf-8');
    const name = Buffer.from('cdf58230b731', 'hex');
    const file = Buffer.concat([
      Buffer.from(csv(`${gb},person,`)),
      name,
      Buffer.from(',\n'),
      Buffer.from('c9bdcef7c3bad2b5', 'hex'),
    ]);
    expect((await run(file)).encoding).toBe('gb18030');
    expect((await bySource(gb)).body.displayName).toBe('王㛃');
  });

  it.each([
    ['Latin-1', Buffer.from(csv('L-1,organisation,Müller;Größe,'), 'latin1'), 'unreadable-encoding'],
    ['UTF-16', Buffer.from(`\uFEFF${csv('L-1,person,x,')}`, 'utf16le'), 'unreadable-encoding'],
    [
      'half a character at the end',
      Buffer.concat([Buffer.from(csv('L-1,person,')), Buffer.from('e5b1', 'hex')]),
      'unreadable-encoding',
    ],
    ['an unknown column', Buffer.from('sourceId,kind,name,colour\n1,person,x,red'), 'unsuitable-header'],
    ['a column twice', Buffer.from('sourceId,kind,name,name\n1,person,x,y'), 'unsuitable-header'],
    ['no header at all', Buffer.from('1,person,x'), 'unsuitable-header'],
    ['semicolons', Buffer.from('sourceId;kind;name\n1;person;x'), 'unsuitable-header'],
    [
      'a header of 101 columns',
      Buffer.from(Array.from({ length: 101 }, (_, at) => `c${at}`).join(',')),
      'unsuitable-header',
    ],
    ['nothing in it', Buffer.alloc(0), 'unsuitable-header'],
    ['an old Office format', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'unreadable-workbook'],
    ['a ZIP container without a workbook', Buffer.from('504b0506' + '00'.repeat(18), 'hex'), 'unreadable-workbook'],
    ['a quote that never ends', Buffer.from(csv('1,person,"x')), 'unreadable-csv'],
  ])('with %s is refused, and nothing is kept of it', async (_, file, problem) => {
    const { status, body } = await upload(file);
    expect([status, body.type]).toEqual([400, `urn:problem:${problem}`]);
    const kept = await master.run((tx) => tx.query(`SELECT id FROM customer_import WHERE state = 'receiving'`));
    expect(kept).toEqual([]);
  });

  it('names what is wrong with its header', async () => {
    const { body } = await upload('kind,colour,phone,phone\n').expect(400);
    expect(body).toMatchObject({ missing: ['sourceId', 'name|familyName'], unknown: ['colour'], duplicate: ['phone'] });
  });

  it('without sources needs one in the request, which may not be one of ours', async () => {
    const file = csv(`${freshId()},person,张三,`);
    expect((await upload(file, { source: '' })).body.errors).toMatchObject([{ pointer: '/source' }]);
    expect((await upload(file, { source: 'mdm' })).status).toBe(400);
    expect((await upload(file, { source: 'No Such' })).status).toBe(400);
    expect((await upload(file).field('colour', 'red')).status).toBe(400);
    expect((await api().post('/imports').set(as.steward).field('source', 'erp')).body.errors).toMatchObject([
      { pointer: '/file' },
    ]);
    expect((await api().post('/imports').set(as.steward).send({})).status).toBe(415);
  });

  it('of one system may not pose as an edit made here', async () => {
    const { counts, id } = await run('source,sourceId,kind,name\nmdm,x-1,person,张三\nmanual,x-2,person,李四', {
      source: '',
    });
    expect(counts).toMatchObject({ rows: 2, failed: 2 });
    expect(await errorsOf(id)).toContain('source:');
  });
});

describe('a workbook', () => {
  it('is imported like a CSV file, and a row that is refused goes back with its number', async () => {
    const [one, two] = [freshId(), freshId()];
    const file = await workbook({
      sheets: {
        说明: [['只是说明']],
        客户: [
          ['sourceId', 'kind', 'name', 'familyName', 'birthDate'],
          [one, 'person', '张伟', '张', { xml: '<c r="E2" s="1"><v>29251</v></c>' }],
          [two, 'person', '李四', '李', '1980-02-31'],
          [freshId(), 'organisation', '\u200b太原工作簿贸易有限公司😀'],
          [freshId(), 'organisation', '\u202e太原倒写贸易有限公司'],
        ],
      },
    });
    const result = await run(file, { sheet: '客户' });
    expect(result).toMatchObject({
      format: 'xlsx',
      sheet: '客户',
      encoding: null,
      counts: { registered: 2, failed: 2 },
    });
    expect((await bySource(one)).body.person).toMatchObject({ familyName: '张', birthDate: '1980-01-31' });
    expect(await errorsOf(result.id)).toContain(`3,invalid-value,birthDate`);
    expect(await errorsOf(result.id)).toContain(`5,invalid-value,name: contains control characters`);
    const refused = await upload(file, { sheet: '没有' });
    expect(refused.body).toMatchObject({
      type: 'urn:problem:unreadable-workbook',
      reason: 'no_such_sheet',
      sheets: ['说明', '客户'],
    });
  });
});

describe('the headings of a file', () => {
  const headings = '客户编号,客户名称,手机,备注';
  const columns = { 客户编号: 'sourceId', 客户名称: 'name', 手机: 'phone', 备注: null };

  it('that nobody explained are refused with a proposal, and tried out by it', async () => {
    const id = freshId();
    const file = `客户编号,客户类型,公司名称（必填）,手机\n${id},企业,太原提议贸易有限公司,13800002001\n`;
    const { body } = await upload(file, { source: 'list' }).expect(400);
    expect(body.proposedMapping).toEqual([
      { header: '客户编号', column: 'sourceId', confidence: 0.9 },
      { header: '客户类型', column: 'kind', confidence: 0.9 },
      { header: '公司名称（必填）', column: 'name', confidence: 0.9 },
      { header: '手机', column: 'phone', confidence: 0.9 },
    ]);
    const tried = await run(file, { source: 'list', dryRun: true });
    expect(tried.counts).toMatchObject({ registered: 1 });
    expect(tried.mapping[2]).toEqual({
      header: '公司名称（必填）',
      column: 'name',
      origin: 'proposed',
      confidence: 0.9,
    });
    await api().post(`/imports/${tried.id}/commit`).set(as.steward).expect(202);
    await finished(tried.id);
    expect((await bySource(id, 'list')).body).toMatchObject({
      kind: 'organisation',
      displayName: '太原提议贸易有限公司',
    });
  });

  it('that are proposed take what lists write under them', async () => {
    const [firm, person, late] = [freshId(), freshId(), freshId()];
    const file = [
      '客户编号,客户类型,客户名称,状态,国家,更新时间,出生日期',
      `${firm},企业,太原列表贸易有限公司,现实,中国,2024-05-01 10:00,`,
      `${person},个人,单雄信,潜在客户,,45413.5,1980/1/31`,
      `${late},企业,太原未来贸易有限公司,流失,美国,2999-01-01 08:00,`,
    ].join('\n');
    const tried = await run(file, { source: 'list', dryRun: true });
    expect(tried.counts).toMatchObject({ registered: 2, failed: 1 });
    expect(await errorsOf(tried.id)).toContain('更新时间: observedAt must not lie ahead');
    await api().post(`/imports/${tried.id}/commit`).set(as.steward).expect(202);
    await finished(tried.id);
    expect((await bySource(firm, 'list')).body).toMatchObject({ status: 'active', addresses: [] });
    expect((await bySource(person, 'list')).body).toMatchObject({
      status: 'potential',
      person: { birthDate: '1980-01-31' },
    });
    const observed = await master.run((tx) =>
      tx.query<{ at: Date }[]>(
        `SELECT said.observed_at AS at FROM source_record_version said JOIN source_record ON id = record_id
         WHERE source = 'list' AND source_id = ANY($1) ORDER BY 1`,
        [[firm, person]],
      ),
    );
    expect(observed.map(({ at }) => at.toISOString())).toEqual([
      '2024-05-01T02:00:00.000Z',
      '2024-05-01T04:00:00.000Z',
    ]);
  });

  it('are explained once for a source, and faults speak of them', async () => {
    const [one, two] = [freshId(), freshId()];
    await run(`${headings}\n${one},太原首次贸易有限公司,,x`, { source: 'once', kind: 'organisation', columns });
    const next = await run(`${headings}\n${two},太原再次贸易有限公司,123,y`, { source: 'once', kind: 'organisation' });
    expect(next.mapping[0]).toMatchObject({ column: 'sourceId', origin: 'remembered' });
    expect(next.counts).toMatchObject({ failed: 1 });
    const errors = await errorsOf(next.id);
    expect(errors).toContain(`row,code,reason,${headings}`);
    expect(errors).toContain('手机: is an impossible phone number');
    const saved = (await api().get('/imports/mappings/once').set(as.steward).expect(200)).body;
    expect(saved).toMatchObject({ source: 'once', columns, changedBy: 'E1' });
  });

  it('can be explained beforehand, and are proposed for', async () => {
    const body = { columns: { 号: 'sourceId', 名: 'name' } };
    await api().put('/imports/mappings/early').set(as.steward).send(body).expect(200);
    const id = freshId();
    const done = await run(`号,名\n${id},太原预先贸易有限公司`, { source: 'early', kind: 'organisation' });
    expect(done.counts).toMatchObject({ registered: 1 });
    const asked = { headers: ['号', '电话', '备注'], source: 'early' };
    const proposal = await api().post('/imports/mapping-proposals').set(as.steward).send(asked).expect(200);
    expect(proposal.body.proposedMapping.map((each: { column: string | null }) => each.column)).toEqual([
      'sourceId',
      'phone',
      null,
    ]);
    await api().get('/imports/mappings/nobody').set(as.steward).expect(404);
  });

  it.each(['level', 'owner', 'department', 'version', 'points', 'contactName', '__proto__'])(
    'may not stand for %s',
    async (column) => {
      const body = { columns: { 客户: column } };
      const put = await api().put('/imports/mappings/bad').set(as.steward).send(body);
      expect([put.status, put.body.errors?.[0].pointer]).toEqual([400, '/columns/客户']);
      const sent = await upload('客户\nx', { columns: { 客户: column } });
      expect([sent.status, sent.body.errors?.[0].pointer]).toEqual([400, '/columns/客户']);
    },
  );

  it('may stand for their own columns, so that what is proposed can be taken as it is', async () => {
    const headers = ['sourceId', 'kind', 'name', 'department', 'owner', 'contactName'];
    const { body } = await api().post('/imports/mapping-proposals').set(as.steward).send({ headers }).expect(200);
    const columns = Object.fromEntries(
      body.proposedMapping.map(({ header, column }: { header: string; column: string }) => [header, column]),
    );
    expect(Object.values(columns)).toEqual(headers);
    const put = await api().put('/imports/mappings/own').set(as.steward).send({ columns });
    expect([put.status, put.body.columns]).toEqual([200, columns]);
    const id = freshId();
    const file = `${headers.join()}\n${id},organisation,太原归属贸易有限公司,sales-south,,王五`;
    const done = await run(file, { source: 'own', columns });
    expect(done.counts).toMatchObject({ registered: 1 });
    expect((await bySource(id, 'own')).body.owner).toMatchObject({ department: 'sales-south' });
  });

  it('that the file has not cannot be explained with it, nor two for one column', async () => {
    expect((await upload(csv('1,person,x,'), { columns: { 没有: 'name' } })).body.errors).toMatchObject([
      { pointer: '/columns' },
    ]);
    const twice = await upload('sourceId,kind,name,a\n1,person,x,y', { columns: { a: 'name' } });
    expect(twice.body).toMatchObject({ type: 'urn:problem:unsuitable-header', duplicate: ['name'] });
    expect((await upload(csv('1,person,x,')).field('columns', '{')).status).toBe(400);
    expect((await upload(csv('1,person,x,'), { kind: 'firm' })).status).toBe(400);
  });
});

describe('the progress of an import', () => {
  const follow = (id: string, last?: string) =>
    fetch(`${master.url}/customer-master/v1/imports/${id}/events`, {
      headers: { ...as.steward, ...(last && { 'last-event-id': last }) },
    });

  it('is told as it goes on, to its end, and once more to nobody who knows it', async () => {
    const rows = Array.from({ length: 450 }, (_, at) => `P-${at},organisation,进度客户${at}号有限公司,`);
    const { body } = await upload(csv(...rows), { source: 'progress' }).expect(202);
    const response = await follow(body.id);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('id: '));
    const last = JSON.parse(events.at(-1)!.split('data: ')[1]!);
    expect(last).toMatchObject({ id: body.id, state: 'completed', counts: { rows: 450, registered: 450 } });
    const ids = events.map((event) => event.split('\n')[0]!.slice(4));
    expect(new Set(ids).size).toBe(ids.length);
    expect((await follow(body.id, ids.at(-1))).status).toBe(204);
    expect(await (await follow(body.id, '1.1.running')).text()).toContain('"state":"completed"');
  }, 120_000);

  it('is told to those who may import and of imports that there are', async () => {
    const { body } = await upload(csv(`${freshId()},person,赵六,`)).expect(202);
    await finished(body.id);
    const path = `/imports/${body.id}/events`;
    expect((await api().get(path).set(as.agent)).status).toBe(403);
    expect((await follow(body.id.replace(/.$/, (last: string) => (last === '0' ? '1' : '0')))).status).toBe(404);
  });
});

describe('an import that is cancelled', () => {
  it('stops between two batches, keeps what it did and forgets the rest', async () => {
    const rows = Array.from({ length: 4_000 }, (_, at) => `C-${at},organisation,取消客户${at}号有限公司,`);
    const { body } = await upload(csv(...rows), { source: 'cancelled' }).expect(202);
    await waitFor(async () => (await api().get(`/imports/${body.id}`).set(as.steward)).body.counts.registered > 0, {
      timeoutMs: 60_000,
      everyMs: 10,
    });
    const { counts } = (await api().post(`/imports/${body.id}/cancel`).set(as.steward).expect(200)).body;
    expect(counts.registered).toBeLessThan(4_000);
    const left = await master.run((tx) =>
      tx.query(
        `SELECT (SELECT count(*)::int FROM customer_import_batch WHERE import_id = $1) AS batches,
                (SELECT count(*)::int FROM source_record WHERE source = 'cancelled') AS records`,
        [body.id],
      ),
    );
    expect(left).toEqual([{ batches: 0, records: counts.registered }]);
    const again = await api().post(`/imports/${body.id}/cancel`).set(as.steward);
    expect([again.status, again.body.type]).toEqual([409, 'urn:problem:import-not-cancellable']);
    expect((await api().post(`/imports/${body.id}/commit`).set(as.steward)).status).toBe(409);
  }, 120_000);
});

describe('imports', () => {
  it('are for those who may import', async () => {
    const { body } = await upload(csv(`${freshId()},person,赵六,`)).expect(202);
    for (const path of ['/imports', `/imports/${body.id}`, `/imports/${body.id}/errors`]) {
      expect((await api().get(path).set(as.agent)).status).toBe(403);
    }
    const unknown = '01981a2b-1111-7000-8000-0000000000ff';
    expect((await api().get(`/imports/${unknown}`).set(as.steward)).status).toBe(404);
    await finished(body.id);
  });

  it('are listed page by page, the newest first', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 3; at++) ids.unshift((await run(csv())).id);
    const first = (await api().get('/imports').query({ limit: 2 }).set(as.steward)).body;
    const second = (await api().get('/imports').query({ limit: 1, cursor: first.next }).set(as.steward)).body;
    expect([...first.items, ...second.items].map((item: { id: string }) => item.id)).toEqual(ids);
  });
});
