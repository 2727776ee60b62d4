import { describe, expect, it } from '@jest/globals';
import { KeySlot } from './idempotency-key.js';

const use = { key: 'k1', client: 'erp', route: 'POST /loyalty/v1/accounts', content: '{"a":1}' };
const answer = { status: 201, location: '/loyalty/v1/accounts/7', body: { name: '张三' } };

describe('the slot of an Idempotency-Key', () => {
  it('is the same for the same key, client and route, whatever the body', () => {
    expect(new KeySlot({ ...use, content: 'other' }).id).toEqual(new KeySlot(use).id);
    expect(new KeySlot({ ...use, content: 'other' }).matches(new KeySlot(use).fingerprint)).toBe(false);
    expect(new KeySlot(use).matches(new KeySlot(use).fingerprint)).toBe(true);
  });

  it.each([{ key: 'k2' }, { client: 'oa' }, { route: 'POST /loyalty/v1/accounts/7' }])(
    'is another one for %j',
    (other) => {
      expect(new KeySlot({ ...use, ...other }).id).not.toEqual(new KeySlot(use).id);
    },
  );

  it('does not confuse parts that read the same when put together', () => {
    expect(new KeySlot({ ...use, client: 'a', route: 'b,1:c', key: 'd' }).id).not.toEqual(
      new KeySlot({ ...use, client: 'a', route: 'b', key: 'c,1:d' }).id,
    );
  });

  it('seals the answer so that only the same key opens it', () => {
    const sealed = new KeySlot(use).seal(answer);
    expect(sealed.includes(Buffer.from('张三'))).toBe(false);
    expect(new KeySlot(use).open(sealed)).toEqual(answer);
    expect(() => new KeySlot({ ...use, key: 'k2' }).open(sealed)).toThrow();
  });
});
