import { Counter, Gauge, register } from 'prom-client';
import type { DataSource } from 'typeorm';

export type ConsumeResult =
  'handled' | 'seen_before' | 'beyond_horizon' | 'parked' | 'dead_letter' | 'not_handled' | 'unknown_type';

const consumedTotal = new Counter({
  name: 'events_consumed_total',
  help: 'Events that arrived, by what became of them',
  labelNames: ['type', 'result'],
});

export function consumed(type: string, result: ConsumeResult): void {
  // An unknown type comes from outside: it must not make labels without end.
  consumedTotal.inc({ type: result === 'unknown_type' ? 'unknown' : type, result });
}

/** Gauges that are read from the database when somebody asks for them. */
export function registerBacklogGauges(dataSource: DataSource, consumerLag: () => Promise<number>): void {
  const gauge = (name: string, help: string, sql: string): void => {
    register.removeSingleMetric(name);
    new Gauge({
      name,
      help,
      async collect() {
        const [row] = await dataSource.query<{ value: number }[]>(sql).catch(() => []);
        if (row) this.set(Number(row.value));
      },
    });
  };
  register.removeSingleMetric('consumer_lag');
  new Gauge({
    name: 'consumer_lag',
    help: 'Messages on the topics of this service that its group has not finished',
    async collect() {
      const lag = await consumerLag().catch(() => undefined);
      if (lag !== undefined) this.set(lag);
    },
  });
  const pending = 'FROM outbox WHERE published_at IS NULL AND parked_at IS NULL';
  gauge('outbox_pending', 'Events committed and not sent yet', `SELECT count(*) AS value ${pending}`);
  gauge(
    'outbox_oldest_age_seconds',
    'Age of the oldest event that was not sent yet',
    `SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) AS value ${pending}`,
  );
  gauge(
    'outbox_parked',
    'Events that can never be sent and wait for a decision',
    'SELECT count(*) AS value FROM outbox WHERE parked_at IS NOT NULL AND discarded_at IS NULL',
  );
  gauge(
    'dead_letter_oldest_age_seconds',
    'Age of the oldest message that waits for a decision; 0 when none does',
    `SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) AS value FROM dead_letter ${open}`,
  );
  register.removeSingleMetric('dead_letters');
  new Gauge({
    name: 'dead_letters',
    help: 'Messages that wait for a decision (dead), and those that wait behind them (parked), by consumer',
    labelNames: ['consumer', 'state'],
    async collect() {
      const rows = await dataSource
        .query<{ consumer: string; state: string; value: number }[]>(
          `SELECT consumer, state, count(*) AS value FROM dead_letter ${open} GROUP BY consumer, state`,
        )
        .catch(() => undefined);
      if (!rows) return;
      // A consumer whose last letter was decided has none, and not as many as before.
      this.reset();
      for (const { consumer, state, value } of rows) this.set({ consumer, state }, Number(value));
    },
  });
}

const open = `WHERE state IN ('dead', 'parked')`;
