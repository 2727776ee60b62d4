/** Column names of an import: the words of the customer's shape. */
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

/** Columns that only a file in our own words may have: who owns a customer is decided here, not by a heading somewhere. */
const notMappable: readonly Column[] = ['owner', 'department'];

export const mostColumns = 100;
export const longestHeading = 100;

export const isKnownColumn = (name: string): name is Column => (knownColumns as readonly string[]).includes(name);
/** Whether a heading may be said to stand for a column. */
export const mayStandFor = (heading: string, name: string): name is Column =>
  isKnownColumn(name) && (heading === name || !(notMappable.includes(name) || ignoredColumns.includes(name)));
