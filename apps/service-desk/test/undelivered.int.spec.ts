import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { NoticesService } from '../src/notices/notices.service.js';
import { RepliesService } from '../src/replies/replies.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, DeskSteps } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http' });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.know('A1');
});

const A1 = agent('A1');
const respond = (id: string, more = {}) =>
  desk.run((tx) => desk.the(HandlingService).respond(tx, id, '明天送达', A1, new Date(), more));
/** State of the newest clock of each metric. */
const clocksOf = async (id: string): Promise<Record<string, string>> => {
  const clocks = await desk.run((tx) => desk.the(CaseFilesService).clocksOf(tx, id, A1));
  return Object.fromEntries(clocks.map(({ metric, state }) => [metric, state]));
};
const suppressed = { delivery: 'suppressed', reason: 'no_consent' } as const;
const hear = (messageId: string | null, news: Parameters<RepliesService['hear']>[2]) =>
  desk.run((tx) => desk.the(RepliesService).hear(tx, messageId!, news, new Date()));
const noticesOf = async (employeeId: string): Promise<string[]> => {
  const page = { behind: null, limit: 50 };
  const all = await desk.run((tx) => desk.the(NoticesService).list(tx, employeeId, {}, page));
  return all.map(({ kind }) => kind).reverse();
};

describe('a reply that cannot be sent', () => {
  it('is no answer: the customer is owed one still, until told another way', async () => {
    const id = await desk.open();
    expect(await respond(id)).toMatchObject({ delivery: 'not_possible', toldBy: null });
    expect(await clocksOf(id)).toMatchObject({ acknowledge: 'met', first_response: 'running' });
    expect(await clocksOf(id)).not.toHaveProperty('next_update');
    expect(await desk.caseOf(id)).toMatchObject({ state: 'in_progress', firstRespondedAt: null });

    expect(await respond(id, { toldBy: 'phone' })).toMatchObject({ delivery: 'not_possible', toldBy: 'phone' });
    expect(await clocksOf(id)).toMatchObject({ first_response: 'met', next_update: 'running' });
    const firsts = (await desk.told(id))
      .filter(({ type }) => type === 'case.responded')
      .map(({ data }) => data['first']);
    expect(firsts).toEqual([false, true]);
    // The promise of the next answer is kept by no reply that goes nowhere.
    await respond(id);
    const clocks = await desk.run((tx) => desk.the(CaseFilesService).clocksOf(tx, id, A1));
    expect(clocks.filter(({ metric }) => metric === 'next_update').map(({ state }) => state)).toEqual(['running']);
  });
});

describe('a reply that is found later not to have arrived', () => {
  const replied = async (more = {}) => {
    const id = await desk.open({ customerId: newId() });
    const { messageId } = await respond(id, more);
    expect(await clocksOf(id)).toMatchObject({ first_response: 'met', next_update: 'running' });
    return { id, messageId };
  };
  const wait = (id: string) =>
    desk.run((tx) => desk.the(HandlingService).wait(tx, id, 'customer', '请补充照片', A1, new Date()));

  it('ends the waiting for an answer to it, so that the clock for the next one runs at once, and tells the owner', async () => {
    const { id, messageId } = await replied();
    await wait(id);
    expect(await clocksOf(id)).toMatchObject({ next_update: 'paused' });
    await hear(messageId, suppressed);
    expect(await desk.caseOf(id)).toMatchObject({ state: 'in_progress' });
    expect(await clocksOf(id)).toMatchObject({ next_update: 'running' });
    expect(await noticesOf('A1')).toEqual(['assigned', 'not_delivered']);
  });

  it('starts that clock where none runs', async () => {
    const { id, messageId } = await replied();
    await app.database.query(`DELETE FROM sla_clock WHERE case_id = $1 AND metric = 'next_update'`, [id]);
    await hear(messageId, { delivery: 'bounced', channel: 'email' });
    expect(await clocksOf(id)).toMatchObject({ next_update: 'running' });
  });

  it('changes nothing where the customer was told another way, or answered again since', async () => {
    const told = await replied({ toldBy: 'visit' });
    await wait(told.id);
    await hear(told.messageId, suppressed);
    const again = await replied();
    await respond(again.id);
    await wait(again.id);
    await hear(again.messageId, suppressed);
    for (const { id } of [told, again]) expect(await desk.caseOf(id)).toMatchObject({ state: 'waiting_customer' });
  });

  it('is only told where the case is resolved', async () => {
    const { id, messageId } = await replied();
    await desk.resolve(id, A1);
    await hear(messageId, suppressed);
    expect(await clocksOf(id)).toMatchObject({ next_update: 'met' });
    expect(await noticesOf('A1')).toEqual(['assigned', 'not_delivered']);
  });
});
