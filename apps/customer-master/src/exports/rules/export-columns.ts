import type { CustomerResponse } from '../../customers/customer.response.js';

type Cell = string | null | undefined;

/** Columns of an export as a table, by name: where they have one, that of an import. */
const cells = {
  id: (customer) => customer.id,
  kind: (customer) => customer.kind,
  name: (customer) => customer.displayName,
  shortName: (customer) => nameOf(customer, 'short'),
  formerName: (customer) => nameOf(customer, 'former'),
  englishName: (customer) => nameOf(customer, 'english'),
  nickname: (customer) => nameOf(customer, 'nickname'),
  familyName: ({ person }) => person?.familyName,
  givenName: ({ person }) => person?.givenName,
  birthDate: ({ person }) => person?.birthDate,
  gender: ({ person }) => person?.gender,
  uscc: (customer) => identifierOf(customer, 'uscc'),
  tax: (customer) => identifierOf(customer, 'tax'),
  orgCode: (customer) => identifierOf(customer, 'org_code'),
  nationalId: (customer) => identifierOf(customer, 'national_id'),
  passport: (customer) => identifierOf(customer, 'passport'),
  member: (customer) => identifierOf(customer, 'member'),
  phone: (customer) => contactOf(customer, 'phone'),
  email: (customer) => contactOf(customer, 'email'),
  wechat: (customer) => contactOf(customer, 'wechat'),
  fax: (customer) => contactOf(customer, 'fax'),
  address: ({ addresses }) => addresses[0]?.text,
  street: ({ addresses }) => addresses[0]?.street,
  locality: ({ addresses }) => addresses[0]?.locality,
  region: ({ addresses }) => addresses[0]?.region,
  postalCode: ({ addresses }) => addresses[0]?.postalCode,
  country: ({ addresses }) => addresses[0]?.country,
  industry: ({ attributes }) => textOf(attributes['industry']),
  status: ({ status }) => status,
  level: ({ level }) => level,
  owner: ({ owner }) => owner.employeeId,
  department: ({ owner }) => owner.department,
  sources: ({ sources }) => sources.map(({ system, id }) => `${system}:${id}`).join(' '),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
} as const satisfies Record<string, (customer: CustomerResponse) => Cell>;

export type ExportColumn = keyof typeof cells;
export const exportColumns = Object.keys(cells) as ExportColumn[];

/** A customer as one row; a cell for what is not known is empty. Of several numbers or addresses the first one counts. */
export const rowOf = (customer: CustomerResponse, columns: readonly ExportColumn[]): string[] =>
  columns.map((column) => (cells[column] as (customer: CustomerResponse) => Cell)(customer) ?? '');

const nameOf = ({ names }: CustomerResponse, wanted: string): Cell => names.find(({ type }) => type === wanted)?.text;
const identifierOf = ({ identifiers }: CustomerResponse, wanted: string): Cell =>
  identifiers.find(({ type }) => type === wanted)?.value;
const contactOf = ({ contactPoints }: CustomerResponse, wanted: string): Cell =>
  contactPoints.find(({ type }) => type === wanted)?.value;
const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value as string));
