import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import yazl from 'yazl';

/** A cell: text, or the XML of the cell itself. */
export type Cell = string | { xml: string };

export interface WorkbookWish {
  sheets?: Record<string, Cell[][]>;
  /** More parts, or others, by name. */
  parts?: Record<string, string | Buffer>;
  is1904?: boolean;
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Makes workbooks as spreadsheets write them: texts shared, two styles of dates (1: a date, 2: one of its own format). */
export function workbook({ sheets = {}, parts = {}, is1904 = false }: WorkbookWish): Promise<Buffer> {
  const texts: string[] = [];
  const names = Object.keys(sheets);
  const all: Record<string, string | Buffer> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${office}"><workbookPr date1904="${Number(is1904)}"/><sheets>${names
      .map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names
      .map((_, at) => `<Relationship Id="rId${at + 1}" Type="x" Target="worksheets/sheet${at + 1}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
  };
  names.forEach((name, at) => {
    const rows = sheets[name]!.map((cells, row) => {
      const xml = cells.map((cell, column) => {
        if (typeof cell !== 'string') return cell.xml;
        if (cell === '') return '';
        texts.push(cell);
        return `<c r="${letterOf(column)}${row + 1}" t="s"><v>${texts.length - 1}</v></c>`;
      });
      return `<row r="${row + 1}">${xml.join('')}</row>`;
    });
    all[`xl/worksheets/sheet${at + 1}.xml`] = `<worksheet ${main}><sheetData>${rows.join('')}</sheetData></worksheet>`;
  });
  all['xl/sharedStrings.xml'] =
    `<sst ${main}>${texts.map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`;
  return zipOf({ ...all, ...parts });
}

/** A ZIP file of these entries. */
export function zipOf(entries: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream as Readable);
}

const letterOf = (column: number): string => String.fromCharCode(65 + column);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
