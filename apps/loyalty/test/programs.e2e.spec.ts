import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { standardProgramId } from '../src/programs/standard-program.js';
import { Api } from './api.js';
import { anOrderOf } from './orders.js';

let api: Api;

beforeAll(async () => {
  api = await Api.start();
});

afterAll(() => api.stop());

describe('the earning rule', () => {
  const rules = `/programs/${standardProgramId}/rules`;
  const terms = { currency: 'CNY', minorPerPoint: 1000, multipliers: { coal: 1, service: 2 }, otherMultiplier: 1 };

  it('is read in words by everybody who serves customers', async () => {
    const list = await api.get('/programs').set(api.as.agent);
    expect(list.body).toEqual({
      items: [{ id: standardProgramId, name: { zh: '客户积分计划', en: 'Customer points' } }],
      next: null,
    });
    expect((await api.get(`/programs/${standardProgramId}`).set(api.as.agent)).body).toEqual(list.body.items[0]);
    const { items } = (await api.get(rules).set(api.as.agent)).body;
    expect(items.at(-1)).toMatchObject({
      ruleVersion: 1,
      ...terms,
      words: { zh: expect.stringContaining('每满 10 CNY 得 1 分') },
    });
    expect((await api.get(`/programs/${newId()}/rules`).set(api.as.agent)).status).toBe(404);
  });

  it('is tried out before it is published', async () => {
    const lines = [
      { lineId: '1', category: 'coal', amountMinor: 199_900 },
      { lineId: '2', category: 'service', amountMinor: 50_000 },
      { lineId: '3', amountMinor: 999 },
    ];
    const simulate = (body: object) =>
      api
        .post(`${rules}/simulate`)
        .set(api.as.agent)
        .send({ currency: 'CNY', lines, ...body });
    const published = await simulate({});
    expect(published.status).toBe(200);
    expect(published.body).toMatchObject({
      points: 299,
      ruleVersion: 1,
      lines: [
        { points: 199, reason: 'earned', words: { en: '199 full 10 CNY × 1 = 199 points' } },
        { points: 100, multiplier: 2 },
        { points: 0, reason: 'below_one_point', words: { zh: '净额不足 10 CNY，不得分' } },
      ],
    });
    const draft = await simulate({ terms: { ...terms, minorPerPoint: 100, multipliers: { coal: 0 } } });
    expect(draft.body).toMatchObject({ points: 509, ruleVersion: null });
    expect((await simulate({ paidAt: '2019-12-31T00:00:00Z' })).status).toBe(404);
    expect((await simulate({ terms, paidAt: '2026-01-01T00:00:00Z' })).body.errors).toMatchObject([
      { pointer: '/paidAt' },
    ]);
  });

  it('changes with a new version from its date on, for orders paid from then on', async () => {
    const publish = (body: object, user = api.as.marketer) => api.post(rules).set(user).send(body);
    expect((await publish({ ...terms, validFrom: '2026-01-01T00:00:00Z' })).body.errors).toMatchObject([
      { pointer: '/validFrom' },
    ]);
    expect((await publish(terms, api.as.agent)).status).toBe(403);
    expect((await api.post(`/programs/${newId()}/rules`).set(api.as.admin).send(terms)).status).toBe(404);

    const before = new Date();
    const { status, body } = await publish({ ...terms, multipliers: { coal: 3 } });
    expect([status, body.ruleVersion, body.publishedBy]).toEqual([201, 2, 'E1080']);
    const later = await publish({ ...terms, otherMultiplier: 0, validFrom: '2999-01-01T00:00:00+08:00' }, api.as.admin);
    expect(later.body).toMatchObject({ ruleVersion: 3, validFrom: '2998-12-31T16:00:00.000Z' });

    const customerId = await api.aMember();
    await api.master.paid(anOrderOf(customerId, { lines: [{ amountMinor: 10_000 }] }), { time: before });
    await api.master.paid(anOrderOf(customerId, { lines: [{ amountMinor: 100_000 }] }));
    await waitFor(async () => (await api.get(`/accounts/${customerId}`).set(api.as.agent)).body.available === 310);
    const { items } = (await api.get(`/accounts/${customerId}/statement`).set(api.as.agent)).body;
    const byPoints = Object.fromEntries(
      items.map(({ points, ruleVersion }: { points: number; ruleVersion: number }) => [points, ruleVersion]),
    );
    expect(byPoints).toEqual({ 10: 1, 300: 2 });
    const page = (await api.get(rules).query({ limit: '2' }).set(api.as.agent)).body;
    const rest = (await api.get(rules).query({ limit: '2', cursor: page.next }).set(api.as.agent)).body;
    const versions = [...page.items, ...rest.items].map(({ ruleVersion }) => ruleVersion);
    expect([versions, rest.next]).toEqual([[3, 2, 1], null]);
  });

  it('gets two numbers when two publish at once', async () => {
    const publish = () =>
      api
        .post(rules)
        .set(api.as.marketer)
        .send({ ...terms, validFrom: '2999-01-01T00:00:00Z' });
    const versions = (await Promise.all([publish(), publish(), publish()])).map(({ body }) => body.ruleVersion);
    expect(new Set(versions).size).toBe(3);
  });
});

describe('bad input', () => {
  const pointersOf = async (answer: Promise<request.Response>) => {
    const { status, body } = await answer;
    expect(status).toBe(400);
    return (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
  };

  it('is refused with a pointer to every fault', async () => {
    const customerId = await api.aMember(10);
    const redeem = (body: object) =>
      pointersOf(api.post(`/accounts/${customerId}/redemptions`).set(api.as.agent).send(body));
    for (const points of [0, -1, 1.5, '10', null, 1e12, undefined]) {
      expect(new Set(await redeem({ points }))).toEqual(new Set(['/points']));
    }
    expect(await redeem({ points: 1, customerId, reward: '' })).toEqual(
      expect.arrayContaining(['/customerId', '/reward']),
    );
    const adjust = (body: object) =>
      pointersOf(api.post(`/accounts/${customerId}/adjustments`).set(api.as.supervisor).send(body));
    expect(await adjust({ points: 0, reason: 'no' })).toEqual(['/points', '/reason']);
    const rule = {
      currency: 'yuan',
      minorPerPoint: 0,
      multipliers: { coal: 1.5 },
      otherMultiplier: 101,
      validFrom: 'soon',
    };
    const publish = api.post(`/programs/${standardProgramId}/rules`).set(api.as.marketer).send(rule);
    expect(new Set(await pointersOf(publish))).toEqual(
      new Set(['/currency', '/minorPerPoint', '/multipliers', '/otherMultiplier', '/validFrom']),
    );
    for (const validFrom of ['2999-02-30T00:00:00Z', '2999-01-01T23:59:60Z', '2999-01-01']) {
      const unreal = api
        .post(`/programs/${standardProgramId}/rules`)
        .set(api.as.marketer)
        .send({ ...rule, currency: 'CNY', minorPerPoint: 1, multipliers: {}, otherMultiplier: 1, validFrom });
      expect(new Set(await pointersOf(unreal))).toEqual(new Set(['/validFrom']));
    }
    const simulate = (body: object) =>
      pointersOf(api.post(`/programs/${standardProgramId}/rules/simulate`).set(api.as.agent).send(body));
    expect(await simulate({ currency: 'CNY', lines: [] })).toEqual(['/lines']);
    expect(await simulate({ currency: 'CNY', lines: [{ lineId: '1', amountMinor: -1 }] })).toEqual([
      '/lines/0/amountMinor',
    ]);
    const twice = [1, 2].map(() => ({ lineId: '1', amountMinor: 1 }));
    expect(await simulate({ currency: 'CNY', lines: twice })).toEqual(['/lines/1/lineId']);
  });

  it('in the address is refused as well', async () => {
    const customerId = await api.aMember();
    const cursor = (place: object) => Buffer.from(JSON.stringify(place)).toString('base64url');
    const statuses = [];
    for (const path of [
      '/accounts/not-an-id',
      `/accounts/${customerId}/statement?limit=0`,
      `/accounts/${customerId}/statement?limit=101`,
      `/accounts/${customerId}/statement?cursor=rubbish`,
      `/accounts/${customerId}/statement?cursor=${cursor({ before: '1; DROP TABLE posting' })}`,
      `/programs?cursor=${cursor({ id: 'x' })}`,
      `/programs?cursor=${cursor({ id: '-'.repeat(36) })}`,
      `/programs/${standardProgramId}/rules?cursor=${cursor({ version: 1e12 })}`,
      `/accounts/${customerId}?points=1%00`,
    ]) {
      statuses.push((await api.get(path).set(api.as.agent)).status);
    }
    expect(statuses).toEqual(Array(9).fill(400));
    expect((await api.get(`/redemptions/${newId()}`).set(api.as.agent)).status).toBe(404);
    expect((await api.post(`/redemptions/${newId()}/cancel`).set(api.as.agent)).status).toBe(404);
  });
});
