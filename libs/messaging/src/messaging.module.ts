import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeadLetters } from './consumer/dead-letters.js';
import { Effects } from './consumer/effects.js';
import { EventServer } from './consumer/event-server.js';
import { Inbox } from './consumer/inbox.js';
import { InboxConsumer } from './consumer/inbox-consumer.js';
import { Decisions } from './dead-letters/decisions.js';
import { Letters } from './dead-letters/letters.js';
import { Redelivery } from './dead-letters/redelivery.js';
import { Replays } from './dead-letters/replays.js';
import { registerBacklogGauges } from './messaging.metrics.js';
import { DATABASE_URL, IS_WORKER, SERVICE_NAME, TRANSPORT } from './messaging.tokens.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxNudge } from './outbox/outbox-nudge.js';
import { ParkedOutbox } from './outbox/parked-outbox.js';
import { Relay } from './outbox/relay.js';
import { Rebuild } from './rebuild/rebuild.js';
import type { Transport } from './transport/transport.js';

export interface MessagingOptions {
  /** The service's name: source of its events and name of its consumer group. */
  service: string;
  /** The service's own database; the relay and its wake-up need direct connections, not a pooler's. */
  databaseUrl: string;
  /** Made here, stopped with the application. */
  transport: () => Transport;
  /** Whether this process sends and consumes events (`ROLE=worker|all`), or only appends them. */
  worker: boolean;
}

/** The order of an orderly end: consumers have left (Nest closed the server), the relay flushes, then the transport goes. */
@Injectable()
class MessagingShutdown implements OnApplicationShutdown {
  constructor(
    @Inject(TRANSPORT) private readonly transport: Transport,
    @Optional() @Inject(Relay) private readonly relay: Relay | undefined,
    dataSource: DataSource,
    events: EventServer,
  ) {
    registerBacklogGauges(dataSource, () => events.lag());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay?.stop();
    await this.transport.stop();
  }
}

@Module({})
export class MessagingModule {
  static forRoot(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: SERVICE_NAME, useValue: options.service },
        { provide: DATABASE_URL, useValue: options.databaseUrl },
        { provide: TRANSPORT, useFactory: options.transport },
        { provide: IS_WORKER, useValue: options.worker },
        OutboxNudge,
        Outbox,
        Inbox,
        DeadLetters,
        Effects,
        Rebuild,
        InboxConsumer,
        EventServer,
        Letters,
        Redelivery,
        Decisions,
        Replays,
        ParkedOutbox,
        ...(options.worker ? [Relay] : []),
        MessagingShutdown,
      ],
      exports: [Outbox, EventServer, Rebuild, TRANSPORT, Letters, Replays, ParkedOutbox, Decisions],
    };
  }
}
