import {
  CaseClosed,
  CaseOpened,
  type ClosingOutcome,
  CustomerCard,
  MessageBounced,
  MessageSent,
  MessageSuppressed,
  type ValueLevel,
} from '@crm/contracts';
import { type ObservedApp, startObservedApp } from '@crm/platform/testing';
import { makeSurroundings, type TokenMaker } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { service } from '../src/service.js';

/** A running feedback service, the other services' events, and tokens of its users. */
export interface FeedbackApp extends ObservedApp {
  tokens: TokenMaker;
}

/** Starts the service on databases of its own. */
export async function startFeedback(): Promise<FeedbackApp> {
  const surroundings = await makeSurroundings();
  const env = { PUBLIC_URL: 'https://crm.example/' };
  return { ...(await startObservedApp(service, surroundings, { env })), tokens: surroundings.tokens };
}

interface ClosedCaseWish {
  customerId?: string | null;
  caseId?: string;
  cycle?: number;
  outcome?: ClosingOutcome;
  /** When it happened; default now. */
  time?: Date;
}

/** `case.closed` as service-desk publishes it. */
export function caseClosed(wish: ClosedCaseWish = {}) {
  const { customerId = newId(), caseId = newId(), cycle = 1, outcome = 'satisfied', time = new Date() } = wish;
  const at = time.toISOString();
  return CaseClosed.draft({
    customerId,
    aggregateId: caseId,
    aggregateVersion: 10 + cycle,
    time,
    data: {
      caseId,
      cycle,
      kind: 'complaint',
      outcome,
      handler: { employeeId: 'E1001', department: 'service' },
      openedAt: at,
      resolvedAt: at,
      closedAt: at,
    },
  });
}

/** `case.opened` for a follow-up, as service-desk publishes it. */
export function followUpCaseOpened(customerId: string, followUpId: string, caseId: string) {
  const at = new Date().toISOString();
  return CaseOpened.draft({
    customerId,
    aggregateId: caseId,
    aggregateVersion: 1,
    data: {
      caseId,
      number: 'C-2026-000002',
      kind: 'complaint',
      severity: 'high',
      owner: { employeeId: 'E2001', department: 'complaint-centre' },
      openedAt: at,
      dueAt: at,
      origin: 'followup',
      followUpId,
    },
  });
}

interface CardWish {
  version?: number;
  department?: string;
  level?: ValueLevel | null;
  /** Whether surveys may be sent; default yes. */
  contactable?: boolean;
  mergedInto?: string | null;
}

/** `customer.card` as customer-master publishes it. */
export function card(customerId: string, wish: CardWish = {}) {
  const { version = 1, department = 'service', level = null, contactable = true, mergedInto = null } = wish;
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
      owner: { employeeId: 'E1001', department },
      level,
      contactKeys: [],
      contactable: contactable ? [{ channel: 'email', purpose: 'survey' }] : [{ channel: 'email', purpose: 'service' }],
      mergedInto,
    },
  });
}

/** What customer-master made of a message. */
export function messageNews(
  kind: 'sent' | 'suppressed' | 'bounced',
  { messageId, customerId }: { messageId: string; customerId: string },
  requestedBy = 'feedback',
) {
  const fact = { customerId, aggregateId: messageId, aggregateVersion: 1 };
  const data = { messageId, customerId, requestedBy };
  if (kind === 'sent') return MessageSent.draft({ ...fact, data: { ...data, channel: 'email' } });
  if (kind === 'bounced')
    return MessageBounced.draft({ ...fact, aggregateVersion: 2, data: { ...data, channel: 'email' } });
  return MessageSuppressed.draft({ ...fact, data: { ...data, reason: 'frequency_cap' } });
}

/** A customer who got a link. */
export interface Invited {
  customerId: string;
  caseId: string;
  messageId: string;
  token: string;
  /** Path of the link. */
  path: string;
}

/** Closes a case and waits for the message that carries the link. */
export async function invite(app: FeedbackApp, wish: ClosedCaseWish = {}): Promise<Invited> {
  const event = await app.probe.publish(caseClosed(wish));
  const message = await app.probe.waitFor('message.requested', ({ causationId }) => causationId === event.id);
  const link = new URL(message.data.parameters['link']!);
  const { messageId, customerId } = message.data;
  return {
    customerId,
    caseId: event.aggregateId,
    messageId,
    path: link.pathname,
    token: link.pathname.split('/').pop()!,
  };
}
