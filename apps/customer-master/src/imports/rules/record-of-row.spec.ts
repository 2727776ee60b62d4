import { describe, expect, it } from '@jest/globals';
import { recordOfRow, shapeFaults } from './record-of-row.js';

const record = (row: Record<string, string>) =>
  recordOfRow(Object.values(row), Object.keys(row), { source: 'erp', kind: '', timeZone: 'Asia/Shanghai' });

describe('a row', () => {
  it('becomes the body that the API takes for a source record', () => {
    const { source, sourceId, body } = record({
      sourceId: ' K-1 ',
      kind: 'organisation',
      name: '山西煤业有限公司',
      shortName: '山西煤业',
      uscc: '91140100MA8G34038X',
      phone: '0351-7650000',
      email: '',
      address: '太原市小店区',
      region: '140105',
      industry: 'coal',
      department: 'sales-north',
      owner: 'E1031',
      contactName: '吴梦萍',
    });
    expect({ source, sourceId }).toEqual({ source: 'erp', sourceId: 'K-1' });
    expect(body).toEqual({
      kind: 'organisation',
      names: [
        { type: 'legal', text: '山西煤业有限公司' },
        { type: 'short', text: '山西煤业' },
      ],
      identifiers: [{ type: 'uscc', value: '91140100MA8G34038X' }],
      contactPoints: [{ type: 'phone', value: '0351-7650000' }],
      addresses: [{ type: 'registered', text: '太原市小店区', region: '140105' }],
      attributes: { industry: 'coal' },
      owner: { employeeId: 'E1031', department: 'sales-north' },
    });
  });

  it('of a person has its parts of the name; its own source wins over that of the request', () => {
    const { source, body } = record({
      source: 'pos',
      sourceId: 'M-1',
      kind: 'person',
      name: '王伟',
      familyName: '王',
      givenName: '伟',
      street: '龙城大街66号',
    });
    expect(source).toBe('pos');
    expect(body).toMatchObject({
      names: [{ type: 'legal', text: '王伟' }],
      person: { familyName: '王', givenName: '伟' },
      addresses: [{ type: 'home', street: '龙城大街66号' }],
    });
  });

  it('may say its kind and gender in the words of a list, or leave the kind to the whole file', () => {
    const words = record({ sourceId: '1', kind: '个人', name: '王伟', gender: '男' }).body;
    expect(words).toMatchObject({ kind: 'person', person: { gender: 'male' } });
    const silent = recordOfRow(['1', '王伟'], ['sourceId', 'name'], {
      source: 'erp',
      kind: 'person',
      timeZone: 'Asia/Shanghai',
    });
    expect(silent.body).toMatchObject({ kind: 'person' });
  });

  it('knows which column a fault goes back to', () => {
    const { columnOf } = record({
      sourceId: 'K-1',
      kind: 'firm',
      shortName: '煤业',
      nationalId: '1',
      email: 'x',
      region: '1401',
      status: 'good',
      owner: '?',
      birthDate: 'never',
    });
    const pointers = {
      '/kind': 'kind',
      '/names/0/text': 'shortName',
      '/identifiers/0/value': 'nationalId',
      '/contactPoints/0/value': 'email',
      '/addresses/0/region': 'region',
      '/addresses/0': null,
      '/status': 'status',
      '/owner/employeeId': 'owner',
      '/owner/department': 'department',
      '/person/birthDate': 'birthDate',
      '/sourceId': 'sourceId',
    };
    expect(Object.fromEntries(Object.keys(pointers).map((pointer) => [pointer, columnOf(pointer)]))).toEqual(pointers);
  });

  it('may be shorter than the header, never longer, and no cell longer than 2,000 characters', () => {
    const columns = ['sourceId', 'kind', 'name'];
    expect(shapeFaults(['1', 'person'], columns)).toEqual([]);
    expect(shapeFaults(['1', 'person', 'x'.repeat(2000)], columns)).toEqual([]);
    expect(shapeFaults(Array<string>(200).fill('x'), columns)).toMatchObject([
      { code: 'too-many-columns', column: null },
    ]);
    expect(shapeFaults(['1', 'person', 'x'.repeat(2001)], columns)).toMatchObject([
      { code: 'cell-too-long', column: 'name' },
    ]);
  });
});
