import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing, type Wish } from './importing.js';

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
    expect((await run(file)).counts).toMatchObject({ rows: 2, unchanged: 2, registered: 0, updated: 0 });
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
    const rows = Array.from({ length: 150 }, (_, at) => `T-${at},organisation,断线客户${at}号有限公司,`);
    const { body } = await upload(csv(...rows), { source: 'torn' }).expect(202);
    await waitFor(async () => (await api().get(`/imports/${body.id}`).set(as.steward)).body.counts.registered > 0, {
      timeoutMs: 60_000,
    });
    await master.run((tx) =>
      tx.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'customer-master' AND pid <> pg_backend_pid()`,
      ),
    );
    expect((await finished(body.id)).counts).toMatchObject({ rows: 150, registered: 150, failed: 0 });
    const known = await master.run((tx) =>
      tx.query(
        `SELECT count(*) AS n FROM source_record_version v JOIN source_record r ON r.id = v.record_id WHERE r.source = 'torn'`,
      ),
    );
    expect(known).toEqual([{ n: 150 }]);
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

describe('imports', () => {
  it('are for those who may import', async () => {
    const { body } = await upload(csv(`${freshId()},person,赵六,`)).expect(202);
    for (const path of ['/imports', `/imports/${body.id}`, `/imports/${body.id}/errors`]) {
      expect((await api().get(path).set(as.agent)).status).toBe(403);
    }
    expect(
      (
        await api()
          .get(`/imports/${body.id.replace(/.$/, '0')}`)
          .set(as.steward)
      ).status,
    ).toBe(404);
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
