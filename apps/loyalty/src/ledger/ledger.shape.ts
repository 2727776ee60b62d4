/** Why an entry was booked. */
export const entryKinds = [
  'accrual',
  'return',
  'cancellation',
  'redemption',
  'redemption_cancelled',
  'adjustment',
  'goodwill',
  'goodwill_revoked',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** The two books of an account. Its debt is the negative sum of the second. */
export const memberBooks = ['available', 'debt'] as const;
export type MemberBook = (typeof memberBooks)[number];

/** Names an order over all systems that take orders. */
export interface OrderKey {
  source: string;
  orderId: string;
}

interface AnyEntry {
  /** UUIDv7, given by the use case: what is sealed in `memo` is bound to it. */
  id: string;
  programId: string;
  /** When it happened; when it was booked is the database's to say. */
  at: Date;
}

/** One fact that moved points; kind and reference go together. */
export type NewEntry = AnyEntry &
  (
    | { kind: 'accrual'; order: OrderKey; ruleVersion: number }
    | { kind: 'return'; order: OrderKey }
    | { kind: 'cancellation'; order: OrderKey }
    | { kind: 'redemption'; redemptionId: string; by: string }
    | { kind: 'redemption_cancelled'; redemptionId: string; by: string }
    /** `memo` is a sealed cell: people write names into reasons. */
    | { kind: 'adjustment'; memo: string; by: string }
    | { kind: 'goodwill'; goodwillId: string; by: string }
    | { kind: 'goodwill_revoked'; goodwillId: string; by: string }
  );

export type EntryOf<Kind extends EntryKind> = Extract<NewEntry, { kind: Kind }>;

/** What changes in one book of one account: above 0 in the customer's favour. */
export interface MemberPosting {
  accountId: string;
  book: MemberBook;
  points: number;
}

/** The program's side: what stands against the members' postings. */
export interface ProgramPosting {
  points: number;
  /** The order line that earned or came back; `occasion` tells the returns of one line apart. */
  line?: { lineId: string; occasion: string };
}

/** A posting to an account, as a statement shows it. */
export interface StatementLine {
  /** Rises with the order of booking. */
  postingId: number;
  entryId: string;
  kind: EntryKind;
  at: Date;
  accountId: string;
  book: MemberBook;
  points: number;
  orderSource: string | null;
  orderId: string | null;
  redemptionId: string | null;
  ruleVersion: number | null;
  /** Sealed. */
  memo: string | null;
}
