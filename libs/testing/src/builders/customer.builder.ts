import type { ContactPointType, CustomerKind, CustomerStatus } from '@crm/contracts';
import { firmName, mobileNumber, nextNumber, usccOf } from './numbering.js';

/** Body of `POST /customer-master/v1/customers`; without `source` also of the PUT by source. */
export interface CustomerBody {
  kind: CustomerKind;
  names: { type: 'legal' | 'short' | 'former' | 'english' | 'nickname'; text: string }[];
  person?: { familyName: string; givenName: string; birthDate?: string; gender?: string };
  identifiers: { type: 'uscc' | 'tax' | 'org_code' | 'national_id' | 'passport' | 'member'; value: string }[];
  contactPoints: { type: ContactPointType; value: string; usage?: string }[];
  addresses: {
    type: string;
    text: string;
    street?: string;
    locality?: string;
    region?: string;
    postalCode?: string;
    country?: string;
  }[];
  attributes: Record<string, unknown>;
  status: CustomerStatus;
  source?: { system: string; id: string; observedAt: string };
}

/** What a test wants to say about the customer; the rest is filled in, different each time. */
export interface CustomerWish extends Partial<CustomerBody> {
  /** Legal name of an organisation. */
  name?: string;
  /** 统一社会信用代码; null for none. */
  uscc?: string | null;
  /** Phone in any notation; null for none. */
  phone?: string | null;
}

/** An organisation that no other one of this test file could be taken for. */
export function aCustomer({ name, uscc, phone, ...wish }: CustomerWish = {}): CustomerBody {
  const number = nextNumber();
  return {
    kind: 'organisation',
    names: [{ type: 'legal', text: name ?? `太原市${firmName(number)}贸易有限公司` }],
    identifiers: uscc === null ? [] : [{ type: 'uscc', value: uscc ?? usccOf(number) }],
    contactPoints: phone === null ? [] : [{ type: 'phone', value: phone ?? mobileNumber(number), usage: 'work' }],
    addresses: [],
    attributes: {},
    status: 'potential',
    source: { system: 'erp', id: `K-${1000 + number}`, observedAt: '2026-01-05T02:00:00Z' },
    ...wish,
  };
}

/** What a test wants to say about the person. */
export interface PersonWish extends Partial<CustomerBody> {
  /** 姓. */
  familyName?: string;
  /** 名. */
  givenName?: string;
  /** Phone in any notation; null for none. */
  phone?: string | null;
}

/** A private customer that no other one of this test file could be taken for. */
export function aPerson({ familyName = '张', givenName, phone, ...wish }: PersonWish = {}): CustomerBody {
  const number = nextNumber();
  return {
    kind: 'person',
    names: [],
    person: { familyName, givenName: givenName ?? firmName(number) },
    identifiers: [],
    contactPoints: phone === null ? [] : [{ type: 'phone', value: phone ?? mobileNumber(number), usage: 'mobile' }],
    addresses: [],
    attributes: {},
    status: 'potential',
    source: { system: 'pos', id: `M-${1000 + number}`, observedAt: '2026-01-05T02:00:00Z' },
    ...wish,
  };
}
