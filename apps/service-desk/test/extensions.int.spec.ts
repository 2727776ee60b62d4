import { sqlState, violatedConstraint } from '@crm/persistence';
import { type User, userOf } from '@crm/platform/auth';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExtensionState } from '../src/extensions/extension.entity.js';
import { ExtensionWorklist } from '../src/extensions/extension-worklist.js';
import { ExtensionsService } from '../src/extensions/extensions.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { NoticesService } from '../src/notices/notices.service.js';
import { PoliciesService } from '../src/sla/policies.service.js';
import { adopting, presets } from '../src/sla/presets.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { atOnce, DeskSteps, E1, problems } from './desk-steps.js';

const day = 86_400_000;
const spoke = new Date(Date.now() - 3 * day);
const M1 = userOf({ sub: 'M1', roles: ['manager'] })!;
const M2 = userOf({ sub: 'M2', roles: ['manager'] })!;

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
  await desk.run(async (tx) => {
    const policies = desk.the(PoliciesService);
    const { version, content } = await policies.find(tx);
    const bank = presets.find(({ name }) => name === 'CN-BANK')!;
    await policies.replace(tx, adopting(adopting(content, bank), bank), version, 'E1006', new Date());
  });
});
afterAll(() => app.close());
beforeEach(() => desk.empty());

const open = (wish: object = {}): Promise<string> => desk.open({ receivedAt: spoke, ...wish });
const extensions = () => desk.the(ExtensionsService);
const request = async (id: string, by = E1) =>
  (await desk.run((tx) => extensions().request(tx, id, '情况复杂', by, new Date()))).extension;
const approve = (id: string, extensionId: string, by = M1) =>
  desk.run((tx) => extensions().approve(tx, id, extensionId, by, new Date()));
const resolutionOf = (caseId: string): Promise<SlaClock> =>
  app.database.manager.findOneByOrFail(SlaClock, { caseId, metric: 'resolution' });
const days = async (id: string): Promise<number> => {
  const { dueAt, startedAt } = await resolutionOf(id);
  return (dueAt.getTime() - startedAt.getTime()) / day;
};
const refused = async (work: () => Promise<unknown>) => problems(await atOnce(1, work));

describe('a consumer complaint of a bank', () => {
  it('is due after 15 days, after 30 where that is granted, and after 60 at most', async () => {
    const id = await open();
    expect(await days(id)).toBe(15);
    for (const due of [30, 60]) {
      const { extension } = await approve(id, (await request(id)).id);
      expect(await days(id)).toBe(due);
      const { dueAt } = await resolutionOf(id);
      expect(extension).toMatchObject({ state: 'approved', requestedBy: 'E1', decidedBy: 'M1', dueAfter: dueAt });
      expect((await desk.caseOf(id)).dueAt).toEqual(dueAt);
    }
    expect(await refused(() => request(id))).toEqual(['extension-impossible']);
    const moves = (await desk.told(id)).filter(({ type }) => type === 'sla.rescheduled');
    expect(moves.map(({ data }) => [data['metric'], data['reason']])).toEqual(
      Array(2).fill(['resolution', 'extended']),
    );
  });

  it('keeps its waiting when it is given more time', async () => {
    const id = await open();
    const handling = desk.the(HandlingService);
    await desk.run((tx) => handling.acknowledge(tx, id, E1, spoke));
    await desk.run((tx) => handling.wait(tx, id, 'customer', '请补充', E1, spoke));
    await desk.run((tx) => handling.resume(tx, id, E1, new Date(spoke.getTime() + day)));
    await approve(id, (await request(id)).id);
    expect(await days(id)).toBe(31);
    expect((await resolutionOf(id)).terms).toMatchObject([{ seconds: 30 * 86_400, extra: 15 * 86_400 }]);
  });

  it('gets each step once, whoever asks and grants at once', async () => {
    const id = await open();
    expect(problems(await atOnce(20, () => request(id)))).toEqual(Array(19).fill('extension-impossible'));
    const [{ id: extensionId }] = await app.database.query<[{ id: string }]>('SELECT id FROM sla_extension');
    expect(problems(await atOnce(20, (at) => approve(id, extensionId, at % 2 ? M1 : M2)))).toEqual(
      Array(19).fill('extension-state'),
    );
    expect(await days(id)).toBe(30);
    const twin = `INSERT INTO sla_extension SELECT (json_populate_record(e, json_build_object('id', $1::text))).* FROM sla_extension e`;
    const twice = await app.database.query(twin, [newId()]).catch((error: unknown) => violatedConstraint(error));
    expect(twice).toBe('extension_once_per_step');
    const own = await app.database
      .query(`UPDATE sla_extension SET decided_by = requested_by`)
      .catch((error: unknown) => [sqlState(error), violatedConstraint(error)]);
    expect(own).toEqual(['23514', 'extension_by_another_person']);
  });

  it('gets none from who asks for it, after its deadline, when it is resolved, or where the rule has no step', async () => {
    const id = await open();
    const mine = await request(id, M1);
    expect(await refused(() => approve(id, mine.id, M1))).toEqual(['own-extension']);
    await desk.run((tx) => extensions().decline(tx, id, mine.id, '事实清楚', M2, new Date()));
    expect(await refused(() => approve(id, mine.id, M2))).toEqual(['extension-state']);
    expect(await days(id)).toBe(15);
    const again = await request(id);
    expect(again.step).toBe(1);
    await desk.resolve(id);
    expect(await refused(() => approve(id, again.id))).toEqual(['case-state']);
    expect(await refused(async () => request(await open({ receivedAt: new Date(Date.now() - 16 * day) })))).toEqual([
      'extension-impossible',
    ]);
    expect(await refused(async () => request(await open({ kind: 'repair', receivedAt: new Date() })))).toEqual([
      'extension-impossible',
    ]);
  });

  it('notes once that the customer was told', async () => {
    const id = await open();
    const { id: extensionId } = await request(id);
    const inform = () => desk.run((tx) => extensions().inform(tx, id, extensionId, 'phone', E1, new Date()));
    expect(await refused(inform)).toEqual(['extension-state']);
    await approve(id, extensionId);
    expect(problems(await atOnce(20, inform))).toEqual(Array(19).fill('extension-state'));
    const [{ extension, reason }] = (await desk.run((tx) => extensions().ofCase(tx, id, E1))) as [never];
    expect([extension, reason]).toMatchObject([{ informedBy: 'E1', informedChannel: 'phone' }, '情况复杂']);
  });
});

describe('what waits for an approver', () => {
  it('comes page by page in the order of the requests, of the own department for who sees only that', async () => {
    const worklist = desk.the(ExtensionWorklist);
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.push((await request(await open())).id);
    const list = (viewer: User, state: ExtensionState, behind: string | null = null, limit = 9) =>
      desk.run((tx) => worklist.list(tx, viewer, state, behind, limit));
    const idsOf = (page: { extension: { id: string } }[]) => page.map(({ extension }) => extension.id);
    const first = await list(M1, 'requested', null, 2);
    expect(first[0]).toMatchObject({ reason: '情况复杂', caseState: 'received' });
    expect([...idsOf(first), ...idsOf(await list(M1, 'requested', ids[1]))]).toEqual(ids);
    await approve(first[0]!.extension.caseId, ids[0]!);
    expect(idsOf(await list(M1, 'approved'))).toEqual([ids[0]]);
    expect(idsOf(await list(M1, 'requested'))).toEqual(ids.slice(1));
    // Of nobody's role today, but roles are data of the token: the list itself looks at whose cases they are.
    const of = (department: string) => ({ ...M1, id: 'M9', scope: 'department' as const, department });
    expect(idsOf(await list(of('service'), 'requested'))).toEqual(ids.slice(1));
    expect(await list(of('finance'), 'requested')).toEqual([]);
  });
});

describe('who asked for more time', () => {
  it('is told what became of it, and OA of the request and a refusal', async () => {
    const id = await open();
    const decided = async () => {
      const page = { behind: null, limit: 9 };
      const all = await desk.run((tx) => desk.the(NoticesService).list(tx, 'E1', {}, page));
      return all.filter(({ kind }) => kind === 'decided').length;
    };
    const first = await request(id);
    await desk.run((tx) => extensions().decline(tx, id, first.id, '事实清楚', M1, new Date()));
    expect(await decided()).toBe(1);
    const second = await request(id);
    await approve(id, second.id);
    expect(await decided()).toBe(2);
    const told = (await desk.told(id)).filter(({ type }) => type.startsWith('extension.'));
    expect(told).toMatchObject([
      { type: 'extension.requested', data: { extensionId: first.id, step: 1, requestedBy: 'E1' } },
      { type: 'extension.declined', data: { extensionId: first.id, requestedBy: 'E1', declinedBy: 'M1' } },
      { type: 'extension.requested', data: { extensionId: second.id } },
    ]);
  });
});
