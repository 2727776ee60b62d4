import type { CustomerKind } from '@crm/contracts';
import { type FieldGroup, fieldGroups } from '../../customers/customer.shape.js';
import { groupOf } from '../../customers/rules/trust.js';

/** What can be wrong with a value. */
export const faultCodes = [
  'uscc_checksum',
  'org_code_checksum',
  'national_id_checksum',
  'identifier_contested',
  'phone_impossible',
  'phone_unreachable',
  'phone_placeholder',
  'email_malformed',
  'email_placeholder',
  'email_bounced',
  'region_unknown',
  'region_disagrees',
  'address_placeholder',
  'birth_date_implausible',
  'birth_date_disagrees',
  'name_placeholder',
  'person_named_like_firm',
  'firm_named_like_person',
] as const;
export type FaultCode = (typeof faultCodes)[number];

export const dimensions = ['completeness', 'validity', 'freshness', 'uniqueness'] as const;
export type Dimension = (typeof dimensions)[number];

/** A field that a good record has, as provenance names it (`/contactPoints/phone`); a group (`/addresses`): any of it. */
export interface ExpectedField {
  field: string;
  /** How much it counts among the others. */
  weight: number;
}

/** What is expected of customers of one industry besides, or instead. */
export interface IndustryFields {
  /** Value of the attribute `industry`. */
  industry: string;
  kind: CustomerKind;
  /** Weights that replace or join those of the kind; 0: not expected here. */
  fields: ExpectedField[];
}

/** By what records are judged. Kept as data: stewards change it. */
export interface QualityRulesData {
  /** How much each dimension counts in the score; only the proportions matter. */
  weights: Record<Dimension, number>;
  fields: Record<CustomerKind, ExpectedField[]>;
  industries: IndustryFields[];
  /** After so many days without anybody having said or verified it, a value is stale; null: it does not age. */
  maxAgeDays: Record<FieldGroup, number | null>;
  /** Which share of a value's validity a fault takes, 0 to 1; 0: the rule is off. */
  faults: Record<FaultCode, number>;
  /** Texts that stand for nothing, compared without blanks, signs and case. */
  placeholders: string[];
  /** Years of age between which a birth date is plausible, both included. */
  ages: { youngest: number; oldest: number };
}

/**
 * The rules that the product comes with. `youngest`: data of children under 14 needs the consent of a parent (PIPL art.
 * 31), so such a birth date is a slip or a matter to look at.
 */
export const defaultQualityRules: QualityRulesData = {
  weights: { completeness: 40, validity: 30, freshness: 20, uniqueness: 10 },
  fields: {
    organisation: [
      { field: '/names/legal', weight: 3 },
      { field: '/identifiers/uscc', weight: 3 },
      { field: '/contactPoints/phone', weight: 3 },
      { field: '/addresses', weight: 2 },
      { field: '/attributes/industry', weight: 2 },
      { field: '/contactPoints/email', weight: 1 },
    ],
    person: [
      { field: '/person/name', weight: 3 },
      { field: '/contactPoints/phone', weight: 3 },
      { field: '/addresses', weight: 2 },
      { field: '/contactPoints/email', weight: 1 },
      { field: '/person/birthDate', weight: 1 },
      { field: '/person/gender', weight: 0.5 },
    ],
  },
  industries: [],
  maxAgeDays: {
    names: 1_095,
    person: null,
    identifiers: 1_825,
    contactPoints: 365,
    addresses: 730,
    attributes: 1_095,
    preferences: 730,
    family: 730,
    income: 730,
  },
  faults: {
    uscc_checksum: 1,
    org_code_checksum: 1,
    national_id_checksum: 1,
    identifier_contested: 0.5,
    phone_impossible: 1,
    phone_unreachable: 0.7,
    phone_placeholder: 1,
    email_malformed: 1,
    email_placeholder: 1,
    email_bounced: 1,
    region_unknown: 0.5,
    region_disagrees: 0.5,
    address_placeholder: 1,
    birth_date_implausible: 1,
    birth_date_disagrees: 0.5,
    name_placeholder: 1,
    person_named_like_firm: 0.5,
    firm_named_like_person: 0.5,
  },
  placeholders: [
    ...[
      '测试',
      '测试客户',
      '测试公司',
      '无',
      '无名',
      '暂无',
      '未知',
      '不详',
      '没有',
      '空',
      '待补充',
      '待定',
      '匿名',
      '某某',
      '客户',
    ],
    ...[
      'test',
      'testing',
      'none',
      'null',
      'na',
      'nil',
      'unknown',
      'undefined',
      'anonymous',
      'noname',
      'xxx',
      'abc',
      'asdf',
    ],
    ...['12345', '123456', '1234567'],
  ],
  ages: { youngest: 14, oldest: 120 },
};

/** What is expected of a customer. A weight of 0 expects nothing. */
export function expectedOf(
  rules: QualityRulesData,
  kind: CustomerKind,
  industry: string | undefined,
): readonly ExpectedField[] {
  const override = rules.industries.find((own) => own.industry === industry && own.kind === kind);
  const byField = new Map(rules.fields[kind].map(({ field, weight }) => [field, weight]));
  for (const { field, weight } of override?.fields ?? []) byField.set(field, weight);
  return [...byField].flatMap(([field, weight]) => (weight > 0 ? [{ field, weight }] : []));
}

/** After how many days a value of a field is stale; null: never. */
export const maxAgeOf = (rules: QualityRulesData, field: string): number | null => rules.maxAgeDays[groupOf(field)];

/** A field that rules may name: a group that survives, or an entry of it. */
export const fieldPattern = new RegExp(`^/(?:${fieldGroups.join('|')})(?:/[\\p{L}\\p{N}_-]{1,60})?$`, 'u');
