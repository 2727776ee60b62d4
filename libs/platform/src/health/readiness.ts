import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { EventServer } from '@crm/messaging';
import { pendingMigrations } from '@crm/persistence';
import { DataSource } from 'typeorm';
import { type BaseConfig, CONFIG } from '../config/define-config.js';

/** Why a process does not want requests, or that it does. */
export interface Health {
  status: 'ready' | 'unready' | 'draining';
  database: 'ok' | 'unreachable' | 'migrations_pending';
  /** Whether events flow to this process; `none` where it takes no part in them. */
  events: 'joined' | 'joining' | 'none';
}

const databaseTimeoutMs = 2_000;

/**
 * Ready means: the database answers and has the schema this code needs, and a worker has had its events. A broker that
 * is away makes no process unready: the outbox takes what is written meanwhile.
 */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private draining = false;
  private schemaIsCurrent = false;
  private hasJoined = false;

  constructor(
    @Inject(CONFIG) private readonly config: BaseConfig,
    private readonly dataSource: DataSource,
    private readonly events: EventServer,
  ) {}

  get isDraining(): boolean {
    return this.draining;
  }

  /** Keeps answering for a while, unready, so that whoever spreads the requests can look elsewhere first. */
  async beforeApplicationShutdown(): Promise<void> {
    this.draining = true;
    await pause(this.config.DRAIN_MS);
  }

  async check(): Promise<Health> {
    const [database, events] = [await this.database(), this.joined()];
    if (this.draining) return { status: 'draining', database, events };
    // Once joined is enough: what happens to the broker afterwards is for the alerts on lag, not for the orchestrator.
    const waits = this.config.ROLE === 'worker' && !this.hasJoined;
    return { status: database === 'ok' && !waits ? 'ready' : 'unready', database, events };
  }

  private joined(): Health['events'] {
    if (this.config.ROLE === 'http') return 'none';
    const joined = this.events.joined();
    this.hasJoined ||= joined;
    return joined ? 'joined' : 'joining';
  }

  private async database(): Promise<Health['database']> {
    const late = pause(databaseTimeoutMs, 'unreachable' as const, { ref: false });
    return Promise.race([this.askDatabase().catch(() => 'unreachable' as const), late]);
  }

  private async askDatabase(): Promise<Health['database']> {
    if (this.schemaIsCurrent) await this.dataSource.query('SELECT 1');
    else this.schemaIsCurrent = (await pendingMigrations(this.dataSource)).length === 0;
    return this.schemaIsCurrent ? 'ok' : 'migrations_pending';
  }
}
