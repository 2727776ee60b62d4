import { describe, expect, it } from '@jest/globals';
import { findKafka } from './kafka.mjs';

describe('looking for a Kafka', () => {
  it('takes the brokers of the environment before anything else', async () => {
    const found = await findKafka({ ...process.env, KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092' });
    expect(found).toEqual({ kind: 'brokers', brokers: ['kafka-1:9092', 'kafka-2:9092'] });
  });

  it('says in both languages what to install where there is none', async () => {
    const found = await findKafka({ PATH: '/nowhere' });
    expect(found).toMatchObject({ kind: null });
    expect((found as { advice: string }).advice).toMatch(/请安装 Java 17.*install Java 17/s);
  });
});
