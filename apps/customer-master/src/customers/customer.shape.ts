import type { ContactPointType, CustomerKind, CustomerStatus } from '@crm/contracts';
import type { FamilyDetails, IncomeDetails, Preferences } from './personal.shape.js';

/** The words and shapes in which everybody (HTTP, CSV, orders, other folders) describes a customer. */

/** legal 全称 · short 简称 · former 曾用名 · english · nickname 昵称. */
export const nameTypes = ['legal', 'short', 'former', 'english', 'nickname'] as const;
export type NameType = (typeof nameTypes)[number];

/** uscc 统一社会信用代码 · tax 税号 · org_code 组织机构代码 · national_id 身份证号 · passport · member 会员号. */
export const identifierTypes = ['uscc', 'tax', 'org_code', 'national_id', 'passport', 'member'] as const;
export type IdentifierType = (typeof identifierTypes)[number];

export const genders = ['male', 'female', 'other'] as const;
export type Gender = (typeof genders)[number];

/** Why a customer is `undesirable`; a word from a list, so that no free text about a person is kept. */
export const statusReasons = ['bad_debt', 'fraud', 'abuse', 'legal', 'other'] as const;
export type StatusReason = (typeof statusReasons)[number];

export interface CustomerName {
  type: NameType;
  text: string;
}

export interface PersonDetails {
  familyName?: string;
  givenName?: string;
  /** `YYYY-MM-DD`. */
  birthDate?: string;
  gender?: Gender;
}

export interface CustomerIdentifier {
  type: IdentifierType;
  /** Normalised in everything that this service gives out; any notation on the way in. */
  value: string;
}

export interface ContactPoint {
  type: ContactPointType;
  /** Phone and fax: E.164. E-mail: lower case. Any notation on the way in. */
  value: string;
  /** Extension behind a switchboard, digits; only of phones. */
  extension?: string;
  /** For example `work`, `home`, `billing`. */
  usage?: string;
  /** When somebody proved that the customer is reached here; RFC 3339. */
  verifiedAt?: string;
  /** The customer does not want to be reached here. */
  optedOut?: boolean;
}

export interface Address {
  /** For example `registered`, `delivery`. */
  type: string;
  /** The whole address in one line. */
  text?: string;
  street?: string;
  locality?: string;
  /** GB/T 2260 code, six digits. */
  region?: string;
  postalCode?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
}

export type Attributes = Record<string, string | number | boolean>;

/** The groups of fields that survive and are edited one by one. */
export const fieldGroups = [
  'names',
  'person',
  'identifiers',
  'contactPoints',
  'addresses',
  'attributes',
  'preferences',
  'family',
  'income',
] as const;
export type FieldGroup = (typeof fieldGroups)[number];

/** Why a group is held against all systems, and how long. */
export interface PinNote {
  reason: string | null;
  by: string;
  /** RFC 3339. */
  at: string;
  /** RFC 3339; null: until somebody takes it back. */
  expiresAt: string | null;
}

/** Somebody made sure that a value is right. */
export interface Verification {
  /** Field of the golden record as provenance names it: `/names/legal`, `/contactPoints/phone`. */
  field: string;
  /** What was found right; another value of the same field is not verified by it. */
  key: string;
  by: string;
  /** RFC 3339. */
  at: string;
}

/** What staff decided about the record itself; only in records that this service writes. */
export interface Stewardship {
  pins?: { [Group in FieldGroup]?: PinNote };
  verified?: Verification[];
}

/** What one system says of a customer: the content of a source record. Everything but the kind may be missing. */
export interface CustomerFacts {
  kind: CustomerKind;
  names?: CustomerName[];
  /** Persons only. */
  person?: PersonDetails;
  identifiers?: CustomerIdentifier[];
  contactPoints?: ContactPoint[];
  addresses?: Address[];
  attributes?: Attributes;
  preferences?: Preferences;
  /** Persons only, and only with its legal basis. */
  family?: FamilyDetails;
  /** Persons only, and only with its legal basis. */
  income?: IncomeDetails;
  stewardship?: Stewardship;
}

/** Who owns a customer: always a department, usually an employee of it. */
export interface Owner {
  employeeId: string | null;
  department: string;
}

/** A customer to register: facts, and what only counts when it turns out to be new. */
export interface NewCustomer extends CustomerFacts {
  /** Default `potential`; not looked at when the record goes to a known customer. */
  status?: CustomerStatus;
  /** Not looked at when the acting user is sales or agent: then the user owns it. */
  owner?: { employeeId?: string | null; department?: string };
}

/** Names one record of one system. */
export interface SourceKey {
  /** Lower-case name of the system, for example `erp`. */
  source: string;
  /** The customer's id there. */
  sourceId: string;
}

export interface SourceReference extends SourceKey {
  /** When the system knew it so. Older than what is already known from this record: nothing changes. */
  observedAt: Date;
}
