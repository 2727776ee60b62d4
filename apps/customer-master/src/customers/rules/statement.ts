import type { CustomerFacts, FieldGroup } from '../customer.shape.js';
import { withoutGroups } from './edit.js';

/** What one source record says today. */
export interface Statement {
  recordId: string;
  source: string;
  sourceId: string;
  observedAt: Date;
  facts: CustomerFacts;
}

/** Source of edits made here. They are pins: a group that one of them holds is not decided by any other record. */
export const editSource = 'mdm';

/** Source of customers that somebody registered here by hand, without a system that knows them. */
export const manualSource = 'manual';

/** Names of systems that only this service writes. */
const reservedSources: readonly string[] = [editSource, manualSource];

/** A record under the name of this service's own sources would count as an edit and win over every system. */
export const isReservedSource = (source: string): boolean => reservedSources.includes(source);

/** The statements as they count now: without pins that have ended. */
export const inForce = (statements: readonly Statement[], now: Date): Statement[] =>
  statements.map((statement) => {
    const pins = Object.entries(statement.facts.stewardship?.pins ?? {});
    const ended = pins.filter(([, { expiresAt }]) => expiresAt !== null && new Date(expiresAt) <= now);
    if (ended.length === 0) return statement;
    return { ...statement, facts: withoutGroups(statement.facts, ended.map(([group]) => group) as FieldGroup[]) };
  });

/** When the next pin ends; undefined when none does. */
export function nextPinEnd(statements: readonly Pick<Statement, 'facts'>[], now: Date): Date | undefined {
  const ends = statements
    .flatMap(({ facts }) => Object.values(facts.stewardship?.pins ?? {}))
    .flatMap(({ expiresAt }) => (expiresAt ? new Date(expiresAt).getTime() : []))
    .filter((end) => end > now.getTime());
  return ends.length > 0 ? new Date(Math.min(...ends)) : undefined;
}

/** The groups whose pins end at this moment, and why they were pinned. */
export function pinsEndedAt({ stewardship }: CustomerFacts, at: Date): { groups: string[]; reason: string | null } {
  const ended = Object.entries(stewardship?.pins ?? {}).filter(
    ([, { expiresAt }]) => expiresAt !== null && new Date(expiresAt).getTime() === at.getTime(),
  );
  const reasons = [...new Set(ended.flatMap(([, { reason }]) => reason ?? []))];
  return { groups: ended.map(([group]) => group), reason: reasons.join('; ') || null };
}

export const isEdit = ({ source }: Pick<Statement, 'source'>): boolean => source === editSource;

/** JSON with sorted keys: equal content, equal text. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
