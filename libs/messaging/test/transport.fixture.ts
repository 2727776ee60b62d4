import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Topic } from '@crm/contracts';
import { waitFor } from '@crm/testing';
import { Logger } from '@nestjs/common';
import type {
  ReceivedMessage,
  SubscribeOptions,
  Subscription,
  Transport,
  WireMessage,
} from '../src/transport/transport.js';
import type { DoomedMember } from './child/doomed-member.js';

// The tests make handlers fail on purpose.
Logger.overrideLogger(['error', 'fatal']);

export const topic: Topic = 'crm.case.v1';
export const otherTopic: Topic = 'crm.feedback.v1';

/** Keys and groups of one test: the broker of the run is shared, so everybody looks at his own only. */
export class Run {
  readonly id = randomUUID().slice(0, 8);

  group = (name = 'group'): string => `${name}-${this.id}`;
  key = (name: string | number): string => `${this.id}-${name}`;

  message(key: string | number, text: string | null, more: Partial<WireMessage> = {}): WireMessage {
    return { topic, key: this.key(key), value: text === null ? null : Buffer.from(text), headers: {}, ...more };
  }

  owns = (message: ReceivedMessage): boolean => message.key.startsWith(`${this.id}-`);
}

/** A member of a group that writes down what it is handed. */
export class Listener {
  readonly messages: ReceivedMessage[] = [];
  readonly subscription: Promise<Subscription>;

  constructor(
    transport: Transport,
    private readonly run: Run,
    options: Partial<Omit<SubscribeOptions, 'handler'>> & {
      handler?: (message: ReceivedMessage) => Promise<void> | void;
    } = {},
  ) {
    const { handler, ...rest } = options;
    this.subscription = transport.subscribe({
      group: run.group(),
      topics: [topic],
      from: 'beginning',
      concurrency: 3,
      ...rest,
      handler: async (messages, goOn) => {
        let done = 0;
        for (const message of messages) {
          if (done > 0 && !goOn()) break;
          if (run.owns(message)) {
            this.messages.push(message);
            try {
              await handler?.(message);
            } catch (error) {
              // The first of the rest: it comes again, and is refused then.
              if (done > 0) break;
              throw error;
            }
          }
          done++;
        }
        return done;
      },
    });
  }

  get texts(): (string | null)[] {
    return this.messages.map((message) => message.value?.toString() ?? null);
  }

  textsOf(key: string | number): (string | null)[] {
    return this.messages
      .filter((message) => message.key === this.run.key(key))
      .map((message) => message.value?.toString() ?? null);
  }

  async joined(): Promise<this> {
    const subscription = await this.subscription;
    await waitFor(() => subscription.joined(), { what: 'the member to join', timeoutMs: 20_000 });
    return this;
  }

  async has(count: number): Promise<this> {
    await waitFor(() => this.messages.length >= count, { what: `${count} messages`, timeoutMs: 20_000 });
    return this;
  }

  async stop(): Promise<void> {
    await (await this.subscription).stop();
  }
}

/** A member in a process of its own that takes a message and is then killed without any warning. */
export async function killMidMessage(member: DoomedMember): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@crm/source',
      '--import',
      join(import.meta.dirname, 'child/typescript.mjs'),
      join(import.meta.dirname, 'child/doomed-member.ts'),
      JSON.stringify(member),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const gone = once(child, 'exit');
  const inHand = new Promise<void>((resolve) =>
    child.stdout.on('data', (text) => String(text).includes('in hand') && resolve()),
  );
  await Promise.race([inHand, gone.then(() => Promise.reject(new Error('the member ended by itself')))]);
  child.kill('SIGKILL');
  await gone;
}

/** Opens when told to, so that a test decides when a handler returns. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
