import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { DataSource } from 'typeorm';

/** What the last comparison found, read from the database when somebody asks: every process answers the same. */
@Injectable()
export class ReconciliationMetrics implements OnModuleInit {
  constructor(private readonly dataSource: DataSource) {}

  onModuleInit(): void {
    this.gauge(
      'sla_clock_differences',
      'Deadlines that the last comparison found stored otherwise than they come out; anything but 0 is a fault',
      'difference_count',
    );
    this.gauge(
      'sla_reconciliation_ended_timestamp_seconds',
      'When the last comparison of all open clocks ended',
      'extract(epoch FROM ended_at)::float8',
    );
  }

  private gauge(name: string, help: string, column: string): void {
    const { dataSource } = this;
    register.removeSingleMetric(name);
    new Gauge({
      name,
      help,
      async collect() {
        const [row] = await dataSource
          .query<{ value: number }[]>(
            `SELECT ${column} AS value FROM sla_reconciliation WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 1`,
          )
          .catch(() => []);
        if (row) this.set(row.value);
      },
    });
  }
}
