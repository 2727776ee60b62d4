import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { Intake } from '../src/intakes/intake.entity.js';
import { MovesService } from '../src/moves/moves.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, E2, problems, values } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(() => desk.empty());

const base = Math.floor(Date.now() / 1000) * 1000;
/** So many minutes before the tests. */
const ago = (minutes: number): Date => new Date(base - minutes * 60_000);
const attach = (caseId: string, intakeId: string, by = E1) =>
  desk.run((tx) => desk.the(MovesService).attach(tx, caseId, intakeId, by, new Date()));
const detach = (caseId: string, intakeId: string, by = E1) =>
  desk.run((tx) => desk.the(MovesService).detach(tx, caseId, intakeId, by, new Date()));
const intakesOf = async (caseId: string): Promise<string[]> =>
  (await app.database.manager.find(Intake, { where: { caseId }, order: { id: 'ASC' } })).map(({ id }) => id);
const clocksOf = (caseId: string) => desk.run((tx) => desk.the(CaseFilesService).clocksOf(tx, caseId, E1));
/** Open clocks: what they measure, and from when until when. */
const openClocksOf = async (caseId: string): Promise<string[]> =>
  (await clocksOf(caseId))
    .filter(({ isOpen }) => isOpen)
    .map(({ metric, startedAt, dueAt }) => `${metric} ${startedAt.toISOString()} ${dueAt.toISOString()}`)
    .sort();
/** From when the open clocks count, each once. */
const countedFrom = async (caseId: string): Promise<Date[]> => [
  ...new Set((await clocksOf(caseId)).filter(({ isOpen }) => isOpen).map(({ startedAt }) => startedAt)),
];

/** A case whose contacts were received so many minutes ago. */
async function aCase(customerId: string, orderId: string, ...minutes: number[]): Promise<string> {
  let id = '';
  for (const each of minutes) id = await desk.open({ customerId, orderId, receivedAt: ago(each) });
  return id;
}

describe('a contact that goes to another case', () => {
  it('takes its time with it, and gives it back when it returns', async () => {
    const customerId = newId();
    const [early, late] = [await aCase(customerId, 'SO-1', 300, 200), await aCase(customerId, 'SO-2', 100)];
    const before = { early: await openClocksOf(early), late: await openClocksOf(late) };
    const dueBefore = [(await desk.caseOf(early)).dueAt, (await desk.caseOf(late)).dueAt];
    const [first] = await intakesOf(early);

    expect(await attach(late, first!)).toEqual({ intakeId: first, caseId: late, fromCaseId: early });
    expect([(await desk.caseOf(early)).openedAt, (await desk.caseOf(late)).openedAt]).toEqual([ago(200), ago(300)]);
    expect(await countedFrom(early)).toEqual(expect.arrayContaining([ago(200)]));
    expect(new Set((await countedFrom(late)).map(Number))).toEqual(new Set([Number(ago(300))]));
    const resolution = (await clocksOf(late)).find(({ metric, isOpen }) => isOpen && metric === 'resolution')!;
    expect([(await desk.caseOf(late)).dueAt, resolution.round]).toEqual([resolution.dueAt, 2]);

    await attach(early, first!);
    expect({ early: await openClocksOf(early), late: await openClocksOf(late) }).toEqual(before);
    expect([(await desk.caseOf(early)).dueAt, (await desk.caseOf(late)).dueAt]).toEqual(dueBefore);
    // Each clock that was given up says so, and how long it ran; nothing is erased.
    const givenUp = (await clocksOf(late)).filter(({ state }) => state === 'cancelled');
    expect(givenUp).toHaveLength(6);
    for (const { activeSeconds, waitedSeconds } of givenUp) {
      expect([typeof activeSeconds, waitedSeconds]).toEqual(['number', 0]);
    }
  });

  it('is told on both sides, with the deadlines that moved, and noted in both histories', async () => {
    const customerId = newId();
    const [from, to] = [await aCase(customerId, 'SO-1', 20, 10), await aCase(customerId, 'SO-2', 5)];
    const [, second] = await intakesOf(from);
    await attach(to, second!);
    const [lost, gained] = [
      (await desk.told(from)).at(-1),
      (await desk.told(to)).filter(({ type }) => /intake/.test(type)),
    ];
    expect(lost).toMatchObject({
      type: 'case.intake-detached',
      data: { intakeId: second, toCaseId: to, openedAt: ago(20).toISOString() },
    });
    expect(gained).toMatchObject([
      { type: 'case.intake-attached', data: { intakeId: second, fromCaseId: from, openedAt: ago(10).toISOString() } },
    ]);
    const versions = (await desk.told(to)).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, at) => at + 1));
    const reasons = (await desk.told(to))
      .filter(({ type }) => type === 'sla.rescheduled')
      .map(({ data }) => data['reason']);
    expect(new Set(reasons)).toEqual(new Set(reasons.length > 0 ? ['intake_moved'] : []));
    const history = await app.database.query<{ type: string }[]>(
      `SELECT type FROM case_entry WHERE case_id = ANY ($1) AND type LIKE 'case.intake-%'`,
      [[from, to]],
    );
    expect(history).toHaveLength(2);
  });

  it('comes back from a case of its own, which ends in the other one, as often as somebody changes the mind', async () => {
    const customerId = newId();
    const id = await aCase(customerId, 'SO-1', 300, 200);
    const before = [await openClocksOf(id), (await desk.caseOf(id)).dueAt, (await desk.caseOf(id)).openedAt];
    const [first] = await intakesOf(id);
    const withoutIt: Date[] = [];
    for (let round = 0; round < 2; round++) {
      const { caseId } = await detach(id, first!);
      withoutIt.push((await desk.caseOf(id)).openedAt);
      expect(await attach(id, first!)).toEqual({ intakeId: first, caseId: id, fromCaseId: caseId });
      expect(await desk.caseOf(caseId)).toMatchObject({ state: 'merged', mergedIntoId: id });
      expect(await intakesOf(id)).toHaveLength(2);
      expect(await intakesOf(caseId)).toEqual([]);
      expect([(await desk.caseOf(id)).dueAt, (await desk.caseOf(id)).openedAt]).toEqual(before.slice(1));
    }
    // The case that it came back from says nothing any more.
    expect(withoutIt[0]).not.toEqual(before[2]);
    expect(withoutIt[1]).toEqual(withoutIt[0]);
  });

  it('leaves a case of its own behind it, with what it says and clocks from when it was received', async () => {
    const customerId = newId();
    const id = await desk.open({ customerId, orderId: 'SO-1', receivedAt: ago(60) });
    await desk.open({ customerId, orderId: 'SO-1', productId: 'P-9', complainedOf: 'E9', receivedAt: ago(30) });
    expect(await desk.caseOf(id)).toMatchObject({ productId: 'P-9', complainedOf: ['E9'] });
    const [, second] = await intakesOf(id);
    const { caseId } = await detach(id, second!);
    expect(await desk.caseOf(caseId)).toMatchObject({
      customerId,
      orderId: 'SO-1',
      productId: 'P-9',
      complainedOf: ['E9'],
      openedAt: ago(30),
      sole: false,
    });
    expect(await desk.caseOf(id)).toMatchObject({
      orderId: 'SO-1',
      productId: null,
      complainedOf: [],
      openedAt: ago(60),
    });
    expect([await intakesOf(id), await intakesOf(caseId)]).toMatchObject([[expect.anything()], [second]]);
    expect(await desk.typesTold(caseId)).toEqual(['case.opened', 'case.intake-attached']);
  });

  it('changes nothing when it is there already', async () => {
    const id = await aCase(newId(), 'SO-1', 10);
    const [only] = await intakesOf(id);
    expect(await attach(id, only!)).toEqual({ intakeId: only, caseId: id, fromCaseId: id });
    expect(await desk.typesTold(id)).toEqual(['case.opened']);
  });

  it('takes the case from an owner whom it is about', async () => {
    const customerId = newId();
    const from = await aCase(customerId, 'SO-1', 20);
    await desk.open({ customerId, orderId: 'SO-1', complainedOf: 'E2', receivedAt: ago(10) });
    const to = await desk.open({ customerId, orderId: 'SO-2' }, E2);
    expect((await desk.caseOf(to)).ownerEmployeeId).toBe('E2');
    await attach(to, (await intakesOf(from))[1]!);
    expect(await desk.caseOf(to)).toMatchObject({ ownerEmployeeId: 'E1', complainedOf: ['E2'] });
  });

  it('moves no clock that was reached, nor one of a later cycle', async () => {
    const customerId = newId();
    const [from, to] = [await aCase(customerId, 'SO-1', 300, 200), await aCase(customerId, 'SO-2', 100)];
    await desk.run((tx) => desk.the(HandlingService).respond(tx, to, '好的', E1, new Date()));
    await attach(to, (await intakesOf(from))[0]!);
    const [acknowledge] = (await clocksOf(to)).filter(({ metric }) => metric === 'acknowledge');
    expect(acknowledge).toMatchObject({ startedAt: ago(100), round: 1 });
    await desk.resolve(from);
    await desk.reopen(from);
    const before = await openClocksOf(from);
    await attach(from, (await intakesOf(to))[0]!);
    expect(await openClocksOf(from)).toEqual(before);
  });

  it('has its breach told once for the clock that counted from there', async () => {
    const customerId = newId();
    const [from, to] = [await aCase(customerId, 'SO-1', 300, 200), await aCase(customerId, 'SO-2', 100)];
    await app.database.query(`UPDATE sla_clock SET state = 'breached_running', told = 100 WHERE case_id = $1`, [to]);
    await attach(to, (await intakesOf(from))[0]!);
    const clocks = (await clocksOf(to)).filter(({ metric }) => metric === 'resolution');
    expect(clocks.map(({ state, round, told }) => `${round} ${state} ${told}`).sort()).toEqual([
      '1 cancelled 100',
      '2 running 0',
    ]);
    const { clock } = await desk.run((tx) => desk.the(CaseFilesService).find(tx, to, E1));
    expect(clock.round).toBe(2);
  });
});

describe('a case', () => {
  it('keeps its last contact, however many take one away at once', async () => {
    const id = await aCase(newId(), 'SO-1', ...Array.from({ length: 12 }, (_, at) => 100 + at));
    const intakes = await intakesOf(id);
    const results = await atOnce(12, (index) => detach(id, intakes[index]!));
    expect([values(results).length, problems(results)]).toEqual([11, ['last-intake']]);
    expect(await intakesOf(id)).toHaveLength(1);
    // Should the lock fail, the database says so.
    await expect(
      app.database.query('UPDATE intake SET case_id = $2 WHERE case_id = $1', [id, values(results)[0]!.caseId]),
    ).rejects.toThrow('intake_last_stays');
  });

  it('gives and takes at once without a deadlock, and loses no contact', async () => {
    const customerId = newId();
    const minutes = Array.from({ length: 6 }, (_, at) => 100 + at);
    const [one, other] = [await aCase(customerId, 'SO-1', ...minutes), await aCase(customerId, 'SO-2', ...minutes)];
    const [ofOne, ofOther] = [await intakesOf(one), await intakesOf(other)];
    const results = await atOnce(20, (index) =>
      index % 2 ? attach(other, ofOne[index % 5]!) : attach(one, ofOther[index % 5]!),
    );
    expect(problems(results).filter((type) => !['intake-moved', 'last-intake'].includes(type))).toEqual([]);
    expect((await intakesOf(one)).length + (await intakesOf(other)).length).toBe(12);
  });

  it('that has ended neither gives nor takes one', async () => {
    const customerId = newId();
    const open = await aCase(customerId, 'SO-1', 20, 10);
    const over = await desk.open({ customerId, kind: 'enquiry', orderId: 'SO-2' });
    await desk.open({ customerId, kind: 'enquiry', orderId: 'SO-2' });
    await desk.resolve(over);
    await desk.close(over);
    const [first] = await intakesOf(open);
    await expect(attach(over, first!)).rejects.toThrow('case-over');
    await expect(attach(open, (await intakesOf(over))[0]!)).rejects.toThrow('case-over');
    await expect(detach(over, (await intakesOf(over))[0]!)).rejects.toThrow('case-over');
  });

  it('is not there for another department, nor gives a contact that it has not', async () => {
    const customerId = newId();
    const [one, other] = [await aCase(customerId, 'SO-1', 20, 10), await aCase(customerId, 'SO-2', 5)];
    const [first] = await intakesOf(one);
    const stranger = agent('E77', 'finance');
    await expect(attach(other, first!, stranger)).rejects.toThrow('not-found');
    await expect(detach(one, first!, stranger)).rejects.toThrow('not-found');
    await expect(detach(other, first!)).rejects.toThrow('not-found');
    await expect(attach(other, newId())).rejects.toThrow('not-found');
    await expect(attach(other, (await intakesOf(other))[0]!, stranger)).rejects.toThrow('not-found');
  });

  it('is not handled by whom it is about', async () => {
    const customerId = newId();
    const id = await aCase(customerId, 'SO-1', 20);
    await desk.open({ customerId, orderId: 'SO-1', complainedOf: 'E2' });
    await expect(detach(id, (await intakesOf(id))[0]!, E2)).rejects.toThrow('recused');
  });
});
