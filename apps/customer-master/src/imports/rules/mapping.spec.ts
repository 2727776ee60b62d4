import { describe, expect, it } from '@jest/globals';
import { proposalFor } from './header-words.js';
import { mapHeader, propose, shapeFaultsOf } from './mapping.js';

const columnsOf = (headers: string[], wishes: Parameters<typeof mapHeader>[1] = {}) =>
  mapHeader(headers, wishes).mapping.map(({ column }) => column);

describe('the header of an import', () => {
  it('is good with an id, a kind and a name', () => {
    expect(mapHeader(['sourceId', 'kind', 'name'], {}).faults).toBeUndefined();
    expect(mapHeader(['source', 'sourceId', 'kind', 'familyName', 'contactName'], {}).faults).toBeUndefined();
    expect(mapHeader(['sourceId', 'name'], { besides: ['kind'] }).faults).toBeUndefined();
  });

  it('names what is missing, unknown and there twice', () => {
    expect(mapHeader(['kind', 'colour', 'phone', 'phone'], {}).faults).toMatchObject({
      missing: ['sourceId', 'name|familyName'],
      unknown: ['colour'],
      duplicate: expect.arrayContaining(['phone']),
      tooMany: false,
    });
    expect(shapeFaultsOf(['phone', 'phone'])).toMatchObject({ duplicate: ['phone'] });
    expect(shapeFaultsOf(Array.from({ length: 101 }, (_, at) => `c${at}`))).toMatchObject({ tooMany: true });
    expect(shapeFaultsOf(['phone', 'colour'])).toBeUndefined();
  });

  it('means what was said of it, first in the request, then before, then by its names', () => {
    const headers = ['编号', 'kind', '客户', 'phone'];
    const remembered = { 编号: 'sourceId', 客户: 'shortName', phone: null } as const;
    expect(columnsOf(headers, { remembered, given: { 客户: 'name' } })).toEqual(['sourceId', 'kind', 'name', null]);
    expect(mapHeader(headers, { remembered, given: { 客户: 'name' } }).faults).toBeUndefined();
    expect(mapHeader(headers, { remembered, given: { 客户: 'kind' } }).faults).toMatchObject({ duplicate: ['kind'] });
  });

  it('is taken for what it looks like in a trial only, and never one column for two headings', () => {
    const headers = ['客户编号', '类型', '客户名称', '公司名称', '手机'];
    expect(mapHeader(headers, {}).faults?.unknown).toEqual(headers);
    const trial = mapHeader(headers, { isTrial: true });
    expect(trial.mapping.map(({ column }) => column)).toEqual(['sourceId', 'kind', 'name', null, 'phone']);
    expect(trial.faults?.unknown).toEqual(['公司名称']);
  });
});

describe('a heading', () => {
  it.each([
    ['客户名称', 'name', 0.9],
    ['公司名称（必填）', 'name', 0.9],
    ['手机号码', 'phone', 0.9],
    ['统一社会信用代码', 'uscc', 0.9],
    ['出生日期', 'birthDate', 0.9],
    ['姓名', 'name', 0.9],
    ['*地址', 'address', 0.9],
    ['Postal Code', 'postalCode', 1],
    ['source_id', 'sourceId', 1],
    ['E-mail', 'email', 1],
    ['联系人手机号', 'phone', 0.6],
  ])('%s probably means %s', (heading, column, confidence) => {
    expect(proposalFor(heading)).toEqual({ column, confidence });
  });

  it.each(['备注', 'colour', '', '!!!', 'level', '积分', 'hotel guests'])('%s means nothing we know', (heading) => {
    expect(proposalFor(heading)).toBeNull();
  });

  it('loses a column to one that means it more surely', () => {
    expect(propose(['联系人手机号', '手机', 'phone']).map(({ column }) => column)).toEqual([null, null, 'phone']);
  });
});
