import { aCustomer, type TokenClaims } from '@crm/testing';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
export type Body = any;

export const steward: TokenClaims = { sub: 'E9000', roles: ['steward'], department: 'data' };
export const admin: TokenClaims = { sub: 'E9999', roles: ['admin'], department: 'data' };
export const erp: TokenClaims = { sub: 'erp', roles: ['integration'] };
export const seller = (sub: string, department = 'sales-north'): TokenClaims => ({ sub, roles: ['sales'], department });
export const leader = (sub: string, department = 'sales-north'): TokenClaims => ({
  sub,
  roles: ['supervisor'],
  department,
});

/** The slug of a problem. */
export const slug = ({ body }: { body: Body }): string => String(body.type).replace('urn:problem:', '');

const leads: Record<string, string> = { 'sales-north': 'E1030', 'sales-south': 'E1050' };

/** The service with two departments of salespeople, each with a head, and what tests of ownership ask of it. */
export async function startOwning() {
  const app: CustomerMasterApp = await startCustomerMaster();
  const send = async (
    as: TokenClaims,
    method: 'get' | 'post' | 'put' | 'delete' | 'patch',
    path: string,
    body?: object,
    headers: object = {},
  ) =>
    request(app.url)
      [method](`/customer-master/v1${path}`)
      .set({ ...(await app.tokens.bearer(as)), ...headers })
      .send(body);
  const ok = async (...call: Parameters<typeof send>): Promise<Body> => {
    const answer = await send(...call);
    if (answer.status >= 300) throw new Error(`${call[1]} ${call[2]}: ${answer.status} ${answer.text}`);
    return answer.body as Body;
  };
  const read = (id: string): Promise<Body> => ok(steward, 'get', `/customers/${id}`);
  const owning = {
    app,
    send,
    ok,
    read,
    register: (as: TokenClaims, body: object = aCustomer()): Promise<Body> => ok(as, 'post', '/customers', body),
    /** Employee, department and cause of the owner, parted by blanks. */
    async ownerOf(id: string): Promise<string> {
      const { owner } = await read(id);
      return `${owner.employeeId} ${owner.department} ${owner.ownedBecause?.cause}`;
    },
    async give(id: string, employeeId: string | null, department: string) {
      const { version } = await read(id);
      const headers = { 'if-match': `"v${version}"` };
      return send(steward, 'put', `/customers/${id}/owner`, { employeeId, department }, headers);
    },
    employ: (id: string, departmentId: string, more: object = {}): Promise<Body> => {
      const supervisorId = leads[departmentId] ?? null;
      const employee = { name: `员工${id}`, departmentId, supervisorId, roles: ['sales'], active: true, ...more };
      return ok(admin, 'put', `/employees/${id}`, employee);
    },
    async rule(...rules: object[]): Promise<Body> {
      const { version } = await ok(steward, 'get', '/ownership-rules');
      return ok(steward, 'put', '/ownership-rules', { rules }, { 'if-match': `"v${version}"` });
    },
  };
  const departments = ['service', 'sales-north', 'sales-south', 'data'];
  for (const id of departments)
    await ok(admin, 'put', `/departments/${id}`, { name: `部门${id}`, head: leads[id] ?? null });
  for (const head of ['E1030', 'E1050']) {
    const department = head === 'E1030' ? 'sales-north' : 'sales-south';
    await owning.employ(head, department, { supervisorId: null, roles: ['supervisor'] });
  }
  for (const id of ['E1031', 'E1032', 'E1033']) await owning.employ(id, 'sales-north');
  for (const id of ['E1051', 'E1052']) await owning.employ(id, 'sales-south');
  await owning.employ('E1001', 'service', { roles: ['agent'] });
  return owning;
}

export type Owning = Awaited<ReturnType<typeof startOwning>>;
