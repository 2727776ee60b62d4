/** Column names of a CSV import: the words of the customer's shape. */
export const knownColumns = [
  'source',
  'sourceId',
  'kind',
  'name',
  'shortName',
  'formerName',
  'englishName',
  'nickname',
  'familyName',
  'givenName',
  'birthDate',
  'gender',
  'uscc',
  'tax',
  'orgCode',
  'nationalId',
  'passport',
  'member',
  'phone',
  'email',
  'wechat',
  'fax',
  'address',
  'street',
  'locality',
  'region',
  'postalCode',
  'country',
  'industry',
  'department',
  'owner',
  'status',
  'observedAt',
  'contactName',
] as const;
export type Column = (typeof knownColumns)[number];

/** Accepted, since systems send them, but kept nowhere: a contact person is a customer record of its own kind. */
export const ignoredColumns: readonly string[] = ['contactName'] satisfies Column[];

export const mostColumns = 100;

/** What is wrong with a header. */
export interface HeaderFaults {
  /** Columns that have to be there; `name|familyName`: one of the two. */
  missing: string[];
  unknown: string[];
  duplicate: string[];
  tooMany: boolean;
}

/** Undefined for a header that can be imported. */
export function headerFaults(header: readonly string[]): HeaderFaults | undefined {
  const names: ReadonlySet<string> = new Set(header);
  const faults: HeaderFaults = {
    missing: [
      ...['sourceId', 'kind'].filter((name) => !names.has(name)),
      ...(names.has('name') || names.has('familyName') ? [] : ['name|familyName']),
    ],
    unknown: [...names].filter((name) => !(knownColumns as readonly string[]).includes(name)).slice(0, mostColumns),
    duplicate: [...names].filter((name) => header.indexOf(name) !== header.lastIndexOf(name)).slice(0, mostColumns),
    tooMany: header.length > mostColumns,
  };
  const isGood =
    !faults.tooMany && [faults.missing, faults.unknown, faults.duplicate].every((list) => list.length === 0);
  return isGood ? undefined : faults;
}
