import { ErpOrderPaid } from '@crm/contracts';
import { aCustomer, anIntake, anOrder, aPerson, type TokenClaims, waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import type { RunningServices } from './running-services.js';

/** The department that owns the customer, and everything that comes of it. */
export const owningDepartment = 'service';

const admin: TokenClaims = { sub: 'E1000', roles: ['admin'], department: owningDepartment };
const agent: TokenClaims = { sub: 'E1001', roles: ['agent'], department: owningDepartment };
const lead: TokenClaims = { sub: 'E1004', roles: ['supervisor'], department: owningDepartment };
const colleague: TokenClaims = { sub: 'E1002', roles: ['agent'], department: owningDepartment };

interface Created {
  id: string;
}

/** One customer with something of every kind that services keep of it. */
export interface CustomerThings {
  customerId: string;
  /** The customer's id in the ERP. */
  sourceId: string;
  /** The customer's legal name. */
  name: string;
  /** Of a contact person of the customer. */
  relationshipId: string;
  /** Of the customer itself, offered to a colleague. */
  customerHandOverId: string;
  /** A contact with it, what is to be done next, and what may be won. */
  interactionId: string;
  followUpId: string;
  opportunityId: string;
  /** An order's number in the ERP. */
  orderId: string;
  caseId: string;
  /** A file of the case. */
  attachmentId: string;
  handoverId: string;
  callbackId: string;
  /** Of the customer's and four other cases; the owning department answers for it. */
  problemId: string;
  /** A preventive action of the problem. */
  actionId: string;
  /** Points for what went wrong with the case. */
  goodwillId: string;
  /** Something that the customer is to be told of, and the task to do so. */
  proactiveActionId: string;
  proactiveTaskId: string;
  responseId: string;
  redemptionId: string;
}

/** Lives through the story of a customer by the API of each service, as its users do. */
export async function liveThrough(running: RunningServices): Promise<CustomerThings> {
  await employ(running);
  const sourceId = `K-${newId()}`;
  const wish = aCustomer({ name: '忻州市云中建材有限公司' });
  const customer = await running.call<Created>('POST', '/customer-master/v1/customers', admin, {
    ...wish,
    source: { system: 'erp', id: sourceId },
    owner: { department: owningDepartment },
  });
  const { id: customerId } = customer;
  await isKnownEverywhere(running, customerId);
  const consent = { customerId, purpose: 'marketing', channel: 'sms', state: 'granted', evidence: 'call-1' };
  await running.call('POST', '/customer-master/v1/consents', agent, consent);
  const closed = await closedCase(running, customerId);
  return {
    customerId,
    sourceId,
    name: wish.names[0]!.text,
    relationshipId: await contactPerson(running, customerId),
    customerHandOverId: await customerHandOver(running, customerId),
    ...(await salesWork(running, customerId)),
    orderId: await paidOrder(running, sourceId),
    ...closed,
    attachmentId: await attachment(running, closed.caseId),
    ...(await recurringProblem(running, closed.caseId)),
    goodwillId: await goodwill(running, closed.caseId),
    ...(await proactiveAction(running, customerId)),
    responseId: await survey(running, closed.caseId),
    redemptionId: await redemption(running, customerId),
    handoverId: await offeredHandover(running, customerId),
  };
}

/** Whom cases and problems are given to. */
async function employ({ call }: RunningServices): Promise<void> {
  const staff = { E1001: owningDepartment, E1080: 'marketing' };
  for (const [id, departmentId] of Object.entries(staff)) {
    const employee = { name: id, departmentId, roles: ['sales'], active: true };
    await call('PUT', `/customer-master/v1/employees/${id}`, admin, employee);
  }
}

/** Its card has reached the services that answer about it. */
async function isKnownEverywhere(running: RunningServices, customerId: string): Promise<void> {
  await isThere(running, `/feedback/v1/customers/${customerId}/pulse`);
  await isThere(running, `/loyalty/v1/accounts/${customerId}`);
  await isThere(running, `/analytics/v1/customers/${customerId}/value`);
}

/** Resolves as soon as somebody who may see everything finds it. */
const isThere = (running: RunningServices, path: string): Promise<unknown> =>
  waitFor(
    () =>
      running.call('GET', path, admin).then(
        () => true,
        () => false,
      ),
    { what: path },
  );

async function contactPerson(running: RunningServices, customerId: string): Promise<string> {
  const wish = { ...aPerson(), owner: { department: owningDepartment } };
  const person = await running.call<Created>('POST', '/customer-master/v1/customers', admin, wish);
  const body = { type: 'contact_person_of', from: person.id, to: customerId, validFrom: '2026-01-01' };
  return (await running.call<Created>('POST', '/customer-master/v1/relationships', admin, body)).id;
}

async function customerHandOver(running: RunningServices, customerId: string): Promise<string> {
  const body = { toEmployeeId: agent.sub, toDepartment: owningDepartment, reason: 'workload' };
  const path = `/customer-master/v1/customers/${customerId}/hand-overs`;
  return (await running.call<Created>('POST', path, admin, body)).id;
}

async function salesWork(running: RunningServices, customerId: string) {
  const deal = { customerId, title: '井下通风设备更新', amountMinor: 12800000, currency: 'CNY', source: 'inbound' };
  const opportunity = await running.call<Created>('POST', '/customer-master/v1/opportunities', agent, deal);
  const contact = {
    customerId,
    channel: 'phone',
    direction: 'out',
    occurredAt: '2026-01-05T01:30:00Z',
    outcome: 'interested',
    nextStep: { what: '发送报价', dueAt: '2036-01-07T02:00:00Z' },
  };
  const path = '/customer-master/v1/interactions';
  const interaction = await running.call<Created & { followUpId: string }>('POST', path, agent, contact);
  return { opportunityId: opportunity.id, interactionId: interaction.id, followUpId: interaction.followUpId };
}

/** As the ERP tells it. */
async function paidOrder(running: RunningServices, sourceId: string): Promise<string> {
  const data = anOrder({ customer: { source: 'erp', id: sourceId } });
  const { orderId } = data;
  const fact = { customerId: null, aggregateId: orderId, aggregateVersion: 0, data };
  await running.probe.publish(ErpOrderPaid.draft(fact), { source: 'erp' });
  await isThere(running, `/customer-master/v1/orders/erp/${orderId}`);
  return orderId;
}

async function intake(running: RunningServices, customerId: string): Promise<string> {
  const receivedAt = new Date().toISOString();
  const body = anIntake({ customerId, receivedAt, externalId: newId(), orderId: newId() });
  const { caseId } = await running.call<{ caseId: string }>('POST', '/service-desk/v1/intakes', agent, body);
  return caseId;
}

async function closedCase(running: RunningServices, customerId: string) {
  const caseId = await intake(running, customerId);
  const step = (path: string, body?: object, as = agent): Promise<unknown> =>
    running.call('POST', `/service-desk/v1${path}`, as, body);
  await step(`/cases/${caseId}/acknowledge`);
  await step(`/cases/${caseId}/respond`, { text: '您好，您反映的问题我们已经受理。' });
  await step(`/cases/${caseId}/resolve`, { solution: '已与客户确认处理方案并办理完毕。' });
  const callbacks = await running.call<{ items: (Created & { caseId: string })[] }>(
    'GET',
    '/service-desk/v1/callbacks?limit=100',
    colleague,
  );
  const callbackId = callbacks.items.find((task) => task.caseId === caseId)!.id;
  await step(`/callbacks/${callbackId}/outcome`, { outcome: 'satisfied' }, colleague);
  await step(`/cases/${caseId}/close`);
  return { caseId, callbackId };
}

async function attachment(running: RunningServices, caseId: string): Promise<string> {
  const head = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain';
  const headers = { 'content-type': 'multipart/form-data; boundary=part' };
  const body = `--part\r\n${head}\r\n\r\n包装破损\r\n--part--\r\n`;
  const url = `/service-desk/v1/cases/${caseId}/attachments`;
  const { status, text } = await running.send({ method: 'POST', url, headers, body }, agent);
  if (status !== 201) throw new Error(`${url} answered ${status}: ${text}`);
  return (JSON.parse(text) as Created).id;
}

/** Five cases of one product and cause, what is behind them, and what is to be done about it. */
async function recurringProblem(running: RunningServices, caseId: string) {
  const desk = '/service-desk/v1';
  const cause = { code: `packaging_${Date.now()}`, names: { zh: '包装破损', en: 'Damaged packaging' } };
  const { id: causeId } = await running.call<Created>('POST', `${desk}/causes`, admin, cause);
  const others = await Promise.all([1, 2, 3, 4].map(() => intake(running, newId())));
  for (const id of [caseId, ...others]) {
    const assessment = { severity: 'normal', productId: 'P-7', causeId };
    await running.call('POST', `${desk}/cases/${id}/assess`, agent, assessment);
  }
  const { items } = await running.call<{ items: Created[] }>('GET', `${desk}/problems?cause=${causeId}`, admin);
  const problemId = items[0]!.id;
  const responsible = { department: owningDepartment, employeeId: agent.sub };
  const headers = { 'content-type': 'application/json', 'if-match': '"v1"' };
  const body = JSON.stringify({ rootCause: '纸箱抗压强度不足。', responsible });
  const analyse = { method: 'POST', url: `${desk}/problems/${problemId}/analyse`, headers, body };
  // As soon as the card of who is to answer for it has arrived.
  await waitFor(async () => (await running.send(analyse, admin)).status === 200, { what: 'the analysis' });
  const action = { what: '更换纸箱供应商。', owner: agent.sub, dueAt: '2036-02-15T10:00:00Z' };
  const path = `${desk}/problems/${problemId}/actions`;
  const { actions } = await running.call<{ actions: Created[] }>('POST', path, admin, action);
  return { problemId, actionId: actions[0]!.id };
}

async function goodwill(running: RunningServices, caseId: string): Promise<string> {
  const body = { kind: 'points', points: 100, reason: 'late_delivery', words: '货物晚到三天。' };
  return (await running.call<Created>('POST', `/service-desk/v1/cases/${caseId}/goodwill`, agent, body)).id;
}

async function proactiveAction(running: RunningServices, customerId: string) {
  const body = {
    title: '水泵密封圈召回',
    event: { kind: 'recall', occurredOn: '2026-01-05', description: '密封圈老化，需免费更换。' },
    filter: { customerIds: [customerId] },
    task: { what: '致电说明并预约更换。', dueAt: '2036-01-12T10:00:00Z', assign: 'owner' },
  };
  const path = '/service-desk/v1/proactive-actions';
  const preview = { filter: body.filter };
  await waitFor(
    async () => (await running.call<{ customers: number }>('POST', `${path}/preview`, lead, preview)).customers === 1,
    { what: 'the card of the customer at the service desk' },
  );
  const { id } = await running.call<Created>('POST', path, lead, body);
  await running.call('POST', `${path}/${id}/start`, lead, {});
  const taskId = await waitFor(
    async () => {
      const tasks = `/service-desk/v1/proactive-tasks?actionId=${id}`;
      return (await running.call<{ items: Created[] }>('GET', tasks, lead)).items[0]?.id;
    },
    { what: 'the task of the proactive action' },
  );
  return { proactiveActionId: id, proactiveTaskId: taskId };
}

/** The customer gets the message that the closed case led to, and answers by its link. */
async function survey(running: RunningServices, caseId: string): Promise<string> {
  const closed = await running.probe.waitFor('case.closed', ({ aggregateId }) => aggregateId === caseId);
  const message = await running.probe.waitFor('message.requested', ({ causationId }) => causationId === closed.id);
  await running.probe.waitFor('message.sent', ({ data }) => data.messageId === message.data.messageId);
  const { pathname } = new URL(message.data.parameters['link']!);
  await running.call('POST', pathname, undefined, { nps: 9, csat: 5, comment: '处理很快。' });
  const path = `/feedback/v1/responses?customerId=${message.customerId}`;
  const { items } = await running.call<{ items: Created[] }>('GET', path, admin);
  return items[0]!.id;
}

async function redemption(running: RunningServices, customerId: string): Promise<string> {
  const account = `/loyalty/v1/accounts/${customerId}`;
  await running.call('POST', `${account}/adjustments`, admin, { points: 500, reason: '送货延误的补偿' });
  return (await running.call<Created>('POST', `${account}/redemptions`, agent, { points: 100 })).id;
}

async function offeredHandover(running: RunningServices, customerId: string): Promise<string> {
  const caseId = await intake(running, customerId);
  const body = { toDepartment: 'marketing', reason: '客户询问活动规则' };
  const path = `/service-desk/v1/cases/${caseId}/handovers`;
  // As soon as a card has told that there is such a department.
  const offer = await waitFor(() => running.call<Created>('POST', path, agent, body), { what: 'the offer' });
  return offer.id;
}
