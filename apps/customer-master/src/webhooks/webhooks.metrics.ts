import { type OnApplicationBootstrap, Injectable } from '@nestjs/common';
import { Counter, Gauge, register } from 'prom-client';
import { DataSource } from 'typeorm';
import type { Consequence } from './rules/attempts.js';

const attempts = new Counter({
  name: 'webhook_attempts_total',
  help: 'Tries to deliver an event to a webhook, by what followed',
  labelNames: ['result'],
});

export function attempted(result: Consequence['kind']): void {
  attempts.inc({ result });
}

const gauges = {
  webhook_deliveries_pending: {
    help: 'Events that wait for a webhook that is active',
    sql: `SELECT count(*) AS value FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE w.active AND d.state = 'pending'`,
  },
  webhook_deliveries_dead: {
    help: 'Events that no try brought to their webhook',
    sql: `SELECT count(*) AS value FROM webhook_delivery WHERE state = 'dead'`,
  },
  webhook_oldest_age_seconds: {
    help: 'Age of the oldest event that waits for a webhook that is active',
    sql: `SELECT coalesce(extract(epoch FROM now() - min(d.created_at)), 0) AS value
          FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE w.active AND d.state = 'pending'`,
  },
  webhooks_disabled: {
    help: 'Webhooks that were disabled because they took nothing any more',
    sql: 'SELECT count(*) AS value FROM webhook WHERE disabled_reason IS NOT NULL',
  },
};

/** Gauges that are read from the database when somebody asks for them. */
@Injectable()
export class WebhookGauges implements OnApplicationBootstrap {
  constructor(private readonly database: DataSource) {}

  onApplicationBootstrap(): void {
    const { database } = this;
    for (const [name, { help, sql }] of Object.entries(gauges)) {
      register.removeSingleMetric(name);
      new Gauge({
        name,
        help,
        async collect() {
          const [row] = await database.query<{ value: number }[]>(sql).catch(() => []);
          if (row) this.set(Number(row.value));
        },
      });
    }
  }
}
