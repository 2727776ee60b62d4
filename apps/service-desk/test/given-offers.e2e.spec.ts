import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeskApp, employee, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

interface OfferBody {
  id: string;
  caseId: string;
  state: string;
  answeredBy: string | null;
  reason: string | null;
}
type Page<Item> = { items: Item[]; next: string | null };

/** No agent's card has arrived here: whoever records a case owns it. */
let app: DeskApp;
let anna: Caller;
let ben: Caller;
let head: Caller;
let lin: Caller;
let stranger: Caller;
let cora: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  ben = await Caller.of(app, 'E1003', 'agent', 'service');
  head = await Caller.of(app, 'E1001', 'supervisor', 'service');
  lin = await Caller.of(app, 'E1061', 'agent', 'logistics');
  stranger = await Caller.of(app, 'E9001', 'supervisor', 'sales-south');
  cora = await Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre');
  await app.probe.publish(employee('E1061', { department: 'logistics', roles: [] }));
  await app.allRead();
});
afterAll(() => app.close());

const offered = async (by = anna): Promise<OfferBody> => {
  const id = await anna.takeIn();
  const body = { toDepartment: 'logistics', toEmployeeId: 'E1061', reason: '请接手' };
  return by.do<OfferBody>(`/cases/${id}/handovers`, body, 201);
};
const given = async (by: Caller, state = 'offered'): Promise<string[]> =>
  (await by.read<Page<OfferBody>>(`/handovers?as=from&state=${state}&limit=100`)).items.map(({ id }) => id);
const asked = async (by: Caller): Promise<string[]> =>
  (await by.read<Page<OfferBody>>('/handovers?to=me&limit=100')).items.map(({ id }) => id);

describe('an offer', () => {
  it('stands in the case, and in the lists of who made it and who is asked', async () => {
    const { id, caseId } = await offered();
    expect(await anna.read(`/cases/${caseId}`)).toMatchObject({
      openOffer: { id, state: 'offered', toDepartment: 'logistics', toEmployeeId: 'E1061', offeredBy: 'E1002' },
    });
    expect([await given(anna), await asked(lin), await given(lin)]).toEqual([[id], [id], []]);
    expect(await given(ben)).toEqual([]);
    await lin.do(`/handovers/${id}/decline`, { reason: '不归我们' });
    expect(await anna.read(`/cases/${caseId}`)).toMatchObject({ openOffer: null });
    expect([await given(anna), await given(anna, 'declined')]).toEqual([[], [id]]);
    expect((await anna.get('/handovers?state=declined')).status).toBe(400);
    expect((await anna.get('/handovers?as=both')).status).toBe(400);
  });

  it('that was accepted is read by who gave it, also when the case is seen no more', async () => {
    const { id, caseId } = await offered();
    await lin.do(`/handovers/${id}/accept`);
    expect((await anna.get(`/cases/${caseId}`)).status).toBe(404);
    expect(await anna.read(`/handovers/${id}`)).toMatchObject({
      state: 'accepted',
      answeredBy: 'E1061',
      reason: '请接手',
    });
    expect(await given(anna, 'accepted')).toContain(id);
    expect(await problemOf(anna.post(`/handovers/${id}/accept`))).toMatchObject({ type: 'handover-not-yours' });
    expect((await stranger.get(`/handovers/${id}`)).status).toBe(404);
  });

  it('is taken back by who made it, the supervisor there or the complaint centre, before it is answered', async () => {
    for (const by of [anna, head, cora]) {
      const { id, caseId } = await offered();
      expect(await by.do(`/handovers/${id}/withdraw`)).toMatchObject({ state: 'withdrawn' });
      expect(await asked(lin)).not.toContain(id);
      expect(await problemOf(lin.post(`/handovers/${id}/accept`))).toMatchObject({ type: 'handover-answered' });
      const { items } = await anna.read<Page<{ type: string }>>(`/cases/${caseId}/timeline`);
      expect(items.at(-1)).toMatchObject({ type: 'case.handover-withdrawn', details: { handoverId: id } });
      expect(await anna.read(`/cases/${caseId}`)).toMatchObject({ owner: { employeeId: 'E1002' }, openOffer: null });
      // It is no bounce, and another offer can be made.
      const again = { toDepartment: 'logistics', reason: '请接手' };
      expect(await anna.do(`/cases/${caseId}/handovers`, again, 201)).toMatchObject({ state: 'offered', bounce: null });
    }
    const { items } = await lin.read<Page<{ kind: string }>>('/notices?limit=100');
    expect(items.filter(({ kind }) => kind === 'withdrawn')).toHaveLength(3);
  });

  it('is taken back by nobody else, and not once it is answered', async () => {
    const { id } = await offered();
    const withdraw = (by: Caller) => problemOf(by.post(`/handovers/${id}/withdraw`));
    expect(await withdraw(ben)).toMatchObject({ status: 403, type: 'handover-not-given' });
    expect(await withdraw(lin)).toMatchObject({ status: 403, type: 'handover-not-given' });
    expect(await withdraw(stranger)).toMatchObject({ status: 404 });
    await lin.do(`/handovers/${id}/accept`);
    expect(await withdraw(cora)).toMatchObject({ status: 409, type: 'handover-answered', state: 'accepted' });
  });

  it('that nobody has answered is not decided: it says why not', async () => {
    const { id } = await offered();
    const decision = { to: { employeeId: 'E1061' }, reason: '由物流负责' };
    expect(await problemOf(cora.post(`/handovers/${id}/adjudicate`, decision))).toMatchObject({
      ...{ status: 409, type: 'handover-not-bounced' },
    });
  });
});
