import { PointsAccrued, PointsAdjusted, type ValueScored } from '@crm/contracts';
import { Outbox, Project } from '@crm/messaging';
import { type Tx, violatedConstraint } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { bootstrapService, defineService, migrateService } from '@crm/platform/bootstrap';
import { Command, type RunCommand } from '@crm/platform/commands';
import { defineConfig } from '@crm/platform/config';
import { Body, ConflictException, Controller, Module, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import type { MigrationInterface, QueryRunner } from 'typeorm';

class EntryRequest {
  /** Made by the client, so that it can ask afterwards what became of it. */
  @IsUUID('all')
  entryId: string;
  @IsUUID('all')
  accountId: string;
  /** Negative takes; an account never falls below 0. */
  @IsInt()
  points: number;
}

class WriteRequest {
  /** All or none of them. */
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => EntryRequest)
  entries: EntryRequest[];
  /** How long the transaction stays open after everything is written, in milliseconds. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(14_000)
  holdMs?: number;
  @IsOptional()
  @IsInt()
  ruleVersion?: number;
}

/** The service under fault that has clients: a versioned row, its entries and one event per entry, in one transaction. */
@Controller('writes')
class WritesController {
  constructor(private readonly outbox: Outbox) {}

  @Post()
  @RequirePermission('loyalty:adjust')
  write(@Command() run: RunCommand, @Body() request: WriteRequest): Promise<{ written: number }> {
    return run((tx) => this.book(tx, request)).catch((error: unknown) => {
      if (violatedConstraint(error) === 'account_balance_check') throw new ConflictException();
      throw error;
    });
  }

  private async book(tx: Tx, { entries, holdMs = 0, ruleVersion = 1 }: WriteRequest): Promise<{ written: number }> {
    const columns = [entries.map((e) => e.accountId), entries.map((e) => e.points), entries.map((e) => e.entryId)];
    await tx.query(
      `INSERT INTO account SELECT id, 0, 0 FROM unnest($1::uuid[]) AS id ORDER BY id ON CONFLICT (id) DO NOTHING`,
      [columns[0]],
    );
    const booked = await tx.query<
      { account: string; version: number; balance: number; entry: string; points: number }[]
    >(
      `WITH asked AS (
         SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[]) AS a (id, points, entry)
       ), locked AS (
         SELECT id FROM account WHERE id IN (SELECT id FROM asked) ORDER BY id FOR UPDATE
       ), changed AS (
         UPDATE account SET version = version + 1, balance = balance + asked.points FROM asked JOIN locked USING (id)
         WHERE account.id = asked.id RETURNING account.id, version, balance, asked.points, asked.entry
       ), logged AS (
         INSERT INTO entry (entry_id, account_id, version, points) SELECT entry, id, version, points FROM changed
       )
       SELECT id AS account, version, balance, points, entry FROM changed`,
      columns,
    );
    await this.outbox.append(
      tx,
      ...booked.map(({ account, version, balance, entry, points }) => {
        const fact = { customerId: account, aggregateId: account, aggregateVersion: version };
        const data = { accountId: account, customerId: account, entryId: entry, points, balance };
        return points < 0
          ? PointsAdjusted.draft({ ...fact, data })
          : PointsAccrued.draft({ ...fact, data: { ...data, orderId: 'faults', ruleVersion } });
      }),
    );
    if (holdMs > 0) await tx.query('SELECT pg_sleep($1)', [holdMs / 1_000]);
    return { written: booked.length };
  }
}

/** The end of the chain writer → reader → writer. */
@Controller()
class InsightEventsConsumer {
  @Project('value.scored', { readModel: { name: 'confirmations@1', tables: ['confirmation'] } })
  async confirm(tx: Tx, event: ValueScored): Promise<void> {
    await tx.query('INSERT INTO confirmation (event_id, account_id, version) VALUES ($1, $2, $3)', [
      event.id,
      event.aggregateId,
      event.aggregateVersion,
    ]);
  }
}

/** No unique constraint on what must be unique: the oracle is to see a doubled effect, not to prevent it. */
class CreateAccounts1764900000001 implements MigrationInterface {
  readonly name = 'CreateAccounts1764900000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (id uuid PRIMARY KEY, version integer NOT NULL, balance bigint NOT NULL CHECK (balance >= 0));
      CREATE TABLE entry (
        position bigint GENERATED ALWAYS AS IDENTITY, entry_id uuid NOT NULL,
        account_id uuid NOT NULL, version integer NOT NULL, points integer NOT NULL
      );
      CREATE INDEX entry_account ON entry (account_id, version);
      CREATE TABLE confirmation (
        position bigint GENERATED ALWAYS AS IDENTITY, event_id text NOT NULL, account_id uuid NOT NULL, version integer NOT NULL
      );
      CREATE INDEX confirmation_account ON confirmation (account_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE confirmation; DROP TABLE entry; DROP TABLE account');
  }
}

@Module({ controllers: [WritesController, InsightEventsConsumer] })
class WriterModule {}

const service = defineService({
  name: 'loyalty',
  title: 'Writer of the fault suite',
  description: 'Takes writes over HTTP and publishes them.',
  module: WriterModule,
  config: defineConfig({}),
  entities: [],
  migrations: [CreateAccounts1764900000001],
});

if (process.env.FAULTS_MIGRATE) await migrateService(service);
else await bootstrapService(service);
