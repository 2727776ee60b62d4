import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import pg from 'pg';
import { type DeskApp, startDesk } from './desk-app.js';
import { DeskSteps } from './desk-steps.js';
import { Caller } from './http.js';

let app: DeskApp;
beforeAll(async () => {
  app = await startDesk({ role: 'http' });
});
afterAll(() => app.close());

/** What is sent to the database meanwhile, without the wake-up calls after it. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const prototype = pg.Client.prototype as { query: (...args: never[]) => unknown };
  const query = prototype.query;
  prototype.query = function (this: pg.Client, ...args: never[]) {
    const [config] = args as unknown as [string | { text: string }];
    sent.push(typeof config === 'string' ? config : config.text);
    return query.apply(this, args);
  };
  await work().finally(() => (prototype.query = query));
  return sent.filter((text) => !text.startsWith('NOTIFY'));
}

it('a contact of a known customer opens its case with few statements, whatever is measured of it', async () => {
  const desk = new DeskSteps(app);
  for (const id of ['E1', 'E2', 'E3']) await desk.know(id);
  const customerId = newId();
  await app.database.query(
    `INSERT INTO customer_card (customer_id, version, kind, status, owner_employee_id, owner_department, level, contactable)
     VALUES ($1, 1, 'person', 'active', 'E9', 'service', 'gold', '[]')`,
    [customerId],
  );
  const anna = await Caller.of(app, 'E1', 'agent', 'service');
  // The first reads what is kept afterwards.
  for (const orderId of ['SO-1', 'SO-2', 'SO-3']) await anna.takeIn({ customerId, orderId, kind: 'complaint' });
  const sent = await statementsOf(() => anna.takeIn({ customerId, orderId: 'SO-4', kind: 'complaint' }));
  for (const table of ['"sla_clock"', 'timer', '"intake"', '"service_case"']) {
    expect(sent.filter((text) => text.startsWith(`INSERT INTO ${table}`))).toHaveLength(1);
  }
  expect(sent.length).toBeLessThanOrEqual(30);
});
