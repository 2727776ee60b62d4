import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { topicNames } from '@crm/contracts';
import { waitFor } from '@crm/testing';
import kafkajs, { type Admin, type Consumer, type ConsumerConfig, type ConsumerRunConfig } from 'kafkajs';
import { KafkaConnection } from '../src/transport/kafka/kafka.connection.js';
import { KafkaTransport } from '../src/transport/kafka/kafka.transport.js';
import { UnsendableMessage } from '../src/transport/transport.js';
import { describeTransport } from './transport.conformance.js';
import { gate, Listener, Run, topic } from './transport.fixture.js';

// The shortest session that a broker allows by default: a killed member is noticed soon.
const options = { brokers: process.env.KAFKA_BROKERS!.split(','), clientId: 'test', sessionTimeoutMs: 6_000 };

describeTransport('the Kafka transport', async () => {
  const transport = new KafkaTransport(options);
  await transport.ensureTopics(6, 1);
  await transport.stop();
  return {
    make: async () => new KafkaTransport(options),
    recipe: () => ({ kafka: options }),
    unreachable: () => new KafkaTransport({ ...options, brokers: ['127.0.0.1:1'] }),
    resetOfRunningGroup: 'refused',
  };
});

describe('Kafka', () => {
  let admin: Admin;
  const made: KafkaTransport[] = [];
  const make = (): KafkaTransport => {
    const transport = new KafkaTransport(options);
    made.push(transport);
    return transport;
  };
  beforeAll(async () => {
    admin = new kafkajs.Kafka({ brokers: options.brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((transport) => transport.stop()));
  });
  afterAll(() => admin.disconnect());

  it('has the topics of the contracts, kept as they say, also when asked twice at the same time', async () => {
    await Promise.all([make().ensureTopics(6, 1), make().ensureTopics(6, 1)]);
    expect(await admin.listTopics()).toEqual(expect.arrayContaining(topicNames));
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: ['crm.case.v1', 'crm.customer-card.v1'].map((name) => ({ type: 2, name })),
    });
    const [cases, cards] = ['crm.case.v1', 'crm.customer-card.v1'].map((name) => {
      const entries = resources.find((resource) => resource.resourceName === name)!.configEntries;
      return new Map(entries.map((entry) => [entry.configName, entry.configValue]));
    });
    expect(cases!.get('retention.ms')).toBe('-1');
    expect(cases!.get('cleanup.policy')).toBe('delete');
    expect(cards!.get('cleanup.policy')).toBe('compact');
  });

  it('says how an existing topic differs, and corrects its settings only when told to, others as they are', async () => {
    const name = 'crm.insight.v1';
    const wrong = { 'retention.ms': '60000', 'retention.bytes': '-1', 'max.message.bytes': '2000000' };
    const right = { 'message.timestamp.type': 'LogAppendTime' };
    const configEntries = Object.entries({ ...wrong, ...right }).map(([name, value]) => ({ name, value }));
    await make().ensureTopics(6, 1);
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name, configEntries }] });
    const retention = { topic: name, name: 'retention.ms', actual: '60000', wanted: '-1' };
    const about = async (settingsToo: boolean) =>
      (await make().ensureTopics(12, 1, settingsToo)).differences.filter(({ topic }) => topic === name);

    const partitions = { topic: name, name: 'partitions', actual: '6', wanted: '12', outcome: 'never_changed' };
    expect(await about(false)).toEqual([partitions, { ...retention, outcome: 'left' }]);
    expect(await about(true)).toEqual([partitions, { ...retention, outcome: 'corrected' }]);
    // The broker tells its members after it has answered.
    await waitFor(async () => (await about(false)).length === 1);

    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name }] });
    const left = resources[0]!.configEntries.find(({ configName }) => configName === 'max.message.bytes');
    expect(left?.configValue).toBe('2000000');
  });

  it('parks only what the broker itself refuses, out of a batch of several', async () => {
    const run = new Run();
    const transport = new KafkaTransport({ ...options, maxMessageBytes: 3_000_000 });
    made.push(transport);
    const tooLarge = run.message('k', 'x'.repeat(1_500_000));
    await expect(transport.publish([run.message('k', 'before'), tooLarge])).rejects.toThrow(UnsendableMessage);
    await transport.publish([run.message('k', 'after')]);
    await transport.publish([run.message('k', 'a'.repeat(600_000)), run.message('k', 'b'.repeat(600_000))]);
    const listener = await new Listener(transport, run).has(4);
    expect(listener.texts.map((text) => text![0])).toEqual(['b', 'a', 'a', 'b']);
  });

  it("takes what a machine sends whose clock is hours ahead, and dates it by the brokers' clock", async () => {
    const run = new Run();
    const transport = make();
    const [now, hours] = [Date.now.bind(Date), 3_600_000];
    const wrong = jest.spyOn(Date, 'now').mockImplementation(() => now() + 2 * hours);
    await transport.publish([run.message('k', 'from the future')]).finally(() => wrong.mockRestore());
    const listener = await new Listener(transport, run).has(1);
    expect(Math.abs(listener.messages[0]!.publishedAt.getTime() - Date.now())).toBeLessThan(0.5 * hours);
  });

  it('leaves a partition with a member whose handler takes longer than its session', async () => {
    const run = new Run();
    const [one, other] = [make(), make()];
    const done = gate();
    const slow = (): Promise<void> => done.opened;
    const a = await new Listener(one, run, { from: 'end', handler: slow }).joined();
    const b = await new Listener(other, run, { from: 'end', handler: slow }).joined();
    await one.publish([run.message('k', 'slow')]);
    await waitFor(() => a.messages.length + b.messages.length === 1);
    const since = Date.now();
    await waitFor(() => Date.now() - since > 1.5 * options.sessionTimeoutMs, { timeoutMs: 15_000 });
    done.open();
    await waitFor(async () => (await one.lag(run.group(), [topic])) === 0, { what: 'the offset to be stored' });
    expect(a.messages.length + b.messages.length).toBe(1);
  });

  it('replaces a member whose client stops without a word', async () => {
    const run = new Run();
    const clients: SilentClient[] = [];
    const client = KafkaConnection.prototype.client;
    const spy = jest.spyOn(KafkaConnection.prototype, 'client').mockImplementation(function (this: KafkaConnection) {
      const kafka = client.call(this);
      const consumer = kafka.consumer.bind(kafka);
      return Object.assign(kafka, {
        consumer: (config: ConsumerConfig) => {
          clients.push(new SilentClient(consumer(config)));
          return clients.at(-1)!.consumer;
        },
      });
    });
    const transport = make();
    const listener = await new Listener(transport, run).joined();
    await transport.publish([run.message('k', 'before')]);
    await listener.has(1);
    clients[0]!.silence();
    await transport.publish([run.message('k', 'after')]);
    await waitFor(() => listener.texts.includes('after'), { what: 'another member', timeoutMs: 60_000 });
    expect([clients.length, listener.texts]).toEqual([2, ['before', 'after']]);
    await clients[0]!.end();
    spy.mockRestore();
  }, 90_000);
});

/** A client of kafkajs that can stop fetching and beating without an event, an error or an end. */
class SilentClient {
  private isSilent = false;
  private readonly ended = gate();

  constructor(readonly consumer: Consumer) {
    const { on, run } = consumer;
    Object.assign(consumer, {
      on: (name: never, listener: (event: unknown) => void) =>
        on(name, (event: unknown) => (this.isSilent ? undefined : listener(event))),
      run: (config: ConsumerRunConfig) =>
        run({
          ...config,
          eachBatch: (batch) => (this.isSilent ? this.ended.opened : config.eachBatch!(batch)),
        }),
    });
  }

  silence(): void {
    this.isSilent = true;
  }

  async end(): Promise<void> {
    this.ended.open();
    await this.consumer.disconnect();
  }
}
