import { describe, expect, it } from '@jest/globals';
import { safeName } from './file-name.js';

describe('the name of a file', () => {
  it.each([
    ['破损照片.PNG', '破损照片.PNG'],
    ['../../etc/passwd', 'passwd.png'],
    ['C:\\temp\\发票.pdf', '发票.pdf'],
    ['a\u202Egnp.exe', 'agnp.exe'],
    ['a\0b\r\n.txt', 'ab.txt'],
    ['  ..  ', 'attachment.png'],
    ['', 'attachment.png'],
    ['con.txt', 'attachment-con.txt'],
    ['a<b>:"|?*.csv', 'ab.csv'],
    ['.htaccess', 'htaccess.png'],
  ])('%j becomes %j', (given, safe) => {
    expect(safeName(given, 'png')).toBe(safe);
  });

  it('is no longer than file systems take, and keeps its ending and whole characters', () => {
    const name = safeName(`${'照'.repeat(300)}.pdf`, 'pdf');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(150);
    expect(name).toMatch(/^照+\.pdf$/);
  });
});
