import { aCustomer, aPerson, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { systemActor } from '../src/customers/actor.js';
import { CustomersService } from '../src/customers/customers.service.js';
import { MatchEdgesRepository } from '../src/matching/match-edges.repository.js';
import { MatchRunSteps, RunIsOver } from '../src/match-runs/match-run-steps.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { plainPeople } from './synthetic-people.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
let app: CustomerMasterApp;
let steward: { authorization: string };
let salesperson: { authorization: string };

beforeAll(async () => {
  app = await startCustomerMaster();
  [steward, salesperson] = await Promise.all([
    app.tokens.bearer({ sub: 'E9000', roles: ['steward'], department: 'data' }),
    app.tokens.bearer({ sub: 'E1031', roles: ['sales'], department: 'sales-north' }),
  ]);
});
afterAll(() => app.close());

const base = '/customer-master/v1';
const call = (method: 'get' | 'post', path: string, body?: object, as = steward) =>
  request(app.url)
    [method](`${base}${path}`)
    .set({ ...as, ...(method === 'get' ? {} : { 'idempotency-key': `${path}-${Math.random()}` }) })
    .send(body);

const firm = (name: string, more: object = {}): object => aCustomer({ name, uscc: null, phone: null, ...more });
const register = async (body: object): Promise<Body> => {
  const response = await call('post', '/customers', body);
  expect([response.status, response.body.type]).toEqual([201, undefined]);
  return response.body;
};
const resembling = async (id: string): Promise<string[]> => {
  const { body } = await call('get', `/customers/${id}`);
  return body.possibleDuplicates
    .filter(({ reasons }: Body) => reasons.includes('resembles'))
    .map(({ customerId }: Body) => customerId);
};
const finished = async (id: string): Promise<Body> => {
  let run: Body;
  await waitFor(
    async () => {
      run = (await call('get', `/match-runs/${id}`)).body;
      return ['completed', 'failed', 'cancelled'].includes(run.state);
    },
    { timeoutMs: 60_000 },
  );
  return run;
};
const address = { type: 'registered', text: '太原市小店区龙城大街66号', region: '140105' };

describe('a customer that is registered', () => {
  it('without a 字号 resembles the others of its region and trade, and becomes none of them by its name', async () => {
    const [first, second, third] = [
      await register(firm('山西煤业')),
      await register(firm('山西煤矿')),
      await register(firm('山西煤产品总公司')),
    ];
    expect(new Set([first.id, second.id, third.id]).size).toBe(3);
    expect((await resembling(third.id)).sort()).toEqual([first.id, second.id].sort());
  });

  it('is the other one when name and address agree, with the reasons', async () => {
    const known = await register(firm('晋能清洁能源有限公司', { addresses: [address] }));
    const twin = await call('post', '/customers', firm('晋能清洁能源有限责任公司', { addresses: [address] }));
    expect([twin.status, twin.body.type, twin.body.customerId]).toEqual([
      409,
      expect.stringContaining('duplicate-customer'),
      known.id,
    ]);
    expect(twin.body.reasons).toContain('resembles');
  });

  it('is one customer when twenty register it at once by name and address alone', async () => {
    const at = { type: 'registered', text: '晋城市城区凤台街18号', region: '140502' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call('post', '/customers', firm('晋城泽州铸造有限公司', { addresses: [at] }))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it('does not resemble a firm of the same town and form with another 字号', async () => {
    const huawei = await register(firm('北京华为科技有限公司'));
    const xiaomi = await register(firm('北京小米科技有限公司'));
    expect(await resembling(xiaomi.id)).not.toContain(huawei.id);
  });

  it('does not resemble a namesake of another phone', async () => {
    const one = await register(aPerson({ familyName: '张', givenName: '伟', phone: '13800001111' }));
    const other = await register(aPerson({ familyName: '张', givenName: '伟', phone: '13900002222' }));
    expect(await resembling(other.id)).not.toContain(one.id);
  });

  it('resembles a person of the same birthday whose name is written with another character', async () => {
    const born = (givenName: string) =>
      aPerson({ person: { familyName: '欧阳', givenName, birthDate: '1971-03-08' }, phone: null });
    const one = await register(born('震华'));
    const other = await register(born('振华'));
    expect(await resembling(other.id)).toEqual([one.id]);
  });
});

describe('a run over all customers', () => {
  const report = async (body: object): Promise<Body> => {
    const started = await call('post', '/match-runs', body);
    expect(started.status).toBe(202);
    const run = await finished(started.body.id);
    expect([run.state, run.error]).toEqual(['completed', null]);
    return run;
  };

  it('reports what it found, changes nobody, and lists the pairs with what each field gave', async () => {
    const pair = [
      await register(firm('大同市云冈食品有限公司', { phone: '0352-5123456' })),
      await register(firm('云冈食品（大同）有限公司', { addresses: [address] })),
    ];
    const run = await report({ mode: 'report' });
    const { body } = await call('get', `/match-runs/${run.id}/report`);
    const firms = body.kinds.find(({ kind }: Body) => kind === 'organisation');
    // So few firms can teach nothing.
    expect(firms.modelVersion).not.toContain('trained');
    expect(firms.candidatePairs).toBeGreaterThan(0);
    expect(firms.curve.map(({ pairs }: Body) => pairs)).toEqual(
      [...firms.curve.map(({ pairs }: Body) => pairs)].sort((a: number, b: number) => b - a),
    );
    const file = await call('get', `/match-runs/${run.id}/pairs.csv`);
    expect(file.headers['content-type']).toContain('text/csv');
    const [header, ...lines] = file.text
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(header!.slice(0, 6)).toEqual(['customerA', 'customerB', 'kind', 'probability', 'weight', 'verdict']);
    expect(header).toEqual(expect.arrayContaining(['weight_name', 'weight_given', 'weight_phone']));
    const ids = pair.map(({ id }) => id).sort();
    const line = lines.find(([a, b]) => a === ids[0] && b === ids[1])!;
    expect(Number(line[3])).toBeGreaterThan(0.1);
    const weights = line.slice(7).map(Number);
    expect(weights.reduce((sum, bits) => sum + bits, 0)).toBeCloseTo(Number(line[4]), 1);
    expect(lines).toHaveLength(body.kinds.reduce((sum: number, { listedPairs }: Body) => sum + listedPairs, 0));
    expect((await call('get', `/customers/${ids[1]}`)).body.mergedFrom).toEqual([]);
    const verdicts = new Set(lines.map((cells) => cells[5]));
    for (const verdict of verdicts) expect(['auto', 'review', 'rejected', 'unlikely']).toContain(verdict);
    expect(line[5]).toBe('unlikely');

    // What a person said is `different` of the pair, and forbids the run to make one of it.
    const parted = { by: 'E9000', reason: '两家独立公司', now: new Date() };
    await app.run((tx) =>
      app.app.get(MatchEdgesRepository).parted(tx, ids as [string, string], 'organisation', parted),
    );
    const next = await report({ mode: 'report' });
    const { text } = await call('get', `/match-runs/${next.id}/pairs.csv`);
    expect(
      text
        .split('\r\n')
        .find((row) => row.startsWith(ids.join()))!
        .split(',')[5],
    ).toBe('rejected');
  });

  it('trains a model that waits for approval, finds most twins by it, and judges by it once approved', async () => {
    const people = plainPeople(5).filter(({ person }) => person < 160);
    const ids: string[] = [];
    const queue = [...people.entries()];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [at, { facts }] = next;
        const source = { source: 'register', sourceId: `P-${at}`, observedAt: new Date() };
        const { customerId } = await app.run((tx) =>
          app.app.get(CustomersService).upsertFromSource(tx, source, facts, systemActor('test'), new Date()),
        );
        ids[at] = customerId;
      }
    };
    await Promise.all(Array.from({ length: 6 }, work));
    const run = await report({ mode: 'report' });
    const file = await call('get', `/match-runs/${run.id}/pairs.csv`);
    const likely = file.text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','))
      .filter((cells) => cells[2] === 'person' && Number(cells[3]) >= 0.5)
      .map(([a, b]) => `${a} ${b}`);
    const twins = new Set<string>();
    people.forEach(({ person }, a) =>
      people.forEach((other, b) => {
        if (a < b && person === other.person && ids[a] !== ids[b]) twins.add([ids[a], ids[b]].sort().join(' '));
      }),
    );
    const right = likely.filter((pair) => twins.has(pair)).length;
    expect(right / likely.length).toBeGreaterThan(0.95);
    expect(right / twins.size).toBeGreaterThan(0.9);

    const models = async (): Promise<Body[]> => (await call('get', '/match-models')).body.models;
    const candidate = (await models()).find(({ runId, kind }) => runId === run.id && kind === 'person');
    expect(candidate.state).toBe('candidate');
    const path = `/match-models/person/${candidate.version}/approve`;
    expect((await call('post', path)).body.state).toBe('active');
    expect((await call('post', path)).status).toBe(409);
    const told = await app.probe.waitFor('rules.changed', ({ aggregateId }) => aggregateId === 'match-model:person');
    expect(told.data).toMatchObject({ rules: 'match-model', of: 'person', version: 1 });
    expect((await models()).filter(({ kind, state }) => kind === 'person' && state === 'active')).toHaveLength(1);
    const one = await register(aPerson({ familyName: '司徒', givenName: '美堂', phone: '13800003333' }));
    const twin = await call(
      'post',
      '/customers',
      aPerson({ familyName: '司徒', givenName: '美堂', phone: '13800003333' }),
    );
    expect([twin.status, twin.body.customerId]).toEqual([409, one.id]);
  }, 90_000);

  it('that applies makes one customer of certain pairs and leaves the doubtful ones open', async () => {
    // Registered before anybody compared by address: the index is emptied and filled again as a migration would find it.
    const [known, twin] = [
      await register(
        firm('长治市上党醋业有限公司', {
          addresses: [{ ...address, text: '长治市潞州区英雄路8号', region: '140403' }],
        }),
      ),
      await register(firm('上党醋业')),
    ];
    await app.run((tx) =>
      tx.query(
        `UPDATE match_record SET features = (SELECT features FROM match_record WHERE customer_id = $1) WHERE customer_id = $2`,
        [known.id, twin.id],
      ),
    );
    const run = await report({ mode: 'apply' });
    const { body } = await call('get', `/match-runs/${run.id}/report`);
    expect(body.merged).toBeGreaterThanOrEqual(1);
    expect((await call('get', `/customers/${twin.id}`)).body).toMatchObject({ id: known.id, mergedFrom: [twin.id] });
    expect(body.kinds.find(({ kind }: Body) => kind === 'organisation').modelVersion).not.toContain('trained');
    const again = await report({ mode: 'apply' });
    expect((await call('get', `/match-runs/${again.id}/report`)).body.merged ?? 0).toBe(0);
  });

  it('does not unite what a person has taken apart', async () => {
    const at = { ...address, text: '大同市平城区清远街9号', region: '140213' };
    const [one, other] = [
      await register(firm('大同市恒山酒业有限公司', { addresses: [at] })),
      await register(firm('恒山酒业')),
    ];
    const merged = await call('post', `/customers/${one.id}/merge`, { with: other.id, reason: '同一企业' });
    const { mergeId } = merged.body;
    expect((await call('post', `/customers/${one.id}/unmerge`, { mergeId, reason: '并非同一企业' })).status).toBe(200);
    await app.run((tx) =>
      tx.query(
        `UPDATE match_record SET features = (SELECT features FROM match_record WHERE customer_id = $1) WHERE customer_id = $2`,
        [one.id, other.id],
      ),
    );
    const run = await report({ mode: 'apply' });
    const { text } = await call('get', `/match-runs/${run.id}/pairs.csv`);
    const ids = [one.id, other.id].sort().join();
    expect(
      text
        .split('\r\n')
        .find((line) => line.startsWith(ids))
        ?.split(',')[5],
    ).toBe('rejected');
    expect((await call('get', `/customers/${other.id}`)).body.id).toBe(other.id);
  });

  it('is one at a time, can be stopped, and is for stewards', async () => {
    const starts = await Promise.all(Array.from({ length: 4 }, () => call('post', '/match-runs', { mode: 'report' })));
    expect(starts.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
    const { id } = starts.find(({ status }) => status === 202)!.body;
    const stopped = await call('post', `/match-runs/${id}/cancel`);
    if (stopped.status === 200) expect((await finished(id)).state).toBe('cancelled');
    else expect(stopped.body.state).toBe('completed');
    expect((await call('post', '/match-runs', { mode: 'report' }, salesperson)).status).toBe(403);
    expect((await call('post', '/match-runs', { mode: 'everything' })).status).toBe(400);
    expect((await call('get', '/match-runs/01981a2b-6666-7000-8000-000000000001/report')).status).toBe(404);
  });

  it('that somebody else has taken over is written by nobody but him', async () => {
    const [row] = await app.run((tx) =>
      tx.query<{ id: string }[]>(
        `INSERT INTO match_run (id, mode, train, state, stage, made_by, actor, made_at, claimed_by, claimed_until)
         VALUES (gen_random_uuid(), 'report', false, 'comparing', 'write person', 'E9000', '{}', now(), 'the second', now())
         RETURNING id`,
      ),
    );
    const steps = app.app.get(MatchRunSteps);
    await expect(steps.begin(row!.id, 'the first')).rejects.toThrow(RunIsOver);
    await expect(steps.end(row!.id, 'the first', 'failed', 'late')).rejects.toThrow(RunIsOver);
    await steps.end(row!.id, 'the second', 'completed', null);
    await expect(steps.begin(row!.id, 'the second')).rejects.toThrow(RunIsOver);
    expect((await call('get', `/match-runs/${row!.id}`)).body).toMatchObject({ state: 'completed', error: null });
  });

  it('is taken over when its process dies', async () => {
    const [row] = await app.run((tx) =>
      tx.query<{ id: string }[]>(
        `INSERT INTO match_run (id, mode, train, state, stage, made_by, actor, made_at, claimed_by, claimed_until)
         VALUES (gen_random_uuid(), 'report', false, 'comparing', 'block person', 'E9000', '{"id":"E9000","roles":[],"scope":"all"}', now(),
           'somebody who died', now() + interval '2 seconds') RETURNING id`,
      ),
    );
    await app.run((tx) =>
      tx.query(
        `INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at) VALUES (gen_random_uuid(), 'match-run.watch', $1, 1, now(), now())`,
        [row!.id],
      ),
    );
    expect((await finished(row!.id)).state).toBe('completed');
  });
});
