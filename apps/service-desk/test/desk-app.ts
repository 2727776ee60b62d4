import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CustomerCard, EmployeeCard, FollowupRequested, type MessagePurpose, type ValueLevel } from '@crm/contracts';
import { EventServer } from '@crm/messaging';
import { ContactKeys, TransactionRunner } from '@crm/persistence';
import { EventProbe, startTestApp, type TestApp, type TestAppOptions } from '@crm/platform/testing';
import { createTestDatabase, TokenMaker, waitFor } from '@crm/testing';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { service } from '../src/service.js';

/** The running service, the other services' events, tokens of its users, and a look into its database. */
export interface DeskApp extends TestApp {
  probe: EventProbe;
  tokens: TokenMaker;
  database: DataSource;
  transactions: TransactionRunner;
  /** Starts one more process of the service on the same databases; closed with this one. */
  another(role: 'all' | 'http' | 'worker'): Promise<TestApp>;
  /** Waits until the service has handled everything that was published. */
  settled(): Promise<void>;
}

/** Starts the service on databases of its own. */
export async function startDesk(wish: Pick<TestAppOptions, 'role' | 'env'> = {}): Promise<DeskApp> {
  const [database, eventLog, tokens] = await Promise.all([
    createTestDatabase(),
    createTestDatabase(),
    TokenMaker.start(),
  ]);
  const keys = mkdtempSync(join(tmpdir(), 'desk-keys-'));
  const key = (): string => randomBytes(32).toString('base64');
  writeFileSync(join(keys, 'master.json'), JSON.stringify({ current: 'k1', keys: { k1: key() } }));
  writeFileSync(join(keys, 'contact'), key());
  const options: TestAppOptions = {
    databaseUrl: database.url,
    eventLogUrl: eventLog.url,
    oidc: tokens,
    masterKeyFile: join(keys, 'master.json'),
    contactKeyFile: join(keys, 'contact'),
    ...wish,
  };
  const first = await startTestApp(service, options);
  const probe = new EventProbe(eventLog.url);
  const others: TestApp[] = [];
  return {
    ...first,
    probe,
    tokens,
    database: first.app.get(DataSource),
    transactions: first.app.get(TransactionRunner),
    async another(role) {
      const app = await startTestApp(service, { ...options, role });
      others.push(app);
      return app;
    },
    async settled() {
      const events = first.app.get(EventServer);
      await waitFor(async () => (await events.lag()) === 0, { what: 'the service to catch up' });
    },
    async close() {
      await probe.stop();
      for (const app of [...others, first]) await app.close();
      await Promise.all([database.drop(), eventLog.drop(), tokens.stop()]);
      rmSync(keys, { recursive: true });
    },
  };
}

interface EmployeeWish {
  version?: number;
  department?: string;
  roles?: string[];
  active?: boolean;
  /** Absent from long ago until nobody knows when. */
  absent?: boolean;
}

/** `employee.card` as customer-master publishes it. */
export function employee(employeeId: string, wish: EmployeeWish = {}) {
  const { version = 1, department = 'service', roles = ['agent'], active = true, absent = false } = wish;
  return EmployeeCard.draft({
    customerId: null,
    aggregateId: employeeId,
    aggregateVersion: version,
    data: {
      employeeId,
      version,
      department,
      supervisorId: null,
      roles,
      skills: [],
      active,
      absence: absent ? { from: '2026-01-01T00:00:00Z', to: null, substituteId: null } : null,
    },
  });
}

interface CardWish {
  version?: number;
  level?: ValueLevel | null;
  /** Phones in E.164. */
  phones?: string[];
  /** What messages may be sent for. */
  contactable?: MessagePurpose[];
  mergedInto?: string | null;
}

/** `customer.card` as customer-master publishes it. */
export function card(app: DeskApp, customerId: string, wish: CardWish = {}) {
  const { version = 1, level = null, phones = [], contactable = ['service'], mergedInto = null } = wish;
  const contactKeys = app.app.get(ContactKeys);
  return CustomerCard.draft({
    customerId,
    aggregateId: customerId,
    aggregateVersion: version,
    data: {
      customerId,
      version,
      kind: 'person',
      displayName: null,
      status: 'active',
      owner: { employeeId: 'E1030', department: 'sales-north' },
      level,
      contactKeys: phones.map((phone) => ({ type: 'phone', key: contactKeys.keyOf('phone', phone) })),
      contactable: contactable.map((purpose) => ({ channel: 'email', purpose })),
      mergedInto,
    },
  });
}

/** `followup.requested` as feedback publishes it. */
export function followUp(customerId: string, wish: { followUpId?: string; caseId?: string | null; time?: Date } = {}) {
  const { followUpId = newId(), caseId = null, time = new Date() } = wish;
  return FollowupRequested.draft({
    customerId,
    aggregateId: followUpId,
    aggregateVersion: 1,
    time,
    data: { followUpId, responseId: newId(), customerId, caseId, reason: 'detractor', score: 3 },
  });
}
