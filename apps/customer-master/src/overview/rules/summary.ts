import type { CaseKind, CaseSeverity, ValueLevel } from '@crm/contracts';
import type {
  AccountPicture,
  CasePicture,
  Part,
  ResponsePicture,
  ShownCaseState,
  ValueFigures,
  ValuePicture,
} from './pictures.js';
import { type Trend, trendOf } from './satisfaction-trend.js';
import { type SalesSummary, salesSummaryOf } from './sales-summary.js';
import { type Known, newest, partsOf, Tallied } from './tallies.js';

export interface OpenCase {
  caseId: string;
  number: string | null;
  kind: CaseKind | null;
  severity: CaseSeverity | null;
  state: ShownCaseState;
  owner: { employeeId: string; department: string } | null;
  dueAt: string | null;
  /** The deadline of the running cycle was missed. */
  breached: boolean;
}

/** What other services know of a customer, over all of its ids. Each part says of when it is; null: nothing was told yet. */
export interface Summary extends SalesSummary {
  cases: { open: OpenCase[]; openCount: number; closedCount: number; asOf: Date | null };
  satisfaction: {
    lastNps: number | null;
    lastCsat: number | null;
    trend: { nps: Trend; csat: Trend };
    responses: number;
    invitations: number;
    asOf: Date | null;
  };
  loyalty: {
    balance: number;
    debt: number;
    accounts: { accountId: string; customerId: string; balance: number; debt: number }[];
    asOf: Date | null;
  };
  value: ({ level: ValueLevel; reasons: string[]; figures: ValueFigures | null } & { asOf: Date }) | null;
}

/** Most open cases that are named; the others are only counted. */
export const mostOpenCases = 20;

/** @param customerId the survivor: analytics scores it, and its score stands for all ids */
export function summaryOf(known: Known, customerId: string, now: Date): Summary {
  return {
    cases: casesOf(known),
    satisfaction: satisfactionOf(known, now),
    loyalty: loyaltyOf(partsOf(known, 'account')),
    value: valueOf(partsOf(known, 'value'), customerId),
    ...salesSummaryOf(known),
  };
}

function casesOf(known: Known): Summary['cases'] {
  const shown = partsOf<CasePicture>(known, 'case')
    .map(({ picture: { caseId, number, kind, severity, state, owner, dueAt, cycle, breachedCycle } }): OpenCase => ({
      caseId,
      number,
      kind,
      severity,
      state,
      owner,
      dueAt,
      breached: breachedCycle === cycle,
    }))
    .sort((a, b) => compare(a.dueAt ?? '', b.dueAt ?? '') || compare(a.caseId, b.caseId));
  const tallied = new Tallied(known, 'case');
  // What was merged is counted as the case in which it goes on.
  return {
    open: shown.slice(0, mostOpenCases),
    openCount: tallied.count('open'),
    closedCount: tallied.count('closed'),
    asOf: tallied.asOf,
  };
}

function satisfactionOf(known: Known, now: Date): Summary['satisfaction'] {
  const answers = partsOf<ResponsePicture>(known, 'response')
    .map(({ picture }) => picture)
    .sort((a, b) => Date.parse(b.answeredAt) - Date.parse(a.answeredAt));
  return {
    lastNps: answers.find(({ nps }) => nps !== null)?.nps ?? null,
    lastCsat: answers.find(({ csat }) => csat !== null)?.csat ?? null,
    trend: { nps: trendOf(answers, 'nps', now), csat: trendOf(answers, 'csat', now) },
    responses: new Tallied(known, 'response').count('nps', 'csat', 'both', 'neither'),
    invitations: new Tallied(known, 'invitation').count('sent'),
    asOf: new Tallied(known, 'response', 'invitation').asOf,
  };
}

function loyaltyOf(parts: readonly Part<AccountPicture>[]): Summary['loyalty'] {
  const accounts = parts.map(({ customerId, picture: { accountId, balance, debt } }) => ({
    accountId,
    customerId,
    balance,
    debt,
  }));
  const sum = (key: 'balance' | 'debt'): number => accounts.reduce((total, account) => total + account[key], 0);
  return { balance: sum('balance'), debt: sum('debt'), accounts, asOf: newest(parts) };
}

/** The survivor's score; until there is one, the newest of the ids that were merged into it. */
function valueOf(parts: readonly Part<ValuePicture>[], customerId: string): Summary['value'] {
  const [newestPart] = [...parts].sort((a, b) => b.asOf.getTime() - a.asOf.getTime());
  const part = parts.find((each) => each.customerId === customerId) ?? newestPart;
  if (!part) return null;
  const { level, reasons, figures } = part.picture;
  return { level, reasons, figures, asOf: part.asOf };
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
