import { describe, expect, it } from '@jest/globals';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partitioner.js';

const partitions = 12;
const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
  partitionId,
  leader: 1,
  partitionErrorCode: 0,
  replicas: [1],
  isr: [1],
}));

describe('the partition of a key', () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('follows the hash that Kafka publishes for %s', (key, hash) => {
    expect(partitionOf(key, 1_000_003)).toBe((hash & 0x7fffffff) % 1_000_003);
  });

  it('is the one that the Kafka producer chooses, for Chinese keys too', () => {
    const kafkaPartition = Partitioners.DefaultPartitioner();
    for (let i = 0; i < 5_000; i++) {
      const key = `${'客户'.repeat(i % 3)}${'x'.repeat(i % 7)}${i * 7919}`;
      expect([key, partitionOf(key, partitions)]).toEqual([
        key,
        kafkaPartition({ topic: 't', partitionMetadata, message: { key, value: null } }),
      ]);
    }
  });
});
