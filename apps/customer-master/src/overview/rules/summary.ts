import type { CaseKind, CaseSeverity, ValueLevel } from '@crm/contracts';
import {
  type AccountPicture,
  type CasePicture,
  endedCaseStates,
  type Part,
  type ResponsePicture,
  type ShownCaseState,
  type ValueFigures,
  type ValuePicture,
} from './pictures.js';
import { type SalesSummary, salesSummaryOf } from './sales-summary.js';

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
const mostOpenCases = 20;

/** @param customerId the survivor: analytics scores it, and its score stands for all ids */
export function summaryOf(parts: readonly Part[], customerId: string): Summary {
  const of = <Picture>(kind: Part['kind']) => parts.filter((part) => part.kind === kind) as Part<Picture>[];
  return {
    cases: casesOf(of<CasePicture>('case')),
    satisfaction: satisfactionOf(of<ResponsePicture>('response'), of('invitation')),
    loyalty: loyaltyOf(of<AccountPicture>('account')),
    value: valueOf(of<ValuePicture>('value'), customerId),
    ...salesSummaryOf(parts),
  };
}

function casesOf(parts: readonly Part<CasePicture>[]): Summary['cases'] {
  // What was merged is counted as the case in which it goes on.
  const counted = parts.map(({ picture }) => picture).filter(({ state }) => state !== 'merged');
  const open = counted.filter(({ state }) => !endedCaseStates.includes(state));
  const shown = open
    .map(({ caseId, number, kind, severity, state, owner, dueAt, cycle, breachedCycle }): OpenCase => ({
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
  return {
    open: shown.slice(0, mostOpenCases),
    openCount: open.length,
    closedCount: counted.length - open.length,
    asOf: newest(parts),
  };
}

function satisfactionOf(
  responses: readonly Part<ResponsePicture>[],
  invitations: readonly Part[],
): Summary['satisfaction'] {
  const answers = responses
    .map(({ picture }) => picture)
    .sort((a, b) => Date.parse(b.answeredAt) - Date.parse(a.answeredAt));
  return {
    lastNps: answers.find(({ nps }) => nps !== null)?.nps ?? null,
    lastCsat: answers.find(({ csat }) => csat !== null)?.csat ?? null,
    responses: responses.length,
    invitations: invitations.length,
    asOf: newest([...responses, ...invitations]),
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

const newest = (parts: readonly Part[]): Date | null =>
  parts.reduce<Date | null>((latest, { asOf }) => (latest && latest > asOf ? latest : asOf), null);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
