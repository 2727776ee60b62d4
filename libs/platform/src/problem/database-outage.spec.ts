import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { secondsUntilRetry } from './database-outage.js';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('an outage of the database', () => {
  it.each(['57P01', '08006', '53300', '57014', '25006', 'ECONNREFUSED', 'ETIMEDOUT'])('is told by %s', (code) => {
    expect(secondsUntilRetry(new QueryFailedError('SELECT 1', [], withCode(code)))).toBe(5);
    expect(secondsUntilRetry(withCode(code))).toBe(5);
  });

  it('is told by the messages that pg gives without a code', () => {
    expect(secondsUntilRetry(new Error('Connection terminated unexpectedly'))).toBe(5);
    expect(secondsUntilRetry(new Error('timeout exceeded when trying to connect'))).toBe(5);
  });

  it('is told by a host name whose addresses all refuse', () => {
    expect(secondsUntilRetry(new AggregateError([withCode('ECONNREFUSED')]))).toBe(5);
  });

  it('is shorter for a collision than for an outage', () => {
    expect(secondsUntilRetry(withCode('40001'))).toBe(1);
  });

  it.each(['23505', '42P01', '22P02'])('is not %s', (code) => {
    expect(secondsUntilRetry(new QueryFailedError('SELECT 1', [], withCode(code)))).toBeUndefined();
  });

  it('is not just any error', () => {
    expect(secondsUntilRetry(new TypeError('x is not a function'))).toBeUndefined();
    expect(secondsUntilRetry('ECONNREFUSED')).toBeUndefined();
  });
});
