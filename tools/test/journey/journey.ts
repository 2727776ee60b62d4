import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, createClient } from './client.js';
import { type Instance, startInstance } from './instance.js';

const uscc = '91140100MA8G34038X';
const day = 86_400_000;

const erpCsv = `source,sourceId,kind,name,uscc,phone,email,department
erp,K-1001,organisation,山西煤业,${uscc},0351-7650000,caigou@shanximei.example,service
erp,K-1002,organisation,山西煤业,,(0352) 5559000,,service
`;
const salesCsv = `source,sourceId,kind,name,uscc,phone
sales,S-1001,organisation,山西煤矿,${uscc.toLowerCase()},13800138000
`;
const serviceCsv = `source,sourceId,kind,name,uscc
service,C-1001,organisation,山西煤产品总公司,９１１４０１００ＭＡ８Ｇ３４０３８Ｘ
`;

const order = (orderId: string, customer: string, amountMinor: number, daysAgo: number) => ({
  specversion: '1.0',
  id: `event-${orderId}`,
  source: 'erp',
  type: 'erp.order.paid',
  time: new Date(Date.now() - daysAgo * day).toISOString(),
  data: {
    orderId,
    customer: { source: 'erp', id: customer },
    placedAt: new Date(Date.now() - (daysAgo + 1) * day).toISOString(),
    currency: 'CNY',
    lines: [{ lineId: '1', productId: 'P-7', productName: '洗精煤', category: 'coal', quantity: 2, amountMinor }],
  },
});

/**
 * The way of one real customer through all five services, over HTTP only. The steps build on each other: they are one
 * test told in parts.
 */
export function describeJourney(transport: string, flags: string[]): void {
  describe(`one customer goes through all five services (${transport})`, () => {
    let instance: Instance;
    let admin: Client;
    let agent: Client;
    let centre: Client;
    let caller: Client;
    let customer: string;
    let namesake: string;
    let caseId: string;
    let link: string;

    beforeAll(async () => {
      instance = await startInstance(['--empty', ...flags]);
      const as = (role: string, department: string, subject: string) =>
        createClient(instance.url, instance.token(role, department, subject));
      admin = as('admin', 'management', 'E0');
      agent = as('agent', 'service', 'E1001');
      centre = as('complaint-centre', 'complaint-centre', 'E2001');
      caller = as('agent', 'service', 'E1002');
    }, 300_000);

    afterAll(() => instance?.remove(), 60_000);

    it('knows the people who work here', async () => {
      await admin.put('/customer-master/v1/departments/service', { name: '客户服务部' });
      await admin.put('/customer-master/v1/departments/complaint-centre', { name: '投诉中心' });
      for (const [id, name, departmentId, role] of [
        ['E1001', '王芳', 'service', 'agent'],
        ['E1002', '李娜', 'service', 'agent'],
        ['E2001', '赵敏', 'complaint-centre', 'complaint-centre'],
      ] as const) {
        await admin.put(`/customer-master/v1/employees/${id}`, { name, departmentId, roles: [role], active: true });
      }
    });

    it('imports what three departments know; who shares a USCC is one customer, the namesake stays apart', async () => {
      for (const [name, csv] of [
        ['erp.csv', erpCsv],
        ['sales.csv', salesCsv],
        ['service.csv', serviceCsv],
      ] as const) {
        const { id } = await admin.upload('/customer-master/v1/imports', name, csv);
        const run = await admin.until(
          `/customer-master/v1/imports/${id}`,
          ({ state }) => state === 'completed',
          `import of ${name}`,
        );
        expect(run.counts.failed).toBe(0);
      }
      const { items } = await admin.get(`/customer-master/v1/customers?query=${encodeURIComponent('山西煤')}`);
      expect(items).toHaveLength(2);
      const systems = (item: { sources: { system: string }[] }) => item.sources.map(({ system }) => system).sort();
      customer = items.find((item: never) => systems(item).length === 3).id;
      namesake = items.find((item: never) => systems(item).length === 1).id;
      const full = await admin.get(`/customer-master/v1/customers/${customer}`);
      expect(systems(full)).toEqual(['erp', 'sales', 'service']);
    });

    it('takes orders in the ERP’s own ids', async () => {
      const batch = [
        order('SO-1', 'K-1001', 199_900, 40),
        order('SO-2', 'K-1001', 350_000, 3),
        order('SO-3', 'K-1002', 50_000, 5),
      ];
      const answer = await admin.post(
        '/customer-master/v1/intake/events',
        batch,
        202,
        'application/cloudevents-batch+json',
      );
      expect(answer.accepted).toBe(3);
      const again = await admin.post(
        '/customer-master/v1/intake/events',
        batch,
        202,
        'application/cloudevents-batch+json',
      );
      expect(again.duplicates).toBe(3);
    });

    it('accrues points from paid orders, and redeems some', async () => {
      const account = await agent.until(
        `/loyalty/v1/accounts/${customer}`,
        ({ available }) => available === 549,
        'points of both orders',
      );
      expect(account.accounts).toHaveLength(1);
      await agent.post(`/loyalty/v1/accounts/${customer}/redemptions`, { points: 200, reward: 'gift-tea-box' }, 201);
      await agent.post(`/loyalty/v1/accounts/${customer}/redemptions`, { points: 400 }, 409);
      expect((await agent.get(`/loyalty/v1/accounts/${customer}`)).available).toBe(349);
    });

    it('opens one case with an owner for a complaint by phone', async () => {
      // The desk recognises the caller by the card, which is on its way since the import.
      await agent.until(`/loyalty/v1/accounts/${customer}`, () => true, 'card');
      const intake = {
        channel: 'phone',
        externalId: 'CALL-1',
        receivedAt: new Date().toISOString(),
        contact: { type: 'phone', value: '0351-7650000' },
        kind: 'complaint',
        subject: '煤质不符合合同',
        text: '客户反映最近一批洗精煤灰分超标，要求答复。',
        orderId: 'SO-2',
      };
      const first = await agent.post('/service-desk/v1/intakes', intake, 201);
      const again = await agent.post('/service-desk/v1/intakes', intake, 200);
      expect(again).toEqual(first);
      caseId = first.caseId;
      const opened = await admin.get(`/service-desk/v1/cases/${caseId}`);
      expect(opened).toMatchObject({ customerId: customer, kind: 'complaint', owner: { department: 'service' } });
      expect(opened.dueAt > opened.openedAt).toBe(true);
    });

    it('hands it over, resolves it, calls back and closes it', async () => {
      const { owner } = await admin.get(`/service-desk/v1/cases/${caseId}`);
      const giver = owner.employeeId === 'E1001' ? agent : caller;
      await giver.post(`/service-desk/v1/cases/${caseId}/acknowledge`);
      const offer = await giver.post(
        `/service-desk/v1/cases/${caseId}/handovers`,
        { toDepartment: 'complaint-centre', reason: '涉及赔付，需投诉中心处理' },
        201,
      );
      expect((await admin.get(`/service-desk/v1/cases/${caseId}`)).owner).toEqual(owner);
      await centre.post(`/service-desk/v1/handovers/${offer.id}/accept`);
      expect((await admin.get(`/service-desk/v1/cases/${caseId}`)).owner).toEqual({
        employeeId: 'E2001',
        department: 'complaint-centre',
      });
      await centre.post(`/service-desk/v1/cases/${caseId}/respond`, { text: '我们已安排复检，明日给出结果。' });
      await centre.post(`/service-desk/v1/cases/${caseId}/resolve`, { solution: '复检后按合同扣减货款。' });
      await centre.post(`/service-desk/v1/cases/${caseId}/close`, {}, 409);
      const { items } = await caller.get('/service-desk/v1/callbacks?state=open');
      const callback = items.find((item: { caseId: string }) => item.caseId === caseId);
      await centre.post(`/service-desk/v1/callbacks/${callback.id}/outcome`, { outcome: 'satisfied' }, 403);
      await caller.post(`/service-desk/v1/callbacks/${callback.id}/outcome`, { outcome: 'satisfied' });
      const closed = await centre.post(`/service-desk/v1/cases/${caseId}/close`);
      expect(closed).toMatchObject({ state: 'closed', outcome: 'satisfied' });
    });

    it('invites the customer, who answers 3 of 10', async () => {
      const mailbox = await admin.until(
        `/customer-master/v1/mailbox?customerId=${customer}`,
        ({ items }) => items.some(({ text }: { text: string }) => text.includes('/feedback/v1/answers/')),
        'the invitation',
      );
      const text = mailbox.items
        .map((item: { text: string }) => item.text)
        .find((one: string) => one.includes('/answers/'));
      link = /\/feedback\/v1\/answers\/[\w-]+/.exec(text)![0];
      const page = await fetch(`${instance.url}${link}`, {
        headers: { accept: 'text/html', 'accept-language': 'zh-CN' },
      });
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('lang="zh');
      const submit = () =>
        fetch(`${instance.url}${link}`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
          body: new URLSearchParams({ nps: '3', csat: '2', comment: '部门之间推来推去，等了两天。' }),
        });
      const answers = await Promise.all([submit(), submit(), submit()]);
      expect(answers.map(({ status }) => status).every((status) => status < 400)).toBe(true);
    });

    it('asks for exactly one follow-up case', async () => {
      const path = `/service-desk/v1/cases?customerId=${customer}`;
      const followUps = ({ items }: { items: { origin: string }[] }) =>
        items.filter(({ origin }) => origin === 'followup');
      await admin.until(path, (body) => followUps(body).length > 0, 'the follow-up case');
      await settled(instance);
      expect(followUps(await admin.get(path))).toHaveLength(1);
    });

    it('puts the customer into a level with reasons', async () => {
      const value = await admin.until(
        `/analytics/v1/customers/${customer}/value`,
        ({ level }) => level !== null,
        'a level',
      );
      expect(['diamond', 'gold', 'silver', 'basic']).toContain(value.level.code);
      expect(value.rfm).toMatchObject({ frequency: 2, monetary: { amountMinor: 549_900 } });
      expect(value.reasons.length).toBeGreaterThan(0);
    });

    it('shows all of it in one overview within two seconds of the last step', async () => {
      await agent.post(`/loyalty/v1/accounts/${customer}/redemptions`, { points: 49 }, 201);
      const lastStep = Date.now();
      const overview = await admin.until(
        `/customer-master/v1/customers/${customer}/overview`,
        ({ loyalty, value }) => loyalty.balance === 300 && value.level !== null,
        'the overview',
      );
      const seconds = (Date.now() - lastStep) / 1000;
      expect(seconds).toBeLessThan(2);
      expect(overview).toMatchObject({
        orders: { count: 2, paidAmountMinor: 549_900 },
        cases: { openCount: 1, closedCount: 1 },
        satisfaction: { lastNps: 3, lastCsat: 2, responses: 1 },
        loyalty: { balance: 300 },
      });
      expect(overview.sources).toHaveLength(3);
    });

    it('shows the united picture in every service after a merge, and the former one after an unmerge', async () => {
      const before = await pictureOf(admin, customer, namesake);
      expect(before).toMatchObject({ points: 300, namesakePoints: 50, purchases: 2, orders: 2 });
      const merged = await admin.post(
        `/customer-master/v1/customers/${customer}/merge`,
        { with: namesake, reason: '同一企业' },
        200,
      );
      const { survivorId, retiredId } = merged;
      await untilPicture(admin, customer, namesake, {
        points: 350,
        namesakePoints: 350,
        purchases: 3,
        orders: 3,
        cases: 2,
        namesakeCases: 2,
        responses: 1,
        namesakeResponses: 1,
        sources: 4,
      });
      expect((await admin.get(`/customer-master/v1/customers/${retiredId}`)).id).toBe(survivorId);
      await admin.post(
        `/customer-master/v1/customers/${survivorId}/unmerge`,
        { mergeId: merged.mergeId, reason: '并非同一企业' },
        200,
      );
      await untilPicture(admin, customer, namesake, before);
    });
  });
}

/** What each service says of the two customers. */
async function pictureOf(client: Client, customer: string, namesake: string) {
  const [account, other, value, cases, otherCases, pulse, otherPulse, overview] = await Promise.all(
    [
      `/loyalty/v1/accounts/${customer}`,
      `/loyalty/v1/accounts/${namesake}`,
      `/analytics/v1/customers/${customer}/value`,
      `/service-desk/v1/cases?customerId=${customer}`,
      `/service-desk/v1/cases?customerId=${namesake}`,
      `/feedback/v1/customers/${customer}/pulse`,
      `/feedback/v1/customers/${namesake}/pulse`,
      `/customer-master/v1/customers/${customer}/overview`,
    ].map((path) => client.get(path)),
  );
  return {
    points: account.available,
    namesakePoints: other.available,
    purchases: value.rfm?.frequency,
    orders: overview.orders.count,
    cases: cases.items.length,
    namesakeCases: otherCases.items.length,
    responses: pulse.series.length,
    namesakeResponses: otherPulse.series.length,
    sources: overview.sources.length,
  };
}

async function untilPicture(client: Client, customer: string, namesake: string, expected: object): Promise<void> {
  let last: object = {};
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    last = await pictureOf(client, customer, namesake);
    if (JSON.stringify(last) === JSON.stringify({ ...last, ...expected })) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(last).toEqual(expected);
}

async function settled(instance: Instance): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const { waiting } = (await (await fetch(`${instance.url}/backlog`)).json()) as { waiting: number };
    if (waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('events are still on their way after 30 s');
}
