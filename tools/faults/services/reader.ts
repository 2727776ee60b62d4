import { type PointsAccrued, type PointsAdjusted, ValueScored } from '@crm/contracts';
import { Outbox, ProjectBatch, React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { bootstrapService, defineService, migrateService, rebuildService } from '@crm/platform/bootstrap';
import { defineConfig } from '@crm/platform/config';
import { Controller, Module } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The mark of an event that this service cannot handle. */
const poison = 666;
/** Of so many events of an account, one causes another event. */
const scoreEvery = 10;
/** The second release has a column more; both work on one schema. */
const release = process.env.FAULTS_RELEASE ?? '1';

const accounts = { name: 'accounts@1', tables: ['account_model', 'applied'] };

/** The service under fault that has a read model and reacts. */
@Controller()
class PointsEventsConsumer {
  constructor(private readonly outbox: Outbox) {}

  @ProjectBatch(['points.accrued', 'points.adjusted'], { readModel: accounts })
  async project(tx: Tx, events: readonly (PointsAccrued | PointsAdjusted)[]): Promise<void> {
    await tx.query(
      `WITH event AS (
         SELECT * FROM unnest($1::text[], $2::uuid[], $3::int[], $4::uuid[], $5::bigint[], $6::bigint[])
           WITH ORDINALITY AS e (id, account_id, version, entry_id, balance, points, position)
       ), logged AS (
         INSERT INTO applied (event_id, account_id, version, entry_id)
         SELECT id, account_id, version, entry_id FROM event ORDER BY position
       )
       INSERT INTO account_model AS m (account_id, version, balance, points, entries)
       SELECT account_id, max(version), (array_agg(balance ORDER BY version DESC))[1], sum(points), count(*)
       FROM event GROUP BY account_id ORDER BY account_id
       ON CONFLICT (account_id) DO UPDATE SET
         points = m.points + excluded.points, entries = m.entries + excluded.entries,
         balance = CASE WHEN excluded.version > m.version THEN excluded.balance ELSE m.balance END,
         version = greatest(m.version, excluded.version)`,
      [
        events.map(({ id }) => id),
        events.map(({ aggregateId }) => aggregateId),
        events.map(({ aggregateVersion }) => aggregateVersion),
        events.map(({ data }) => data.entryId),
        events.map(({ data }) => data.balance),
        events.map(({ data }) => data.points),
      ],
    );
    if (release !== '2') return;
    await tx.query(`UPDATE applied SET note = 'release 2' WHERE event_id = ANY ($1)`, [events.map(({ id }) => id)]);
  }

  @React(['points.accrued', 'points.adjusted'], { withinDays: 30 })
  async score(tx: Tx, event: PointsAccrued | PointsAdjusted): Promise<void> {
    if ('ruleVersion' in event.data && event.data.ruleVersion === poison) throw new Error('this one is poison');
    const { aggregateId: customerId, aggregateVersion: version } = event;
    await tx.query('INSERT INTO reaction (event_id, account_id, version) VALUES ($1, $2, $3)', [
      event.id,
      customerId,
      version,
    ]);
    if (version % scoreEvery > 0) return;
    await this.outbox.append(
      tx,
      ValueScored.draft({
        customerId,
        aggregateId: customerId,
        aggregateVersion: version / scoreEvery,
        data: {
          customerId,
          asOf: event.time,
          rulesVersion: 1,
          reasons: [],
          level: 'basic',
          recencyDays: null,
          frequency: version,
          monetaryMinor: event.data.balance,
          rfm: '000',
        },
      }),
    );
  }
}

/** No unique constraint on what must be unique: the oracle is to see a doubled effect, not to prevent it. */
class CreateModel1764900000001 implements MigrationInterface {
  readonly name = 'CreateModel1764900000001';

  async up(runner: QueryRunner): Promise<void> {
    const effect = 'position bigint GENERATED ALWAYS AS IDENTITY, event_id text NOT NULL, account_id uuid NOT NULL';
    await runner.query(`
      CREATE TABLE account_model (
        account_id uuid PRIMARY KEY, version integer NOT NULL, balance bigint NOT NULL,
        points bigint NOT NULL, entries integer NOT NULL
      );
      -- Not an identity: a rebuild takes over what its handlers wrote, and they write in order.
      CREATE SEQUENCE applied_position;
      CREATE TABLE applied (
        position bigint NOT NULL DEFAULT nextval('applied_position'), event_id text NOT NULL, account_id uuid NOT NULL,
        version integer NOT NULL, entry_id uuid NOT NULL
      );
      CREATE INDEX applied_account ON applied (account_id, position);
      CREATE TABLE reaction (${effect}, version integer NOT NULL);
      CREATE INDEX reaction_account ON reaction (account_id, position);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE reaction; DROP TABLE applied; DROP TABLE account_model; DROP SEQUENCE applied_position',
    );
  }
}

class AddNote1764900000002 implements MigrationInterface {
  readonly name = 'AddNote1764900000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE applied ADD COLUMN note text');
    await runner.query('CREATE INDEX applied_event ON applied (event_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX applied_event; ALTER TABLE applied DROP COLUMN note');
  }
}

@Module({ controllers: [PointsEventsConsumer] })
class ReaderModule {}

const service = defineService({
  name: 'analytics',
  title: 'Reader of the fault suite',
  description: 'Folds what the writer publishes, and answers with events of its own.',
  module: ReaderModule,
  config: defineConfig({}),
  entities: [],
  migrations: release === '2' ? [CreateModel1764900000001, AddNote1764900000002] : [CreateModel1764900000001],
});

if (process.env.FAULTS_REBUILD) {
  process.argv.push(process.env.FAULTS_REBUILD);
  await rebuildService(service);
} else if (process.env.FAULTS_MIGRATE) await migrateService(service);
else await bootstrapService(service);
