import { describe, expect, it } from '@jest/globals';
import { topicNames } from '@crm/contracts';
import { kafkaOptionsOf, sentenceOf, topicCommands } from '../topics.mjs';

describe('the commands that create the topics', () => {
  it('are one for each, kept as the contracts say', () => {
    const commands = topicCommands(12, 3).map((command) => command.replaceAll(/ \\\n */g, ' '));
    expect(commands).toHaveLength(topicNames.length);
    const settingsOf = (topic: string) =>
      commands.find((command) => command.includes(`--topic ${topic} `))!.split('--replication-factor 3 ')[1];
    expect(settingsOf('crm.case.v1')).toBe(
      '--config cleanup.policy=delete --config message.timestamp.type=LogAppendTime --config retention.ms=-1 --config retention.bytes=-1 --config min.insync.replicas=2',
    );
    expect(settingsOf('crm.customer-card.v1')).toBe(
      '--config cleanup.policy=compact --config message.timestamp.type=LogAppendTime --config min.insync.replicas=2',
    );
    expect(settingsOf('erp.order.v1')).toBe(
      '--config cleanup.policy=delete --config message.timestamp.type=LogAppendTime --config min.insync.replicas=2',
    );
    expect(commands.filter((command) => !command.includes(' --partitions 12 '))).toEqual([]);
  });

  it('ask for one copy in sync where there is only one', () => {
    expect(topicCommands(6, 1).join()).toContain('--config min.insync.replicas=1');
  });
});

it('a difference says what is, what should be and what becomes of it', () => {
  const partitions = { topic: 'crm.case.v1', name: 'partitions', actual: '6', wanted: '12' } as const;
  expect(sentenceOf({ ...partitions, outcome: 'never_changed' })).toBe(
    'crm.case.v1: partitions is 6, should be 12; never changed on a topic that holds events.',
  );
  const setting = { topic: 'crm.case.v1', name: 'retention.ms', actual: '', wanted: '-1' } as const;
  expect(sentenceOf({ ...setting, outcome: 'left' })).toBe(
    'crm.case.v1: retention.ms is not set, should be -1; corrected by --apply-config.',
  );
  expect(sentenceOf({ ...setting, outcome: 'corrected' })).toBe('crm.case.v1: retention.ms was not set, is now -1.');
});

describe('the way to the cluster', () => {
  const secured = {
    KAFKA_BROKERS: 'kafka-1:9093,kafka-2:9093',
    KAFKA_SSL: 'true',
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: 'onecustomer-topics',
  };

  it('is told by the same variables as for the services', () => {
    expect(kafkaOptionsOf({ ...secured, KAFKA_SASL_PASSWORD: 'a password' })).toMatchObject({
      brokers: ['kafka-1:9093', 'kafka-2:9093'],
      ssl: {},
      sasl: { mechanism: 'scram-sha-512', username: 'onecustomer-topics', password: 'a password' },
    });
    expect(kafkaOptionsOf({ KAFKA_BROKERS: 'localhost:9092' })).toMatchObject({ ssl: false, sasl: undefined });
  });

  it('is asked for in a sentence each where something is missing', () => {
    expect(() => kafkaOptionsOf({})).toThrow('KAFKA_BROKERS is missing');
    expect(() => kafkaOptionsOf(secured)).toThrow('KAFKA_SASL_PASSWORD is missing');
  });
});
