import { CustomerCard, EmployeeCard, FollowupRequested, type MessagePurpose, type ValueLevel } from '@crm/contracts';
import { ContactKeys } from '@crm/persistence';
import { type ObservedApp, type ObservedAppOptions, startObservedApp } from '@crm/platform/testing';
import { makeSurroundings, type TokenMaker } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { service } from '../src/service.js';

/** The running service, the other services' events, tokens of its users, and a look into its database. */
export interface DeskApp extends ObservedApp {
  tokens: TokenMaker;
}

/** Starts the service on databases of its own. */
export async function startDesk(wish: ObservedAppOptions = {}): Promise<DeskApp> {
  const surroundings = await makeSurroundings();
  return { ...(await startObservedApp(service, surroundings, wish)), tokens: surroundings.tokens };
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
