import { Readable } from 'node:stream';
import { harmless } from '@crm/platform/csv';
import yazl from 'yazl';

/** Rows that a sheet may have, with its header. */
const mostRows = 1_048_576;
const longestCell = 32_767;

/** More rows than a sheet has. */
export class SheetIsFull extends Error {}

/** A workbook of one sheet that is packed while its rows come in. Every cell is text, so no cell is a formula. */
export function sheetOf(rows: AsyncIterable<readonly string[][]>): Readable {
  const zip = new yazl.ZipFile();
  const sheet = Readable.from(sheetXml(rows), { objectMode: false });
  const packed = zip.outputStream as Readable;
  sheet.on('error', (error) => packed.destroy(error));
  packed.on('close', () => sheet.destroy());
  zip.addBuffer(Buffer.from(contentTypes), '[Content_Types].xml');
  zip.addBuffer(Buffer.from(rootRelations), '_rels/.rels');
  zip.addBuffer(Buffer.from(workbook), 'xl/workbook.xml');
  zip.addBuffer(Buffer.from(workbookRelations), 'xl/_rels/workbook.xml.rels');
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml');
  zip.end();
  return packed;
}

async function* sheetXml(rows: AsyncIterable<readonly string[][]>): AsyncGenerator<string> {
  yield `${head}<worksheet xmlns="${main}"><sheetData>`;
  let count = 0;
  for await (const some of rows) {
    count += some.length;
    if (count > mostRows) throw new SheetIsFull('a sheet has no more rows');
    yield some.map((cells) => `<row>${cells.map(cellXml).join('')}</row>`).join('');
  }
  yield '</sheetData></worksheet>';
}

const cellXml = (cell: string): string =>
  cell === '' ? '<c/>' : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(harmless(cell))}</t></is></c>`;

/** Characters that XML does not have at all are left out. */
const escaped = (text: string): string =>
  text
    .slice(0, longestCell)
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const contentTypes =
  `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`;
const rootRelations = `${head}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const workbook = `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="customers" sheetId="1" r:id="rId1"/></sheets></workbook>`;
const workbookRelations = `${head}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`;
