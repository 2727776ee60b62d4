import { describe, expect, it } from '@jest/globals';
import { type Cell, workbook, zipOf } from '../../test/workbook.js';
import { UnreadableWorkbook } from './imports.errors.js';
import { readWorkbook } from './xlsx-file.js';

async function read(bytes: Buffer, sheet: string | null = null) {
  const rows: string[][] = [];
  const rowNumbers: number[] = [];
  const file = await readWorkbook(bytes, sheet, (_, batches) => {
    for (const batch of batches) {
      rows.push(...batch.rows);
      rowNumbers.push(...batch.rowNumbers);
    }
    return Promise.resolve();
  });
  return { ...file, cells: rows, rowNumbers };
}
const cell = (reference: string, attributes: string, content: string): Cell => ({
  xml: `<c r="${reference}" ${attributes}>${content}</c>`,
});
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error: unknown) => (error instanceof UnreadableWorkbook ? error.members['reason'] : error),
  );
const header = ['sourceId', 'kind', 'name'];

describe('a workbook', () => {
  it('is read row by row as text: shared, inline and in runs, numbers, dates, truth values, saved values of formulas', async () => {
    const bytes = await workbook({
      sheets: {
        客户: [
          header,
          ['K-1', 'organisation', '山西煤业 & 子 <公司>'],
          [
            cell('A3', 't="inlineStr"', '<is><r><t>K-</t></r><r><t>2</t></r></is>'),
            cell('B3', 't="str"', '<f>UPPER("a")</f><v>person</v>'),
            cell('C3', '', '<v>1.38E+10</v>'),
          ],
          [cell('A4', 's="1"', '<v>29251</v>'), cell('B4', 's="2"', '<v>46349.5</v>'), cell('C4', 't="b"', '<v>1</v>')],
          [cell('A5', 't="e"', '<v>#N/A</v>'), cell('C5', '', '<f>SUM(1)</f>')],
          [cell('C6', '', '<v>0.5</v>')],
        ],
      },
    });
    const file = await read(bytes);
    expect(file).toMatchObject({ format: 'xlsx', sheet: '客户', headers: header, encoding: null, rows: 4, batches: 1 });
    expect(file.cells).toEqual([
      ['K-1', 'organisation', '山西煤业 & 子 <公司>'],
      ['K-2', 'person', '13800000000'],
      ['1980-01-31', '2026-11-23T12:00:00', 'true'],
      ['', '', '0.5'],
    ]);
    expect(file.rowNumbers).toEqual([2, 3, 4, 6]);
  });

  it('counts its days from 1904 where it says so', async () => {
    const rows = [header, [cell('A2', 's="1"', '<v>27789</v>')]];
    expect((await read(await workbook({ sheets: { a: rows }, is1904: true }))).cells).toEqual([['1980-01-31']]);
  });

  it('of several sheets gives the one that is asked for, else the first', async () => {
    const bytes = await workbook({ sheets: { one: [header, ['1']], two: [['x'], ['2']] } });
    expect((await read(bytes)).cells).toEqual([['1']]);
    expect(await read(bytes, 'two')).toMatchObject({ sheet: 'two', cells: [['2']] });
    expect(await reasonOf(read(bytes, 'three'))).toBe('no_such_sheet');
  });

  it('keeps the place of cells after empty ones, and reads no readings', async () => {
    const bytes = await workbook({
      sheets: {
        a: [
          [],
          ['A', 'B', 'C'].map((letter) => cell(`${letter}2`, 't="inlineStr"', `<is><t>${letter}</t></is>`)),
          [cell('C3', 't="s"', '<v>0</v>')],
        ],
      },
      parts: { 'xl/sharedStrings.xml': '<sst><si><t>東</t><rPh><t>ひがし</t></rPh></si></sst>' },
    });
    expect(await read(bytes)).toMatchObject({ headers: ['A', 'B', 'C'], cells: [['', '', '東']], rowNumbers: [3] });
  });

  it.each([
    ['no ZIP file at all', Promise.resolve(Buffer.from('PK\x03\x04 nonsense')), 'not_a_workbook'],
    ['a ZIP file of something else', zipOf({ 'word/document.xml': '<a/>' }), 'not_a_workbook'],
    ['macros', workbook({ sheets: { a: [header] }, parts: { 'xl/vbaProject.bin': 'x' } }), 'macros'],
    [
      'a document type with entities',
      workbook({
        parts: {
          'xl/workbook.xml':
            '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook><sheets><sheet name="&a;"/></sheets></workbook>',
        },
      }),
      'not_a_workbook',
    ],
    ['broken XML', workbook({ parts: { 'xl/workbook.xml': '<workbook><sheets></workbook>' } }), 'not_a_workbook'],
    ['no sheet', workbook({}), 'no_such_sheet'],
    [
      'a part that unpacks out of proportion',
      workbook({ sheets: { a: [header] }, parts: { 'xl/media/image.png': Buffer.alloc(18 * 1024 * 1024) } }),
      'suspicious',
    ],
    [
      'a text without end',
      workbook({
        sheets: { a: [header] },
        parts: {
          'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${' '.repeat(9 * 1024 * 1024)}</sheetData></worksheet>`,
        },
      }),
      'suspicious',
    ],
    [
      'more parts than any list has',
      zipOf(Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`p${at}`, '']))),
      'suspicious',
    ],
  ])('with %s is refused', async (_, bytes, reason) => {
    expect(await reasonOf(read(await bytes))).toBe(reason);
  });
});
