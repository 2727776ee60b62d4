import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { loggableError } from './loggable-error.js';

describe('an error in the log', () => {
  it('keeps what helps and leaves out what PostgreSQL and TypeORM tell of a person', () => {
    const driver = Object.assign(new Error('duplicate key value violates unique constraint "customer_phone"'), {
      code: '23505',
      constraint: 'customer_phone',
      table: 'customer',
      detail: 'Key (phone)=(13812345678) already exists.',
    });
    const logged = loggableError(new QueryFailedError('INSERT INTO customer VALUES ($1)', ['13812345678'], driver));
    expect(logged).toMatchObject({
      type: 'QueryFailedError',
      code: '23505',
      constraint: 'customer_phone',
      table: 'customer',
    });
    expect(JSON.stringify(logged)).not.toContain('13812345678');
  });

  it('does not quote an invalid value', () => {
    const driver = Object.assign(new Error('invalid input syntax for type uuid: "张三 "李四""'), { code: '22P02' });
    const logged = loggableError(new Error('failed', { cause: new QueryFailedError('SELECT $1', [], driver) }));
    expect(logged.cause?.message).toBe('invalid input syntax for type uuid: "…"');
    expect(JSON.stringify(logged)).not.toMatch(/张三|李四/);
  });

  it('has the frames of the stack', () => {
    expect(loggableError(new Error('x')).stack).toMatch(/^\s+at /);
  });

  it('says nothing of a thrown value that is no error', () => {
    expect(loggableError('13812345678')).toEqual({ type: 'string', message: 'thrown value is not an Error' });
  });
});
