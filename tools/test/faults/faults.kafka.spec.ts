import { describe, expect, it } from '@jest/globals';
import { findKafka } from '../../kafka/kafka.mjs';
import { runFaults } from './running-faults.js';

describe('the fault suite in its short form, on Kafka', () => {
  it('loses nothing, doubles nothing and keeps the order', async () => {
    // A broker that others use cannot be killed: it needs one of its own.
    if ((await findKafka({ ...process.env, KAFKA_BROKERS: '' })).kind !== 'java') return;
    const { code, output } = await runFaults('--short', '--transport', 'kafka');
    expect(output).toContain('faults, 0 with a breach');
    expect(code).toBe(0);
  }, 480_000);
});
