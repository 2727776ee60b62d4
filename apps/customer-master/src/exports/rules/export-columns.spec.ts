import { describe, expect, it } from '@jest/globals';
import { knownColumns } from '../../imports/rules/columns.js';
import { exportColumns } from './export-columns.js';

describe('the columns of an export', () => {
  it('are all that an import takes, but for what names a single record, and what no import keeps', () => {
    const ofOneRecord = ['source', 'sourceId', 'observedAt', 'contactName'];
    expect(knownColumns.filter((column) => !(exportColumns as readonly string[]).includes(column))).toEqual(
      ofOneRecord,
    );
  });
});
