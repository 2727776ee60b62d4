import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { CallbackAssignments } from '../src/callbacks/callback-assignments.service.js';
import { GoodwillService } from '../src/goodwill/goodwill.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { NotesService } from '../src/notes/notes.service.js';
import { NoticesService } from '../src/notices/notices.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, problems, values } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(() => desk.empty());

const noticesOf = async (employeeId: string): Promise<string[]> => {
  const all = await desk.run((tx) => desk.the(NoticesService).list(tx, employeeId, {}, { behind: null, limit: 50 }));
  return all.map(({ kind }) => kind).reverse();
};
const note = (id: string, mentions: string[], by = E1, corrects: string | null = null) =>
  desk.run((tx) => desk.the(NotesService).write(tx, id, { text: '请核对运费', mentions, corrects }, by, new Date()));

describe('a notice', () => {
  it('goes to whom a case is given, who is asked to take it, and who gave it away', async () => {
    for (const id of ['A1', 'A2', 'A3']) await desk.know(id);
    const id = await desk.open();
    expect(await noticesOf('A1')).toEqual(['assigned']);
    // Whoever did it knows.
    expect(await noticesOf('E1')).toEqual([]);
    const offers = desk.the(HandoversService);
    const offer = (to: string) => ({ toDepartment: 'service', toEmployeeId: to, reason: '请接手' });
    const first = await desk.run((tx) => offers.offer(tx, id, offer('A2'), agent('A1'), new Date()));
    expect(await noticesOf('A2')).toEqual(['offered']);
    await desk.run((tx) => offers.decline(tx, first.handover.id, '不归我', agent('A2'), new Date()));
    expect(await noticesOf('A1')).toEqual(['assigned', 'declined']);
    const second = await desk.run((tx) => offers.offer(tx, id, offer('A3'), agent('A1'), new Date()));
    await desk.run((tx) => offers.accept(tx, second.handover.id, agent('A3'), new Date()));
    expect(await noticesOf('A1')).toEqual(['assigned', 'declined', 'handed_over']);
    expect(await noticesOf('A3')).toEqual(['offered']);
  });

  it('goes to the owner when the customer gets in touch again, and to whom a note names', async () => {
    for (const id of ['A1', 'A2']) await desk.know(id);
    const about = { customerId: newId(), orderId: 'SO-1' };
    const id = await desk.open(about);
    await desk.receive(about);
    expect(await noticesOf('A1')).toEqual(['assigned', 'customer_contact']);
    await note(id, ['A2', 'A1']);
    expect(await noticesOf('A2')).toEqual(['mentioned']);
    expect(await noticesOf('A1')).toEqual(['assigned', 'customer_contact', 'mentioned']);
  });

  it('goes to whom a call-back is given, not to who takes it, and to who has it instead of one who is away', async () => {
    for (const id of ['A1', 'A2', 'A3']) await desk.know(id);
    const id = await desk.open({}, agent('A1'));
    await desk.resolve(id, agent('A1'));
    const task = await desk.callbackOf(id);
    const assign = (employeeId: string, by: string) =>
      desk.run((tx) => desk.the(CallbackAssignments).assign(tx, task, employeeId, agent(by), new Date()));
    const called = async (employeeId: string) =>
      (await noticesOf(employeeId)).filter((kind) => kind === 'callback_assigned').length;
    await assign('A2', 'A2');
    await assign('A3', 'A3');
    expect([await called('A2'), await called('A3')]).toEqual([0, 0]);
    await assign('A2', 'A1');
    // The same again is no other task.
    await assign('A2', 'A1');
    expect([await called('A2'), await called('A3')]).toEqual([1, 0]);
    await app.database.query(`UPDATE employee_card SET active = false WHERE employee_id = 'A2'`);
    const dueAt = new Date();
    await desk.run((tx) => desk.the(CallbackAssignments).pass(tx, task, 1, dueAt));
    expect([await called('A1'), await called('A3')]).toEqual([0, 1]);
  });

  it('leaves as an event in the same transaction, or not at all', async () => {
    await desk.know('A1');
    const id = await desk.open();
    const undone = desk.run(async (tx) => {
      const words = { text: '请核对', mentions: ['A1'], corrects: null };
      await desk.the(NotesService).write(tx, id, words, E1, new Date());
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await note(id, ['A1']);
    const events = await app.database.query<{ data: { kind: string; employeeId: string } }[]>(
      `SELECT payload::jsonb AS data FROM outbox WHERE headers->>'ce_type' = 'notice.created' ORDER BY position`,
    );
    expect(events.map(({ data }) => [data.kind, data.employeeId])).toEqual([
      ['assigned', 'A1'],
      ['mentioned', 'A1'],
    ]);
    expect(await noticesOf('A1')).toEqual(['assigned', 'mentioned']);
  });

  it('is told once for each person and cause: the database sees to that', async () => {
    await desk.know('A1');
    const id = await desk.open();
    const { id: entryId } = await note(id, []);
    const happened = { type: 'case.noted', by: { employeeId: 'E1' }, details: { mentions: ['A1'] } };
    const entry = { id: entryId, caseId: id, at: new Date(), happened };
    const results = await atOnce(20, () => desk.run((tx) => desk.the(NoticesService).follow(tx, entry)));
    expect(problems(results)).toEqual([]);
    expect(values(results).flat()).toHaveLength(1);
    expect(await noticesOf('A1')).toEqual(['assigned', 'mentioned']);
  });

  it('warns owner and supervisors of a deadline, once each', async () => {
    await desk.know('A1');
    await desk.open({ receivedAt: new Date('2026-01-05T02:00:00Z') });
    const worker = await app.another('worker');
    await waitFor(async () => (await noticesOf('A1')).filter((kind) => kind === 'deadline').length >= 3, {
      timeoutMs: 30_000,
      what: 'the three clocks to be told',
    });
    await worker.close();
    expect((await noticesOf('A1')).filter((kind) => kind !== 'deadline')).toEqual(['assigned']);
  });

  it('goes to who may decide on goodwill and on more time, while it waits, and to nobody else', async () => {
    await desk.hire('service', 'S1', 'S2', 'S3', 'X1');
    await desk.hire('finance', 'S4');
    await desk.hire('complaint-centre', 'C1', 'C2');
    const role = (which: string, ids: string) =>
      app.database.query(`UPDATE employee_card SET roles = ARRAY[$1] WHERE employee_id = ANY ($2)`, [
        which,
        ids.split(' '),
      ]);
    await role('supervisor', 'S1 S2 S3 S4');
    await role('complaint-centre', 'C1 C2');
    await app.database.query(
      `UPDATE employee_card SET absent_from = now() - interval '1 day' WHERE employee_id = 'S3'`,
    );
    const customerId = newId();
    await app.database.query(
      `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable)
       VALUES ($1, 1, 'person', 'active', 'service', '[]')`,
      [customerId],
    );
    const id = await desk.open({ customerId, complainedOf: 'S2' });
    const propose = (points: number) => {
      const wish = { points, reason: 'late_delivery' as const, words: '晚到三天' };
      return desk.run((tx) => desk.the(GoodwillService).propose(tx, id, wish, E1, new Date()));
    };
    const all = ['S1', 'S2', 'S3', 'S4', 'X1', 'C1', 'C2'];
    const told = async (): Promise<string[]> => {
      const ids: string[] = [];
      for (const one of all) if ((await noticesOf(one)).includes('to_decide')) ids.push(one);
      return ids;
    };
    await propose(1);
    expect(await told()).toEqual([]);
    await propose(900);
    expect(await told()).toEqual(['S1', 'C1', 'C2']);
  });

  it('of one kind can be asked for, and all can be read at once, or what was seen of them', async () => {
    await desk.know('A1');
    const id = await desk.open();
    for (let count = 0; count < 3; count++) await note(id, ['A1']);
    const notices = desk.the(NoticesService);
    const page = { behind: null, limit: 50 };
    const mentioned = await desk.run((tx) => notices.list(tx, 'A1', { kind: 'mentioned' }, page));
    expect(mentioned).toHaveLength(3);
    expect(await desk.run((tx) => notices.list(tx, 'A1', { kind: 'decided' }, page))).toEqual([]);
    const readAll = (upTo: string | null, by = 'A1') =>
      desk.run((tx) => notices.readAll(tx, by, upTo, new Date(Date.now() + 1000)));
    expect(await readAll(null, 'A2')).toBe(0);
    expect(await readAll(mentioned[1]!.id)).toBe(3);
    expect(await desk.run((tx) => notices.unread(tx, 'A1'))).toEqual({ count: 1, isMore: false });
    expect([await readAll(null), await readAll(null)]).toEqual([1, 0]);
  });

  it('is counted, marked as read once, and forgotten after its time', async () => {
    await desk.know('A1');
    const ids = [await desk.open(), await desk.open()];
    for (const id of ids) await note(id, ['A1']);
    const notices = desk.the(NoticesService);
    const unread = () => desk.run((tx) => notices.unread(tx, 'A1'));
    expect(await unread()).toEqual({ count: 4, isMore: false });
    const [newest] = await desk.run((tx) => notices.list(tx, 'A1', { unread: true }, { behind: null, limit: 1 }));
    const at = new Date(Date.now() + 1000);
    const read = await desk.run((tx) => notices.read(tx, newest!.id, 'A1', at));
    const again = await desk.run((tx) => notices.read(tx, newest!.id, 'A1', new Date(at.getTime() + 5000)));
    expect(again.readAt).toEqual(read.readAt);
    await expect(desk.run((tx) => notices.read(tx, newest!.id, 'A2', at))).rejects.toThrow('not-found');
    expect(await unread()).toEqual({ count: 3, isMore: false });

    await app.database.query(
      `UPDATE notice SET created_at = created_at - interval '91 days', read_at = NULL WHERE case_id = $1`,
      [ids[0]],
    );
    await app.database.query(
      `INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at) VALUES ($1, 'notices.retention', 'notices', 1, now(), now())`,
      [newId()],
    );
    const worker = await app.another('worker');
    await waitFor(async () => (await noticesOf('A1')).length === 2, { what: 'the old ones to be forgotten' });
    await worker.close();
    const armed = await app.database.query(
      `SELECT epoch FROM timer WHERE kind = 'notices.retention' AND state = 'armed' AND due_at > now() + interval '23 hours'`,
    );
    expect(armed).toEqual([{ epoch: 2 }]);
  });
});

describe('a note', () => {
  it('is part of the history, and is corrected by another one', async () => {
    await desk.know('A1');
    const id = await desk.open();
    const first = await note(id, []);
    const second = await note(id, ['A1'], E1, first.id);
    const [entry] = await app.database.query(`SELECT type, details, words FROM case_entry WHERE id = $1`, [second.id]);
    expect(entry).toMatchObject({ type: 'case.noted', details: { mentions: ['A1'], corrects: first.id } });
    expect((entry as { words: string }).words).toMatch(/^v1\./);
    await expect(note(await desk.open(), [], E1, first.id)).rejects.toThrow('no-such-note');
    await expect(note(id, ['A1', 'nobody'])).rejects.toThrow('mention-impossible');
    await expect(note(await desk.open({ complainedOf: 'E1' }, agent('E2')), [], E1)).rejects.toThrow('recused');
  });
});
