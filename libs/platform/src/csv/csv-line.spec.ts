import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv-line.js';

describe('a line of a CSV file', () => {
  it.each(['=1+1', '+86 138', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠a', '\tx'])('neutralises %j', (cell) => {
    expect(csvLine([cell])).toBe(`'${cell}\r\n`);
  });

  it('quotes what holds a comma, a quote or a line break, also behind a neutralised beginning', () => {
    expect(csvLine(['a,b', 'say "hi"', 'x\ny', '\rz', ' =1', 7])).toBe(`"a,b","say ""hi""","x\ny","'\rz", =1,7\r\n`);
  });
});
