import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestBroker, type TestBroker, waitFor } from '@crm/testing';
import { KafkaTransport } from '../src/transport/kafka/kafka.transport.js';
import { Listener, Run, topic } from './transport.fixture.js';

describe('the Kafka transport, when the broker goes away', () => {
  let directory: string;
  let broker: TestBroker;
  let transport: KafkaTransport;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'onecustomer-kafka-restart-'));
    broker = await startTestBroker({ directory });
    transport = new KafkaTransport({ brokers: broker.brokers, clientId: 'test', sessionTimeoutMs: 6_000 });
    await transport.ensureTopics(6, 1);
  }, 240_000);
  afterAll(async () => {
    await transport.stop();
    await broker.stop();
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  const again = async (): Promise<void> => {
    broker = await startTestBroker({ directory, port: Number(broker.brokers[0]!.split(':')[1]) });
  };

  /** As the relay does: one batch after another, each until it is acknowledged. */
  const publishInOrder = async (run: Run, count: number, until: () => boolean): Promise<number> => {
    let sent = 0;
    for (; sent < count || !until(); sent++) {
      await waitFor(() => transport.publish([run.message(sent % 7, String(sent))]).then(() => true), {
        timeoutMs: 60_000,
        what: `message ${sent}`,
      });
    }
    return sent;
  };

  it.each([
    ['is restarted', () => broker.stop()],
    ['is killed', async () => void process.kill(broker.pid, 'SIGKILL')],
  ])(
    'loses nothing and keeps the order of each key when it %s under load',
    async (_, strike) => {
      const run = new Run();
      const listener = await new Listener(transport, run).joined();
      let back = false;
      const sending = publishInOrder(run, 300, () => back);
      await listener.has(50);
      await strike();
      await again();
      back = true;
      const sent = await sending;
      await waitFor(() => new Set(listener.texts).size === sent, { timeoutMs: 60_000, what: 'every message' });
      for (let key = 0; key < 7; key++) {
        const numbers = listener.textsOf(key).map(Number);
        // Sent or delivered twice perhaps, never one before its predecessor.
        for (const [i, number] of numbers.entries())
          expect(number).toBeLessThanOrEqual((numbers[i - 1] ?? key - 7) + 7);
      }
      await waitFor(async () => (await transport.lag(run.group(), [topic])) === 0, {
        timeoutMs: 30_000,
        what: 'no lag',
      });
      await listener.stop();
    },
    180_000,
  );
});
