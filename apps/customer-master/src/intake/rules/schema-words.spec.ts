import { ErpOrderPaid, OaEmployeeChanged } from '@crm/contracts';
import { faultsOf } from '@crm/messaging';
import { describe, expect, it } from '@jest/globals';
import { inWords } from './schema-words.js';

const wordsOf = (definition: typeof ErpOrderPaid | typeof OaEmployeeChanged, change: object, dataversion = 1) =>
  faultsOf({ type: definition.type, dataversion, data: { ...definition.example.data, ...change } }).map(inWords);

describe('what is wrong with the data of an event', () => {
  it.each([
    [{ discount: 3 }, '/data', '不允许字段 discount', 'the field discount is not allowed'],
    [{ orderId: undefined }, '/data', '缺少字段 orderId', 'the field orderId is missing'],
    [{ orderId: 7 }, '/data/orderId', '必须是文本', 'must be a text'],
    [{ orderId: '' }, '/data/orderId', '不得少于 1 个字符', 'must have at least 1 characters'],
    [{ currency: 'CNYY' }, '/data/currency', '不得超过 3 个字符', 'must have at most 3 characters'],
    [{ lines: {} }, '/data/lines', '必须是数组', 'must be a list'],
    [
      { placedAt: '2026-02-30T10:00:00Z' },
      '/data/placedAt',
      '必须是带时区的 RFC 3339 时间，且该时间存在',
      'must be an RFC 3339 time with an offset that exists',
    ],
  ])('is said in both languages: %j', (change, pointer, zh, en) => {
    expect(wordsOf(ErpOrderPaid, change)).toEqual([{ pointer, message: { zh, en } }]);
  });

  it('is said of a version, and of a choice', () => {
    expect(wordsOf(ErpOrderPaid, {}, 2)).toMatchObject([
      { pointer: '/data', message: { zh: '不支持该 dataversion，当前为 1' } },
    ]);
    expect(wordsOf(OaEmployeeChanged, { absence: 7 }).at(-1)?.message).toMatchObject({ zh: '不是允许的任何一种形式' });
  });
});
