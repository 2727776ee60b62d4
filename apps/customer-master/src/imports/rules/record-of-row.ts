import type { Column } from './columns.js';
import { countryOf, dayOf, genderOf, instantOf, kindOf, statusOf } from './sheet-values.js';

export const longestCell = 2_000;

/** What is wrong with a row. */
export interface RowFault {
  /** Names the kind of fault for ever. */
  code: string;
  /** Column of the file, or null for the row as a whole. */
  column: string | null;
  message: { zh: string; en: string };
}

/** A row as the body of `PUT /customers/by-source/{source}/{sourceId}`, not yet validated. */
export interface RowRecord {
  source: string;
  sourceId: string;
  body: Record<string, unknown>;
  /** The column that a JSON pointer into the body, or `/source`, `/sourceId`, goes back to. */
  columnOf(pointer: string): string | null;
}

const fault = (code: string, column: string | null, zh: string, en: string): RowFault => ({
  code,
  column,
  message: { zh, en },
});

/** What a row does not say itself. */
export interface RowDefaults {
  source: string;
  kind: string;
  /** In which times are meant that name no zone. */
  timeZone: string;
}

/** What can be seen of a row before its values are looked at. */
export function shapeFaults(cells: readonly string[], columns: readonly string[]): RowFault[] {
  if (cells.length > columns.length) {
    const [zh, en] = [
      `有 ${cells.length} 列，表头只有 ${columns.length} 列`,
      `has ${cells.length} columns, the header ${columns.length}`,
    ];
    return [fault('too-many-columns', null, zh, en)];
  }
  return columns.flatMap((column, at) =>
    column !== '' && (cells[at]?.length ?? 0) > longestCell
      ? [fault('cell-too-long', column, `超过 ${longestCell} 个字符`, `is longer than ${longestCell} characters`)]
      : [],
  );
}

/**
 * What a row is about: a record, as it was at a time. Of two rows of a file about the same the last one counts: whatever
 * is read first, they say in the same way which it is. Undefined for a row that names no record.
 */
export function aboutRow(
  cells: readonly string[],
  columns: readonly string[],
  { source, timeZone }: Omit<RowDefaults, 'kind'>,
): string | undefined {
  const text = (column: Column): string => cells[columns.indexOf(column)]?.trim() ?? '';
  const said = text('observedAt');
  const id = text('sourceId');
  return (id && JSON.stringify([text('source') || source, id, said && instantOf(said, timeZone)])) || undefined;
}

/** @param by number of the row that counts */
export const supersededFault = (by: number): RowFault =>
  fault(
    'superseded-by-later-row',
    'sourceId',
    `第 ${by} 行是同一来源编号：以该行为准，本行未导入`,
    `row ${by} names the same record: that one counts, this one was left out`,
  );

/** A customer that nobody could name is of no use to anybody. */
export const namelessFault = (): RowFault => fault('name-missing', 'name', '没有名称', 'there is no name');

/** 劣质 is a person's judgement with a reason, which a list does not give; of who is known already a row says no status anyway. */
export const undesirableFault = (column: string | null): RowFault =>
  fault(
    'status-by-hand',
    column,
    '劣质须由人工设定并说明原因（PATCH /customers/{id}）：此处请留空，导入后再设定',
    'is said by hand, with its reason, by PATCH /customers/{id}: leave it empty here, and say it after the import',
  );

const nameTypes = [
  ['name', 'legal'],
  ['shortName', 'short'],
  ['formerName', 'former'],
  ['englishName', 'english'],
  ['nickname', 'nickname'],
] as const;
const identifierTypes = [
  ['uscc', 'uscc'],
  ['tax', 'tax'],
  ['orgCode', 'org_code'],
  ['nationalId', 'national_id'],
  ['passport', 'passport'],
  ['member', 'member'],
] as const;
const contactTypes = [
  ['phone', 'phone'],
  ['email', 'email'],
  ['wechat', 'wechat'],
  ['fax', 'fax'],
] as const;
/** The first four make an address; a country or a postal code by itself is none. */
const addressFields = [
  ['address', 'text'],
  ['street', 'street'],
  ['locality', 'locality'],
  ['region', 'region'],
  ['postalCode', 'postalCode'],
  ['country', 'country'],
] as const;
const personFields = ['familyName', 'givenName', 'birthDate', 'gender'] as const;

/** Brings a row into the shape of a source record; an empty cell says nothing. */
export function recordOfRow(cells: readonly string[], columns: readonly string[], defaults: RowDefaults): RowRecord {
  const text = (column: Column): string => cells[columns.indexOf(column)]?.trim() ?? '';
  const origin = new Map<string, string>([
    ['/names', 'name'],
    ['/owner/employeeId', 'owner'],
    ['/owner/department', 'department'],
    ['/attributes', 'industry'],
    ['/addresses/0/text', 'address'],
  ]);
  const entries = (group: string, types: readonly (readonly [Column, string])[], key: string) =>
    types
      .filter(([column]) => text(column) !== '')
      .map(([column, type], at) => {
        origin.set(`/${group}/${at}`, column);
        return { type, [key]: text(column) };
      });
  const fields = (
    names: readonly (readonly [Column, string])[],
    read: { [Name in Column]?: (text: string) => string } = {},
  ) =>
    Object.fromEntries(
      names.flatMap(([column, field]) => {
        const said = text(column);
        return said === '' ? [] : [[field, read[column]?.(said) ?? said]];
      }),
    );

  const kind = kindOf(text('kind')) || defaults.kind;
  const person = fields(
    personFields.map((column) => [column, column]),
    { birthDate: dayOf, gender: genderOf },
  );
  const address = fields(addressFields, { country: countryOf });
  const owner = fields([
    ['owner', 'employeeId'],
    ['department', 'department'],
  ]);
  const isGiven = (part: object): boolean => Object.keys(part).length > 0;
  const body = {
    kind,
    names: entries('names', nameTypes, 'text'),
    identifiers: entries('identifiers', identifierTypes, 'value'),
    contactPoints: entries('contactPoints', contactTypes, 'value'),
    addresses: addressFields.slice(0, 4).some(([, field]) => field in address)
      ? [{ type: kind === 'person' ? 'home' : 'registered', ...address }]
      : [],
    ...(isGiven(person) ? { person } : {}),
    ...(isGiven(owner) ? { owner } : {}),
    ...(text('industry') ? { attributes: { industry: text('industry') } } : {}),
    ...(text('status') ? { status: statusOf(text('status')) } : {}),
    ...(text('observedAt') ? { observedAt: instantOf(text('observedAt'), defaults.timeZone) } : {}),
  };
  return {
    source: text('source') || defaults.source,
    sourceId: text('sourceId'),
    body,
    columnOf: (pointer) => originOf(pointer, origin, columns),
  };
}

/** The longest known beginning of the pointer, else a column of the pointer's last word, else none. */
function originOf(pointer: string, origin: ReadonlyMap<string, string>, columns: readonly string[]): string | null {
  const parts = pointer.split('/');
  const last = parts.at(-1)!;
  for (let length = parts.length; length > 1; length--) {
    const found = origin.get(parts.slice(0, length).join('/'));
    if (found) return found;
  }
  return columns.includes(last) ? last : null;
}
