import { bounded, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type PicturedEvent, pictureAfter, subjectOf } from './rules/pictured-events.js';
import type { Part } from './rules/pictures.js';
import { mostAnswers, periodsBefore } from './rules/satisfaction-trend.js';
import { mostOpenCases } from './rules/summary.js';
import type { Known, OpportunitySum, Tally } from './rules/tallies.js';
import type { TimelineFacts, TimelineType } from './rules/timeline-entries.js';

export interface TimelineRow {
  source: string;
  eventId: string;
  customerId: string;
  at: Date;
  type: TimelineType;
  subject: string;
  facts: TimelineFacts;
}

/** What a timeline is to show; `customerId` null: of a case of somebody unknown, which may become somebody's. */
export type NewTimelineRow = Omit<TimelineRow, 'customerId'> & { customerId: string | null };

export interface TimelinePlace {
  at: string;
  eventId: string;
}

/** The thing in another service that a picture shows. */
type Subject = ReturnType<typeof subjectOf>;

const nameOf = ({ kind, id }: Subject): string => `${kind} ${id}`;

const givenParts = `jsonb_to_recordset($1::jsonb) AS given
  (kind text, id uuid, "customerId" uuid, picture jsonb, "asOf" timestamptz)`;

/** The row after these events of one thing. */
const partAfter = (before: unknown, events: readonly PicturedEvent[]) => {
  const picture = pictureAfter(before, events);
  const firstSeen = events.find(({ customerId }) => customerId !== null)?.customerId ?? null;
  return {
    ...subjectOf(events[0]!),
    customerId: (picture as { linkedTo?: string }).linkedTo ?? firstSeen,
    picture,
    asOf: latestOf(events),
  };
};

const latestOf = (events: readonly PicturedEvent[]): string =>
  events.map(({ time }) => time).reduce((a, b) => (Date.parse(a) > Date.parse(b) ? a : b));

/** The read models of the overview. */
@Injectable()
export class OverviewRepository {
  /**
   * Folds events, in their order, into the pictures of the things that they tell of. The rows are locked meanwhile, in
   * the order of their names, so that two who fold into the same ones do not wait for each other.
   */
  async fold(tx: Tx, events: readonly PicturedEvent[]): Promise<void> {
    const told = new Map<string, PicturedEvent[]>();
    for (const event of events)
      told.set(nameOf(subjectOf(event)), [...(told.get(nameOf(subjectOf(event))) ?? []), event]);
    if (told.size === 0) return;
    const inserted = await tx.query<Subject[]>(
      `INSERT INTO overview_part (kind, id, customer_id, picture, as_of)
       SELECT kind, id, "customerId", picture, "asOf" FROM ${givenParts} ORDER BY kind, id
       ON CONFLICT (kind, id) DO NOTHING RETURNING kind, id`,
      [JSON.stringify([...told.values()].map((all) => partAfter(undefined, all)))],
    );
    for (const part of inserted) told.delete(nameOf(part));
    if (told.size === 0) return;
    const known = await tx.query<(Subject & { picture: unknown })[]>(
      `SELECT kind, id, part.picture FROM overview_part part
       JOIN jsonb_to_recordset($1::jsonb) AS wanted (kind text, id uuid) USING (kind, id) ORDER BY kind, id FOR UPDATE OF part`,
      [JSON.stringify([...told.values()].map(([event]) => subjectOf(event!)))],
    );
    await tx.query(
      `UPDATE overview_part part SET picture = given.picture, as_of = greatest(part.as_of, given."asOf"),
         customer_id = coalesce((given.picture->>'linkedTo')::uuid, part.customer_id, given."customerId")
       FROM ${givenParts} WHERE part.kind = given.kind AND part.id = given.id`,
      [JSON.stringify(known.map((part) => partAfter(part.picture, told.get(nameOf(part))!)))],
    );
  }

  /** What an overview of these ids is made of. */
  async known(tx: Tx, customerIds: readonly string[], now: Date): Promise<Known> {
    return {
      parts: await this.parts(tx, customerIds, now),
      tallies: await this.tallies(tx, customerIds),
      opportunitySums: await this.opportunitySums(tx, customerIds),
    };
  }

  /** Each id has branches of its own, so that a page is read from the index however much that id has. */
  private parts(tx: Tx, customerIds: readonly string[], now: Date): Promise<Part[]> {
    const { recent, earlier } = periodsBefore(now);
    return tx.query<Part[]>(
      `SELECT kind, customer_id AS "customerId", picture, as_of AS "asOf" FROM (
         SELECT * FROM overview_part WHERE customer_id = ANY($1) AND kind IN ('account', 'value', 'interactions')
         UNION ALL
         SELECT part.* FROM unnest($1::uuid[]) AS member (id), LATERAL (
           SELECT * FROM overview_part WHERE customer_id = member.id AND kind = 'case' AND counted_as = 'open'
           ORDER BY sort_key, id LIMIT $2) AS part
         UNION ALL
         SELECT part.* FROM unnest($1::uuid[]) AS member (id), unnest('{nps,csat,both}'::text[]) AS scored, LATERAL (
           (SELECT * FROM overview_part WHERE customer_id = member.id AND kind = 'response' AND counted_as = scored
              AND sort_key >= $3 ORDER BY sort_key DESC, id LIMIT $5)
           UNION ALL
           (SELECT * FROM overview_part WHERE customer_id = member.id AND kind = 'response' AND counted_as = scored
              AND sort_key >= $4 AND sort_key < $3 ORDER BY sort_key DESC, id LIMIT $5)
           UNION ALL
           (SELECT * FROM overview_part WHERE customer_id = member.id AND kind = 'response' AND counted_as = scored
              AND sort_key < $4 ORDER BY sort_key DESC, id LIMIT 1)) AS part
       ) AS known ORDER BY kind, id`,
      [customerIds, mostOpenCases, recent.toISOString(), earlier.toISOString(), mostAnswers],
    );
  }

  /** From the index alone. */
  private tallies(tx: Tx, customerIds: readonly string[]): Promise<Tally[]> {
    return tx.query<Tally[]>(
      `SELECT kind, counted_as AS "countedAs", count(*) AS count, min(sort_key) AS first, max(as_of) AS "asOf"
       FROM overview_part WHERE customer_id = ANY($1) AND counted_as IS NOT NULL GROUP BY kind, counted_as`,
      [customerIds],
    );
  }

  private opportunitySums(tx: Tx, customerIds: readonly string[]): Promise<OpportunitySum[]> {
    return tx.query<OpportunitySum[]>(
      `SELECT currency, ${bounded('sum("amountMinor")')} AS "amountMinor",
         ${bounded('sum(round("amountMinor" * probability / 100))')} AS "weightedAmountMinor"
       FROM overview_part, jsonb_to_record(picture) AS deal (currency text, "amountMinor" numeric, probability numeric)
       WHERE customer_id = ANY($1) AND kind = 'opportunity' AND counted_as IN ('open', 'stalled')
       GROUP BY currency ORDER BY currency COLLATE "C"`,
      [customerIds],
    );
  }

  async addEntries(tx: Tx, rows: readonly NewTimelineRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO overview_timeline (source, event_id, customer_id, at, type, subject, facts)
       SELECT source, "eventId", "customerId", at, type, subject, facts FROM jsonb_to_recordset($1::jsonb) AS given
         (source text, "eventId" text, "customerId" uuid, at timestamptz, type text, subject text, facts jsonb)
       ORDER BY source, "eventId" ON CONFLICT (source, event_id) DO NOTHING`,
      [JSON.stringify(rows)],
    );
  }

  /**
   * Puts entries of these cases on the timeline of whose case each is found to be. Events of a case that was linked come
   * under several customers, so in any order: whatever comes later is moved as well.
   */
  async moveToLinked(tx: Tx, caseIds: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE overview_timeline entry SET customer_id = part.customer_id
       FROM overview_part part
       WHERE part.kind = 'case' AND part.id = ANY($1) AND part.picture ? 'linkedTo'
         AND entry.source = 'service-desk' AND entry.facts->>'caseId' = part.id::text
         AND entry.customer_id IS DISTINCT FROM part.customer_id`,
      [caseIds],
    );
  }

  /**
   * Entries under these ids, the newest first. Of each id a page is read from the index, however many it has: each has a
   * branch with its own value, since a join by an unknown id would be planned as if it had two entries.
   */
  timeline(
    tx: Tx,
    customerIds: readonly string[],
    types: readonly TimelineType[] | undefined,
    after: TimelinePlace | undefined,
    limit: number,
  ): Promise<TimelineRow[]> {
    const branches = customerIds.map(
      (_, at) =>
        `(SELECT source, event_id, customer_id, at, type, subject, facts FROM overview_timeline
          WHERE customer_id = $${at + 5}::uuid AND ($1::text[] IS NULL OR type = ANY($1))
            AND ($2::timestamptz IS NULL OR (at, event_id) < ($2, $3::text))
          ORDER BY at DESC, event_id DESC LIMIT $4)`,
    );
    return tx.query<TimelineRow[]>(
      `SELECT source, event_id AS "eventId", customer_id AS "customerId", at, type, subject, facts
       FROM (${branches.join(' UNION ALL ')}) AS entry ORDER BY at DESC, event_id DESC LIMIT $4`,
      [types ?? null, after?.at ?? null, after?.eventId ?? null, limit, ...customerIds],
    );
  }
}
