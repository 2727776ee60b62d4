import { describe, expect, it } from '@jest/globals';
import { headerFaults } from './columns.js';

describe('the header of an import', () => {
  it('is good with an id, a kind and a name', () => {
    expect(headerFaults(['sourceId', 'kind', 'name'])).toBeUndefined();
    expect(headerFaults(['source', 'sourceId', 'kind', 'familyName', 'contactName'])).toBeUndefined();
  });

  it('names what is missing, unknown and there twice', () => {
    expect(headerFaults(['kind', 'colour', 'phone', 'phone'])).toEqual({
      missing: ['sourceId', 'name|familyName'],
      unknown: ['colour'],
      duplicate: ['phone'],
      tooMany: false,
    });
    expect(headerFaults([''])).toMatchObject({ missing: ['sourceId', 'kind', 'name|familyName'], unknown: [''] });
  });

  it('has at most 100 columns', () => {
    expect(headerFaults(['sourceId', 'kind', 'name', ...Array<string>(98).fill('x')])).toMatchObject({ tooMany: true });
  });
});
