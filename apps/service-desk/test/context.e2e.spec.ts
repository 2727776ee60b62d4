import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResponseReceived } from '@crm/contracts';
import { anIntake } from '@crm/testing';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { card, type DeskApp, followUp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';
import { unlike } from './unlike.js';

interface ContextBody {
  customer: Record<string, unknown> | null;
  handleWithCare: string[];
  otherCases: { id: string; isOpen: boolean; subject: string | null }[];
  hasMoreCases: boolean;
  intakes: { channel: string; text: string | null }[];
  notes: { text: string | null }[];
  replies: { text: string | null; delivery: string }[];
}

let app: DeskApp;
let anna: Caller;
let finance: Caller;
let manager: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  finance = await Caller.of(app, 'E1071', 'agent', 'finance');
  manager = await Caller.of(app, 'E1000', 'manager', 'management');
});
afterAll(() => app.close());

const contextOf = (id: string, by = anna) => by.read<ContextBody>(`/cases/${id}/context`);
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
const answered = (customerId: string, nps: number | null, csat: number | null, answeredAt: string) => {
  const responseId = newId();
  const data = { responseId, invitationId: newId(), customerId, caseId: null, nps, csat, answeredAt };
  return app.probe.publish(ResponseReceived.draft({ customerId, aggregateId: responseId, aggregateVersion: 1, data }));
};

describe('the context of a case', () => {
  it('shows the customer of today over all merged ids, with what not to touch', async () => {
    const [survivor, retired] = [newId(), newId()];
    await app.probe.publish(card(app, survivor, { level: 'gold' }));
    await app.probe.publish(card(app, retired, { mergedInto: survivor }));
    // The later answer is told first.
    await answered(retired, 3, null, daysAgo(2));
    await answered(retired, 9, 5, daysAgo(40));
    await answered(survivor, 10, null, daysAgo(60));
    await app.allRead();
    const id = await anna.takeIn({ customerId: retired });
    const complaint = await anna.takeIn({ customerId: survivor, orderId: 'SO-7', subject: unlike(), text: unlike() });
    await app.probe.publish(followUp(retired));
    await app.allRead();
    const { customer, handleWithCare, otherCases } = await contextOf(id);
    expect(customer).toMatchObject({
      ...{ id: survivor, level: 'gold', status: 'active', owner: { employeeId: 'E1030', department: 'sales-north' } },
      ...{ nps: { score: 3 }, csat: { score: 5 }, contactable: [{ channel: 'email', purpose: 'service' }] },
    });
    expect(handleWithCare).toEqual(['no_marketing', 'recently_dissatisfied', 'open_complaint', 'open_follow_up']);
    expect(otherCases.map((other) => other.id)).toContain(complaint);
  });

  it('lists open cases first, then the newest, ten at most', async () => {
    const customerId = newId();
    await app.probe.publish(card(app, customerId));
    await app.allRead();
    const ended: string[] = [];
    for (let index = 0; index < 10; index++) {
      const id = await anna.takeIn({
        customerId,
        kind: 'enquiry',
        orderId: `SO-${index}`,
        receivedAt: daysAgo(20 - index),
      });
      await anna.do(`/cases/${id}/resolve`, { solution: '已处理' });
      await anna.do(`/cases/${id}/close`);
      ended.push(id);
    }
    const open = await anna.takeIn({ customerId, kind: 'enquiry', orderId: 'SO-open', receivedAt: daysAgo(29) });
    const mine = await anna.takeIn({ customerId, kind: 'repair' });
    const { otherCases, hasMoreCases } = await contextOf(mine);
    expect(otherCases.map(({ id }) => id)).toEqual([open, ...ended.reverse().slice(0, 9)]);
    expect(otherCases[0]).toMatchObject({ isOpen: true, subject: expect.any(String) });
    expect(hasMoreCases).toBe(true);
  });

  it('says of a case whether its customer is known, from when the card comes on', async () => {
    const customerId = newId();
    const intake = anIntake({ customerId, receivedAt: new Date().toISOString() });
    const answer = await anna.do<{ caseId: string; customerKnown: boolean }>('/intakes', intake, 201);
    const id = answer.caseId;
    const nobodys = await anna.takeIn();
    const known = async (path: string) => (await anna.read<{ customerKnown: boolean | null }>(path)).customerKnown;
    const listed = async (filter: string) =>
      (await anna.read<{ items: { id: string }[] }>(`/cases?limit=100&customerKnown=${filter}`)).items.map(
        (one) => one.id,
      );
    expect([answer.customerKnown, await known(`/cases/${id}`), await known(`/cases/${nobodys}`)]).toEqual([
      ...[false, false, null],
    ]);
    expect([await listed('false'), await listed('true')]).toEqual([
      expect.arrayContaining([id]),
      expect.not.arrayContaining([id]),
    ]);
    expect((await listed('false')).includes(nobodys)).toBe(false);
    await app.probe.publish(card(app, customerId));
    await app.allRead();
    expect(await known(`/cases/${id}`)).toBe(true);
    expect(await anna.do<object>('/intakes', intake)).toMatchObject({ caseId: id, customerKnown: true });
    expect([(await listed('false')).includes(id), (await listed('true')).includes(id)]).toEqual([false, true]);
    expect((await anna.get('/cases?customerKnown=maybe')).status).toBe(400);
    expect((await anna.get('/cases?queueId=zzz')).status).toBe(400);
  });

  it('shows the last notes and replies in clear to whom may read them', async () => {
    const id = await anna.takeIn();
    for (const text of ['一', '二', '三', '四', '五', '六']) await anna.do(`/cases/${id}/notes`, { text }, 201);
    await anna.do(`/cases/${id}/replies`, { text: '您好' }, 201);
    const context = await contextOf(id);
    expect(context.notes.map(({ text }) => text)).toEqual(['六', '五', '四', '三', '二']);
    expect(context.replies).toMatchObject([{ text: '您好', delivery: 'not_possible' }]);
    expect(context.intakes).toMatchObject([{ channel: 'phone', text: expect.any(String) }]);
    expect(context).toMatchObject({ customer: null, handleWithCare: [], otherCases: [], problems: [] });
    const unread = await contextOf(id, manager);
    expect([...unread.notes, ...unread.replies, ...unread.intakes].every(({ text }) => text === null)).toBe(true);
    expect(unread).toMatchObject({ case: { subject: null } });
  });

  it('is of nobody’s concern in another department, where a complaint is only hinted at', async () => {
    const customerId = newId();
    await app.probe.publish(card(app, customerId));
    await app.allRead();
    const ours = await anna.takeIn({ customerId });
    const theirs = await finance.takeIn({ customerId, kind: 'enquiry' });
    expect(await problemOf(finance.get(`/cases/${ours}/context`))).toMatchObject({ status: 404 });
    expect(await contextOf(theirs, finance)).toMatchObject({
      otherCases: [],
      hasMoreCases: false,
      handleWithCare: ['no_marketing', 'open_complaint'],
    });
  });

  it('takes a dozen statements, however many cases there are, and little time', async () => {
    const customerId = newId();
    await app.probe.publish(card(app, customerId, { level: 'gold' }));
    await app.allRead();
    const id = await anna.takeIn({ customerId });
    await copyCases(id, 2_000);
    const source = app.app.get(DataSource);
    const statements: string[] = [];
    const log = (sql: string): void => void statements.push(sql);
    const before = source.logger;
    Object.assign(source, { logger: { ...quiet, logQuery: log } });
    await contextOf(id);
    Object.assign(source, { logger: before });
    const asked = statements.filter((sql) =>
      /service_case|customer_card|reply|sla_clock|intake|problem|subject_key/.test(sql),
    );
    expect(asked.length).toBeGreaterThan(6);
    expect(asked.length).toBeLessThanOrEqual(12);

    const times = { context: [] as number[], case: [] as number[] };
    const timed = async (list: number[], read: () => Promise<unknown>): Promise<void> => {
      const began = performance.now();
      await read();
      list.push(performance.now() - began);
    };
    for (let round = 0; round < 100; round++) {
      await timed(times.case, () => anna.read(`/cases/${id}`));
      await timed(times.context, () => contextOf(id));
    }
    const at = (list: number[], share: number): number =>
      list.sort((a, b) => a - b)[Math.ceil(list.length * share) - 1]!;
    const shown = Object.entries(times).map(([what, list]) => `${what} p50 ${at(list, 0.5)} p99 ${at(list, 0.99)} ms`);
    process.stderr.write(`${asked.length} statements; ${shown.join('; ')}\n`);
    // In relation to a plain read at the same time: the machine of a test has other things to do.
    expect(at(times.context, 0.5)).toBeLessThan(5 * at(times.case, 0.5) + 20);
  }, 60_000);
});

describe('the list of cases as a file', () => {
  const file = (by: Caller, query = '', language = 'zh') =>
    by.get(`/cases.csv${query}`).set('accept-language', language).buffer(true);

  it('has every case that the list has, in its order, harmless and readable in Excel', async () => {
    const customerId = newId();
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      ids.push(await anna.takeIn({ customerId, orderId: `=SO-${index}`, subject: index ? '送货,迟到' : '@SUM(A1)' }));
    }
    const { status, headers, text } = await file(anna, `?customerId=${customerId}`);
    expect([status, headers['content-type'], headers['content-disposition']]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'attachment; filename="cases.csv"',
    ]);
    expect(text.startsWith('\uFEFF工单号,状态,')).toBe(true);
    const lines = text.slice(1).trimEnd().split('\r\n');
    const { items } = await anna.read<{ items: { number: string }[] }>(`/cases?customerId=${customerId}`);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(items.map(({ number }) => number));
    expect(text).toContain("'=SO-0");
    expect(text).toContain("'@SUM(A1)");
    expect(text).toContain('"送货,迟到"');
    expect((await file(anna, `?customerId=${customerId}`, 'en')).text).toMatch(/^\uFEFFnumber,state,kind,/);
  });

  it('has nothing of other departments, and no words for whom may read none', async () => {
    const customerId = newId();
    await anna.takeIn({ customerId, subject: '送货迟到' });
    const linesFor = async (by: Caller) => (await file(by, `?customerId=${customerId}`)).text.trimEnd().split('\r\n');
    expect(await linesFor(finance)).toHaveLength(1);
    const lines = await linesFor(manager);
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('送货迟到');
    for (const bad of ['?state=lost', '?limit=5', '?cursor=x', '?sort=number']) {
      expect((await file(anna, bad)).status).toBe(400);
    }
  });

  it('streams batch by batch, each case once', async () => {
    const customerId = newId();
    const id = await anna.takeIn({ customerId });
    await copyCases(id, 1_201);
    const { text } = await file(anna, `?customerId=${customerId}&sort=-openedAt`);
    const numbers = text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    expect(numbers).toHaveLength(1_202);
    expect(new Set(numbers).size).toBe(1_202);
  }, 60_000);
});

const quiet = Object.fromEntries(
  ['logQuery', 'logQueryError', 'logQuerySlow', 'logSchemaBuild', 'logMigration', 'log'].map((name) => [
    name,
    () => undefined,
  ]),
);

/** Closed copies of a case with its clock, a second apart from each other. */
async function copyCases(id: string, count: number): Promise<void> {
  await app.database.query(
    `WITH copy AS (
       INSERT INTO service_case
       SELECT (json_populate_record(c, json_build_object('id', gen_random_uuid(), 'number', c.number || '-' || n, 'sole', false,
         'opened_at', c.opened_at - n * interval '1 second'))).*
       FROM service_case c, generate_series(1, $2::integer) AS n WHERE c.id = $1 RETURNING id)
     INSERT INTO sla_clock
     SELECT (json_populate_record(k, json_build_object('id', gen_random_uuid(), 'case_id', copy.id))).*
     FROM copy, sla_clock k WHERE k.case_id = $1 AND k.metric = 'resolution'`,
    [id, count],
  );
}
