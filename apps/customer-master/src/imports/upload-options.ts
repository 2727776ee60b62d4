import { type CustomerKind, customerKinds } from '@crm/contracts';
import { BadRequest, ValidationFailed } from '@crm/platform/problem';
import { refuseReservedSource } from '../customers/customers.errors.js';
import { checkedMapping } from './mappings.service.js';
import type { ColumnMapping } from './rules/mapping.js';

/** What a request wants of its file. */
export interface UploadOptions {
  /** For rows that name none. */
  source: string | null;
  dryRun: boolean;
  /** For rows that do not say whether they are persons or organisations. */
  defaultKind: CustomerKind | null;
  /** What the headings mean. */
  columns: ColumnMapping | undefined;
  /** Sheet of a workbook; null for the first one. */
  sheet: string | null;
}

const sourcePattern = /^[a-z][a-z0-9_-]{0,39}$/;
const known = ['source', 'dryRun', 'kind', 'columns', 'sheet'];

/** @throws BadRequest, ValidationFailed */
export function uploadOptions(fields: ReadonlyMap<string, unknown>): UploadOptions {
  for (const name of fields.keys()) {
    if (!known.includes(name)) throw faultOf(name, '未知的字段', 'is no field that is known');
  }
  const dryRun = fields.get('dryRun') ?? 'false';
  if (dryRun !== 'true' && dryRun !== 'false') throw faultOf('dryRun', '须为 true 或 false', 'must be true or false');
  const kind = fields.get('kind') ?? null;
  if (kind !== null && !customerKinds.includes(kind as CustomerKind)) {
    throw faultOf('kind', '须为 person 或 organisation', 'must be person or organisation');
  }
  const sheet = fields.get('sheet') ?? null;
  if (sheet !== null && (typeof sheet !== 'string' || sheet.length > 100)) {
    throw faultOf('sheet', '工作表名称不正确', 'must be the name of a sheet');
  }
  return {
    source: sourceOf(fields.get('source') ?? null),
    dryRun: dryRun === 'true',
    defaultKind: kind as CustomerKind | null,
    columns: columnsOf(fields.get('columns')),
    sheet,
  };
}

/** Whoever writes `?dryRun=true` would else get what was to be tried out. @throws BadRequest, ValidationFailed */
export function refuseQuery(query: unknown): void {
  for (const name of Object.keys(query ?? {})) {
    throw faultOf(name, '须作为表单字段发送，不接受查询参数', 'must be a field of the form, not of the query');
  }
}

export const faultOf = (field: string, zh: string, en: string): BadRequest =>
  field.length > 100
    ? new BadRequest({ zh: '未知的字段', en: 'There is a field that is not known.' })
    : new ValidationFailed([{ pointer: `/${field}`, message: { zh, en } }]);

function sourceOf(source: unknown): string | null {
  if (source === null) return null;
  if (typeof source !== 'string' || !sourcePattern.test(source)) {
    throw faultOf('source', '来源名称不正确', 'must be lower-case letters, digits, - and _, at most 40');
  }
  refuseReservedSource(source, '/source');
  return source;
}

function columnsOf(given: unknown): ColumnMapping | undefined {
  if (given === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(String(given));
  } catch {
    throw faultOf('columns', '须为 JSON 对象', 'must be a JSON object');
  }
  return checkedMapping(parsed);
}
