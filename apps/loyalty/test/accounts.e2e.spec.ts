import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { standardProgramId } from '../src/programs/standard-program.js';
import { Api } from './api.js';

let api: Api;

beforeAll(async () => {
  api = await Api.start();
});

afterAll(() => api.stop());

describe('an account', () => {
  it('is seen by the department of the customer and by those who see all, by nobody else', async () => {
    const customerId = await api.aMember(100);
    const { body: redemption } = await api
      .post(`/accounts/${customerId}/redemptions`)
      .set(api.as.agent)
      .send({ points: 10 });
    for (const path of [
      `/accounts/${customerId}`,
      `/accounts/${customerId}/statement`,
      `/redemptions/${redemption.id}`,
    ]) {
      for (const user of [api.as.agent, api.as.supervisor, api.as.analyst, api.as.marketer]) {
        expect((await api.get(path).set(user)).status).toBe(200);
      }
      for (const user of [api.as.stranger, api.as.nobody]) expect((await api.get(path).set(user)).status).toBe(404);
      expect((await api.get(path)).status).toBe(401);
    }
    for (const path of [`/accounts/${customerId}/redemptions`, `/redemptions/${redemption.id}/cancel`]) {
      expect((await api.post(path).set(api.as.stranger).send({ points: 1 })).status).toBe(404);
      expect((await api.post(path).set(api.as.analyst).send({ points: 1 })).status).toBe(403);
    }
    expect((await api.get(`/accounts/${customerId}`).set(api.as.agent)).body.available).toBe(90);
  });

  it('moves to the new department with its customer', async () => {
    const customerId = await api.aMember();
    await api.master.card(customerId, { department: 'sales-north' });
    await waitFor(async () => (await api.get(`/accounts/${customerId}`).set(api.as.stranger)).status === 200);
    expect((await api.get(`/accounts/${customerId}`).set(api.as.agent)).status).toBe(404);
  });

  it('is all zeros for a customer that is known and never collected, and absent for an unknown one', async () => {
    const customerId = newId();
    await api.master.card(customerId);
    const read = await waitFor(async () => {
      const answer = await api.get(`/accounts/${customerId}`).set(api.as.agent);
      return answer.status === 200 ? answer : null;
    });
    expect(read.body).toEqual({
      customerId,
      mergedFrom: [],
      programId: standardProgramId,
      available: 0,
      debt: 0,
      spendable: 0,
      accounts: [],
    });
    const refused = await api.post(`/accounts/${customerId}/redemptions`).set(api.as.agent).send({ points: 1 });
    expect([refused.status, refused.body.type]).toEqual([409, 'urn:problem:insufficient-points']);
    for (const user of [api.as.agent, api.as.analyst])
      expect((await api.get(`/accounts/${newId()}`).set(user)).status).toBe(404);
  });

  it('is found by its id in capital letters too', async () => {
    const customerId = await api.aMember(10);
    const { status, body } = await api
      .post(`/accounts/${customerId.toUpperCase()}/redemptions`)
      .set(api.as.agent)
      .send({ points: 1 });
    expect([status, body.customerId]).toEqual([201, customerId]);
  });

  it('has a statement in pages without gap or overlap', async () => {
    const customerId = await api.aMember(100);
    for (let count = 0; count < 4; count++) {
      await api.post(`/accounts/${customerId}/redemptions`).set(api.as.agent).send({ points: 1 });
    }
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: Record<string, string> = cursor ? { limit: '2', cursor } : { limit: '2' };
      const { body } = await api.get(`/accounts/${customerId}/statement`).query(query).set(api.as.agent);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map(({ points }: { points: number }) => points));
      cursor = body.next;
    }
    expect(seen).toEqual([-1, -1, -1, -1, 100]);
  });
});

describe('a redemption', () => {
  it('happens once for one Idempotency-Key', async () => {
    const customerId = await api.aMember(100);
    const headers = { ...api.as.agent, 'idempotency-key': newId() };
    const redeem = (points: number) => api.post(`/accounts/${customerId}/redemptions`).set(headers).send({ points });
    const [first, again, other] = [await redeem(30), await redeem(30), await redeem(31)];
    expect([first.status, again.status, other.status]).toEqual([201, 201, 422]);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await api.get(`/accounts/${customerId}`).set(api.as.agent)).body.available).toBe(70);
  });

  it('of more than there is says what there is', async () => {
    const customerId = await api.aMember(100);
    const { status, body } = await api
      .post(`/accounts/${customerId}/redemptions`)
      .set(api.as.agent)
      .send({ points: 101 });
    expect(status).toBe(409);
    expect(body).toMatchObject({ type: 'urn:problem:insufficient-points', requested: 101, spendable: 100 });
  });

  it('shows its note to those who may read what staff wrote, and keeps it encrypted', async () => {
    const customerId = await api.aMember(100);
    const { body } = await api
      .post(`/accounts/${customerId}/redemptions`)
      .set(api.as.agent)
      .send({ points: 1, note: '王先生' });
    const noteFor = async (user: { authorization: string }) =>
      (await api.get(`/redemptions/${body.id}`).set(user)).body.note;
    expect([await noteFor(api.as.agent), await noteFor(api.as.marketer)]).toEqual(['王先生', null]);
    const [row] = await api.loyalty.database.query<{ note: string }[]>('SELECT note FROM redemption WHERE id = $1', [
      body.id,
    ]);
    expect(row!.note).toMatch(/^v1\./);
  });
});

describe('an adjustment', () => {
  it('gives and takes points, with its reason in the statement', async () => {
    const customerId = await api.aMember();
    const adjust = (points: number, user = api.as.supervisor) =>
      api.post(`/accounts/${customerId}/adjustments`).set(user).send({ points, reason: '延误补偿，王先生' });
    const given = await adjust(200);
    expect(given.status).toBe(201);
    expect(given.body).toMatchObject({ customerId, points: 200, balanceAfter: 200, adjustedBy: 'E1002' });
    expect((await adjust(-50, api.as.marketer)).body).toMatchObject({ points: -50, balanceAfter: 150 });
    expect((await adjust(-50, api.as.admin)).body).toMatchObject({ balanceAfter: 100 });
    const told = await api.loyalty.probe.waitFor(
      'points.adjusted',
      ({ data }) => data.customerId === customerId && data.points < 0,
    );
    expect(told.data).toMatchObject({ points: -50, balance: 150, debt: 0 });

    const reasons = async (user: { authorization: string }) =>
      (await api.get(`/accounts/${customerId}/statement`).set(user)).body.items.map(
        ({ reason }: { reason: string }) => reason,
      );
    expect(await reasons(api.as.agent)).toEqual(Array(3).fill('延误补偿，王先生'));
    expect(await reasons(api.as.analyst)).toEqual([null, null, null]);
  });

  it('has a limit, takes no more than there is, and needs the right', async () => {
    const customerId = await api.aMember(100);
    const adjust = (points: number, user = api.as.supervisor) =>
      api.post(`/accounts/${customerId}/adjustments`).set(user).send({ points, reason: 'goodwill' });
    for (const points of [501, -501]) {
      expect((await adjust(points)).body).toMatchObject({
        type: 'urn:problem:adjustment-too-large',
        status: 400,
        mostPoints: 500,
      });
    }
    expect((await adjust(-101)).body).toMatchObject({ type: 'urn:problem:insufficient-points', spendable: 100 });
    expect((await adjust(5, api.as.agent)).status).toBe(403);
    expect(
      (await adjust(5, await api.loyalty.tokens.bearer({ roles: ['supervisor'], department: 'sales-south' }))).status,
    ).toBe(404);
    expect((await api.get(`/accounts/${customerId}`).set(api.as.agent)).body.available).toBe(100);
  });
});

describe('a reconciliation', () => {
  it('is for analysts and administrators', async () => {
    expect((await api.post('/reconciliations').set(api.as.admin)).body).toMatchObject({
      differenceCount: 0,
      differences: [],
    });
    expect((await api.post('/reconciliations').set(api.as.agent)).status).toBe(403);
    expect((await api.post('/reconciliations').set(api.as.marketer)).status).toBe(403);
  });
});
