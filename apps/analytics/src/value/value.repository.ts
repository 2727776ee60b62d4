import type { ValueLevel } from '@crm/contracts';
import { bounded, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';
import type { Cluster } from '../customers/customers.service.js';
import type { ReasonCode } from './rules/reasons.js';
import { type Figures, windowDays } from './rules/rfm.js';
import type { Score } from './rules/score.js';
import type { Segment } from './rules/segments.js';

/** The value of a customer as it is stored. */
export interface StoredValue extends Score {
  /** The survivor's id. */
  customerId: string;
  /** Rises with every event about this customer. */
  version: number;
  asOf: Date;
  /** The ids that were this customer when it was scored, sorted. */
  members: string[];
}

/** A row to write; `isNew` tells whether the customer had none. */
export interface ValueToStore extends StoredValue {
  isNew: boolean;
}

/** A change of level. */
export interface LevelStep {
  customerId: string;
  version: number;
  from: ValueLevel | null;
  to: ValueLevel;
  valueIndex: number;
  reasons: ReasonCode[];
  rulesVersion: number;
  changedAt: Date;
  members: string[];
}

@Injectable()
export class ValueRepository {
  constructor(@Inject(CONFIG) private readonly config: AnalyticsConfig) {}

  /** What the purchases of each cluster come to on the business day of `now`; a cluster that never bought is left out. */
  async figuresOf(tx: Tx, clusters: readonly Cluster[], now: Date): Promise<Map<string, Figures>> {
    const pairs = clusters.flatMap(({ survivor, members }) => members.map((member) => [survivor, member] as const));
    const rows = await tx.query<(Figures & { id: string })[]>(
      `WITH today AS (SELECT ($3::timestamptz AT TIME ZONE $4)::date AS day),
       member AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS given (survivor, customer_id)),
       ever AS (SELECT survivor, max(last_day) AS last_day FROM member JOIN customer_agg USING (customer_id) GROUP BY survivor),
       recent AS (
         SELECT survivor, count(DISTINCT d.day) FILTER (WHERE purchases > 0) AS frequency, sum(amount_minor) AS monetary,
           sum(margin_minor) AS margin
         FROM today, member JOIN customer_day d USING (customer_id)
         WHERE d.day > today.day - ${windowDays} AND d.day <= today.day GROUP BY survivor)
       SELECT ever.survivor AS id, last_day::text AS "lastDay", CASE WHEN last_day IS NOT NULL THEN greatest(today.day - last_day, 0) END AS "recencyDays",
         coalesce(frequency, 0)::integer AS frequency, ${bounded('coalesce(monetary, 0)')} AS "monetaryMinor",
         ${bounded('margin')} AS "marginMinor"
       FROM today, ever LEFT JOIN recent USING (survivor)`,
      [pairs.map(([survivor]) => survivor), pairs.map(([, member]) => member), now, this.config.BUSINESS_TIME_ZONE],
    );
    return new Map(rows.map(({ id, ...figures }) => [id, figures]));
  }

  /** The stored values of these ids, also of retired ones. */
  async find(tx: Tx, customerIds: readonly string[]): Promise<Map<string, StoredValue>> {
    const rows = await tx.query<ValueRow[]>(`${selectValue} WHERE customer_id = ANY($1)`, [customerIds]);
    return new Map(rows.map((row) => [row.customerId, toStored(row)]));
  }

  /** The level that exactly these ids together had when they last were one customer; null when they never were. */
  async levelOfMembers(tx: Tx, customerId: string, members: readonly string[]): Promise<ValueLevel | null> {
    const [row] = await tx.query<{ level: ValueLevel }[]>(
      `SELECT to_level AS level FROM level_history WHERE customer_id = $1 AND members = $2::uuid[] ORDER BY version DESC LIMIT 1`,
      [customerId, members],
    );
    return row?.level ?? null;
  }

  /** Writes the rows. */
  async store(tx: Tx, values: readonly ValueToStore[]): Promise<void> {
    const [fresh, known] = [values.filter(({ isNew }) => isNew), values.filter(({ isNew }) => !isNew)];
    if (known.length > 0) {
      await tx.query(
        `UPDATE customer_value SET (${writtenColumns}) = (SELECT ${givenColumns}) FROM ${given} WHERE customer_value.customer_id = given.customer_id`,
        [JSON.stringify(known.map(toRow))],
      );
    }
    if (fresh.length > 0) {
      await tx.query(
        `INSERT INTO customer_value (customer_id, ${writtenColumns}) SELECT given.customer_id, ${givenColumns} FROM ${given}`,
        [JSON.stringify(fresh.map(toRow))],
      );
    }
  }

  /** Adds to the history. */
  async addSteps(tx: Tx, steps: readonly LevelStep[]): Promise<void> {
    if (steps.length === 0) return;
    await tx.query(
      `INSERT INTO level_history (customer_id, version, from_level, to_level, value_index, reasons, rules_version, changed_at, members)
       SELECT "customerId", version, "from", "to", "valueIndex", reasons, "rulesVersion", "changedAt", members
       FROM jsonb_to_recordset($1::jsonb) AS given ("customerId" uuid, version integer, "from" text, "to" text,
         "valueIndex" numeric, reasons text[], "rulesVersion" integer, "changedAt" timestamptz, members uuid[])`,
      [JSON.stringify(steps)],
    );
  }
}

const columns = {
  version: 'integer',
  level: 'text',
  value_index: 'numeric',
  segment: 'text',
  last_day: 'date',
  recency_days: 'integer',
  frequency: 'integer',
  monetary_minor: 'bigint',
  margin_minor: 'bigint',
  recency_score: 'smallint',
  frequency_score: 'smallint',
  monetary_score: 'smallint',
  margin_score: 'smallint',
  reasons: 'text[]',
  rules_version: 'integer',
  thresholds_version: 'integer',
  as_of: 'timestamptz',
  members: 'uuid[]',
};
const writtenColumns = Object.keys(columns).join(', ');
const givenColumns = Object.keys(columns)
  .map((name) => `given.${name}`)
  .join(', ');
const typedColumns = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
const given = `jsonb_to_recordset($1::jsonb) AS given (customer_id uuid, ${typedColumns.join(', ')})`;

function toRow(value: StoredValue): Record<'customer_id' | keyof typeof columns, unknown> {
  const { figures, scores } = value;
  return {
    customer_id: value.customerId,
    version: value.version,
    level: value.level,
    value_index: value.valueIndex,
    segment: value.segment,
    last_day: figures.lastDay,
    recency_days: figures.recencyDays,
    frequency: figures.frequency,
    monetary_minor: figures.monetaryMinor,
    margin_minor: figures.marginMinor,
    recency_score: scores.recency,
    frequency_score: scores.frequency,
    monetary_score: scores.monetary,
    margin_score: scores.margin,
    reasons: value.reasons,
    rules_version: value.rulesVersion,
    thresholds_version: value.thresholdsVersion,
    as_of: value.asOf,
    members: value.members,
  };
}

interface ValueRow extends Figures {
  customerId: string;
  version: number;
  level: ValueLevel;
  valueIndex: number;
  segment: Segment;
  recency: number;
  frequencyScore: number;
  monetary: number;
  margin: number | null;
  reasons: ReasonCode[];
  rulesVersion: number;
  thresholdsVersion: number;
  asOf: Date;
  members: string[];
}

const selectValue = `
  SELECT customer_id AS "customerId", version, level, value_index::float8 AS "valueIndex", segment, last_day::text AS "lastDay",
    recency_days AS "recencyDays", frequency, monetary_minor AS "monetaryMinor", margin_minor AS "marginMinor",
    recency_score AS recency, frequency_score AS "frequencyScore", monetary_score AS monetary, margin_score AS margin,
    reasons, rules_version AS "rulesVersion", thresholds_version AS "thresholdsVersion", as_of AS "asOf", members
  FROM customer_value`;

function toStored(row: ValueRow): StoredValue {
  const { customerId, version, level, valueIndex, segment, reasons, rulesVersion, thresholdsVersion, asOf, members } =
    row;
  const { lastDay, recencyDays, frequency, monetaryMinor, marginMinor } = row;
  return {
    customerId,
    version,
    level,
    valueIndex,
    segment,
    reasons,
    rulesVersion,
    thresholdsVersion,
    asOf,
    members,
    figures: { lastDay, recencyDays, frequency, monetaryMinor, marginMinor },
    scores: { recency: row.recency, frequency: row.frequencyScore, monetary: row.monetary, margin: row.margin },
  };
}
