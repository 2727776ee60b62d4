import type { ValueLevel } from '@crm/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { LevelsService } from '../src/levels/levels.service.js';
import { card, type DeskApp, startDesk } from './desk-app.js';
import { atOnce, DeskSteps } from './desk-steps.js';

/** D8: whatever comes first, the cards, the cases or the news of a rise, open cases end at the better level. */
let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());

let customer = newId();
let version = 0;
beforeEach(async () => {
  await desk.empty();
  customer = newId();
  await tell(customer, 'basic');
});

async function tell(customerId: string, level: ValueLevel | null, mergedInto: string | null = null): Promise<void> {
  await app.probe.publish(card(app, customerId, { version: ++version, level, mergedInto }));
  await app.allRead();
}
const rise = (level: ValueLevel) => desk.run((tx) => desk.the(LevelsService).changed(tx, customer, level, new Date()));
const levelOf = async (id: string) => (await desk.caseOf(id)).level;
const dueAt = async (id: string) => (await desk.caseOf(id)).dueAt;

describe('the level of an open case', () => {
  it('rises with the card, though the case came after the news of the rise and before the card', async () => {
    await rise('diamond');
    const id = await desk.open({ customerId: customer });
    expect(await levelOf(id)).toBe('basic');
    const before = await dueAt(id);
    await tell(customer, 'diamond');
    expect(await levelOf(id)).toBe('diamond');
    expect((await dueAt(id)).getTime()).toBeLessThan(before.getTime());
    await tell(customer, 'silver');
    expect(await levelOf(id)).toBe('diamond');
  });

  it('rises when its customer is merged into a better one', async () => {
    const better = newId();
    await tell(better, 'diamond');
    const id = await desk.open({ customerId: customer });
    await tell(customer, 'basic', better);
    expect(await levelOf(id)).toBe('diamond');
  });

  it('rises however many open cases there are', async () => {
    await desk.open({ customerId: customer });
    const ids: string[] = [];
    for (let at = 0; at < 3; at++) ids.push(await desk.open({ customerId: customer }));
    desk.the(LevelsService).casesAtOnce = 2;
    await rise('gold');
    for (const id of ids) expect(await levelOf(id)).toBe('gold');
  });

  it('is that of today when the case begins again', async () => {
    const id = await desk.open({ customerId: customer });
    await desk.resolve(id);
    await desk.callBack(await desk.callbackOf(id), 'satisfied');
    await desk.close(id);
    await tell(customer, 'gold');
    expect(await levelOf(id)).toBe('basic');
    await desk.reopen(id);
    expect(await levelOf(id)).toBe('gold');
    const clocks = await app.database.query<object[]>(
      `SELECT terms -> 0 -> 'measured' ->> 'level' AS level FROM sla_clock WHERE case_id = $1 AND cycle = 2 AND metric = 'resolution'`,
      [id],
    );
    expect(clocks).toEqual([{ level: 'gold' }]);
  });

  it('rises also of cases that are opened while the card arrives', async () => {
    const opening = atOnce(20, () => desk.open({ customerId: customer }));
    await tell(customer, 'diamond');
    const results = await opening;
    for (const result of results) {
      expect(result.status).toBe('fulfilled');
      if (result.status === 'fulfilled') expect(await levelOf(result.value)).toBe('diamond');
    }
  });
});

describe('the task to call a customer back', () => {
  it('is due with its clock when that is tightened', async () => {
    const id = await desk.open({ customerId: customer });
    await desk.resolve(id);
    await app.database.query(
      `UPDATE sla_clock SET due_at = due_at - interval '3 hours' WHERE case_id = $1 AND metric = 'callback'`,
      [id],
    );
    const [row] = await app.database.query<{ same: boolean }[]>(
      `SELECT t.due_at = k.due_at AS same FROM callback_task t JOIN sla_clock k ON k.case_id = t.case_id AND k.cycle = t.cycle
       WHERE t.case_id = $1 AND k.metric = 'callback'`,
      [id],
    );
    expect(row).toEqual({ same: true });
  });

  it('is told to be cancelled when the case is reopened before', async () => {
    const id = await desk.open({ customerId: customer });
    await desk.resolve(id);
    const task = await desk.callbackOf(id);
    await desk.reopen(id);
    const told = await desk.told(task);
    expect(told.map(({ type }) => type)).toEqual(['callback.planned', 'callback.cancelled']);
    expect(told[1]).toMatchObject({ version: 2, data: { callbackId: task, caseId: id, cycle: 1 } });
  });
});
