import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { ServiceCase } from '../src/cases/case.entity.js';
import { Intake } from '../src/intakes/intake.entity.js';
import type { NewIntake } from '../src/intakes/intakes.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { atOnce, DeskSteps, problems, values } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(() => desk.empty());

const channels = ['phone', 'email', 'wechat', 'app', 'web_chat'] as const;
/** One complaint, as it is told on each channel: no order, no product. */
const told: Partial<NewIntake>[] = [
  { subject: '水泵漏油', text: '水泵安装第二天开始漏油，地上都是油' },
  { subject: '投诉：水泵漏油', text: '您好，贵司的水泵安装第二天开始漏油，地上都是油，请尽快派人来' },
  { subject: '水泵漏油了', text: '水泵安装第二天就开始漏油，地上都是油' },
  { subject: '漏油', text: '新水泵安装第二天开始漏油，地上都是油' },
  { subject: '水泵漏油', text: '水泵装上第二天开始漏油，地上都是油' },
];
const cases = () => app.database.manager.count(ServiceCase);

describe('one complaint in other words', () => {
  it('that comes in two hundred times at once over five channels is one case with two hundred contacts', async () => {
    const customerId = newId();
    const results = await atOnce(200, (index) =>
      desk.receive({ customerId, channel: channels[index % 5]!, ...told[index % 5] }),
    );
    expect(problems(results)).toEqual([]);
    const decisions = values(results);
    expect(decisions.filter(({ decision }) => decision === 'opened')).toHaveLength(1);
    expect([await cases(), await app.database.manager.countBy(Intake, { caseId: decisions[0]!.caseId })]).toEqual([
      1, 200,
    ]);
  }, 120_000);

  it('is one case for a stranger too, known by the number alone', async () => {
    const contact = { type: 'phone' as const, value: '+8613800001390' };
    const results = await atOnce(40, (index) =>
      desk.receive({ contact, channel: channels[index % 5]!, ...told[index % 5] }),
    );
    expect(problems(results)).toEqual([]);
    expect(await cases()).toBe(1);
    const other = await desk.receive({ contact: { ...contact, value: '+8613800001391' }, ...told[0] });
    expect(other.decision).toBe('opened');
  }, 60_000);

  it('is joined when nothing but the words tells it, and learns its order then', async () => {
    const customerId = newId();
    const first = await desk.receive({ customerId, ...told[0] });
    expect(await desk.receive({ customerId, ...told[1], orderId: 'SO-1' })).toMatchObject({
      caseId: first.caseId,
      decision: 'attached',
    });
    expect(await desk.caseOf(first.caseId)).toMatchObject({ orderId: 'SO-1' });
    expect((await desk.receive({ customerId, ...told[2], orderId: 'SO-2' })).decision).toBe('opened');
  });

  it('is suggested when the words are less alike: it opens a case of its own', async () => {
    const customerId = newId();
    const first = await desk.receive({ customerId, subject: '送货迟到', text: '货物比约定时间晚到三天' });
    const second = await desk.receive({
      customerId,
      subject: '货还没到',
      text: '你们说好周一送货，货物到现在晚了三天还没到，什么时候送？',
    });
    expect(second).toMatchObject({ decision: 'suggested', suggestions: [{ caseId: first.caseId }] });
    expect(second.suggestions[0]!.reasons).toContain('similar_text');
    expect(second.caseId).not.toBe(first.caseId);
  });

  it('is nobody’s when a switchboard said it, or nobody known', async () => {
    expect((await desk.receive(told[0])).decision).toBe('opened');
    expect((await desk.receive(told[0])).decision).toBe('opened');
  });

  it('is not told by a catchword', async () => {
    const customerId = newId();
    await desk.receive({ customerId, subject: '退货', text: '退货' });
    expect((await desk.receive({ customerId, subject: '退货', text: '退货' })).decision).toBe('suggested');
  });

  it('is of no kind when none is told', async () => {
    const customerId = newId();
    const first = await desk.receive({ customerId, kind: 'complaint', ...told[0] });
    expect(await desk.receive({ customerId, kind: null, ...told[1] })).toMatchObject({ caseId: first.caseId });
    const enquiry = await desk.open({ customerId: newId(), kind: null, ...told[0] });
    expect(await desk.caseOf(enquiry)).toMatchObject({ kind: 'enquiry' });
  });
});

describe('a stranger', () => {
  const contact = { type: 'email' as const, value: 'someone@example.com' };

  it('has one case per order, guarded by the database too', async () => {
    const results = await atOnce(20, () => desk.receive({ contact, orderId: 'SO-1' }));
    expect([problems(results), await cases()]).toEqual([[], 1]);
    const id = values(results)[0]!.caseId;
    const copy = `INSERT INTO service_case SELECT (json_populate_record(c, json_build_object('id', $2::text, 'number', $2::text))).*
                  FROM service_case c WHERE id = $1`;
    await expect(app.database.query(copy, [id, newId()])).rejects.toThrow('case_once_per_order_of_stranger');
  });

  it('who turns out to be a customer keeps the case', async () => {
    const first = await desk.receive({ contact, orderId: 'SO-1' });
    expect(await desk.receive({ contact, customerId: newId(), orderId: 'SO-1' })).toMatchObject({
      caseId: first.caseId,
      decision: 'attached',
    });
  });

  it('does not get into the case of a customer whose contact point it is not', async () => {
    const first = await desk.receive({ contact, customerId: newId(), orderId: 'SO-1' });
    expect((await desk.receive({ contact, orderId: 'SO-1' })).caseId).not.toBe(first.caseId);
  });
});
