import { createHash } from 'node:crypto';
import { UnreadableWorkbook } from './imports.errors.js';
import { type ReadFile, RowReader, shortened, type Stage } from './row-reader.js';
import { mostColumns } from './rules/columns.js';
import { dateOfSerial, isDateFormat } from './rules/serial-dates.js';
import { XlsxPackage, type XmlHandler } from './xlsx-package.js';

/** All texts of a workbook are in memory while its sheet is read. */
const mostBytesOfTexts = 64 * 1024 * 1024;
/** What lies further right is not read; the row has too many columns anyway. */
const furthestColumn = 2 * mostColumns;

/** What the cells of a sheet refer to. */
interface Workbook {
  sheets: { name: string; part: string }[];
  is1904: boolean;
  texts: string[];
  /** By the number of a cell's style: whether it shows a date. */
  dates: boolean[];
}

/**
 * Reads one sheet of a workbook row by row. Formulas count as the values that were saved with them; links, comments,
 * pictures and other sheets are not looked at.
 * @throws UnreadableWorkbook, UnsuitableHeader, TooManyRows
 */
export async function readWorkbook(bytes: Buffer, wanted: string | null, stage: Stage): Promise<ReadFile> {
  const parts = await XlsxPackage.open(bytes);
  const workbook = await contentsOf(parts);
  const sheet = wanted === null ? workbook.sheets[0] : workbook.sheets.find(({ name }) => name === wanted);
  const names = workbook.sheets.map(({ name }) => name).slice(0, 50);
  if (!sheet || parts.sizeOf(sheet.part) === undefined) throw new UnreadableWorkbook('no_such_sheet', names);
  const reader = new RowReader(stage);
  const rows = new SheetRows(workbook);
  await parts.read(sheet.part, rows, async () => {
    for (const { cells, number } of rows.ready.splice(0)) {
      // A list may begin with empty rows.
      if (reader.headers || cells.some((cell) => cell.trim() !== '')) await reader.take(cells, number);
    }
  });
  await reader.end();
  const headers = (reader.headers ?? []).map(shortened);
  const digest = createHash('sha256').update(bytes).digest('base64url');
  const { rows: count, batches } = reader;
  return { format: 'xlsx', sheet: sheet.name, headers, encoding: null, rows: count, batches, digest };
}

async function contentsOf(parts: XlsxPackage): Promise<Workbook> {
  const named: { name: string; id: string }[] = [];
  let is1904 = false;
  await parts.read('xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (name === 'sheet') named.push({ name: attributes['name'] ?? '', id: attributes['r:id'] ?? '' });
    },
  });
  const targets = new Map<string, string>();
  await parts.read('xl/_rels/workbook.xml.rels', {
    open(name, { Id, Target, TargetMode }) {
      if (name !== 'Relationship' || !Id || !Target || TargetMode === 'External') return;
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const sheets = named.flatMap(({ name, id }) => (targets.has(id) ? [{ name, part: targets.get(id)! }] : []));
  return { sheets, is1904, texts: await textsOf(parts), dates: await datesOf(parts) };
}

/** The shared texts; readings of characters that a cell may carry are no part of them. */
async function textsOf(parts: XlsxPackage): Promise<string[]> {
  const part = 'xl/sharedStrings.xml';
  if ((parts.sizeOf(part) ?? 0) > mostBytesOfTexts) throw new UnreadableWorkbook('too_large');
  const texts: string[] = [];
  const text = new TextRuns();
  await parts.read(part, {
    open(name) {
      if (name === 'si') text.clear();
      text.open(name);
    },
    text: (piece) => text.text(piece),
    close(name) {
      text.close(name);
      if (name === 'si') texts.push(text.value);
    },
  });
  return texts;
}

async function datesOf(parts: XlsxPackage): Promise<boolean[]> {
  const formats = new Map<number, string>();
  const dates: boolean[] = [];
  let isInStyles = false;
  await parts.read('xl/styles.xml', {
    open(name, attributes) {
      if (name === 'numFmt') formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'cellXfs') isInStyles = true;
      if (name !== 'xf' || !isInStyles) return;
      const id = Number(attributes['numFmtId'] ?? 0);
      dates.push(isDateFormat(id, formats.get(id)));
    },
    close(name) {
      if (name === 'cellXfs') isInStyles = false;
    },
  });
  return dates;
}

/** Puts a text together that may come in runs of different fonts. */
class TextRuns {
  value = '';
  private isInText = false;
  private isInReading = false;

  clear(): void {
    this.value = '';
  }
  open(name: string): void {
    if (name === 'rPh') this.isInReading = true;
    if (name === 't') this.isInText = !this.isInReading;
  }
  text(piece: string): void {
    if (this.isInText) this.value += piece;
  }
  close(name: string): void {
    if (name === 'rPh') this.isInReading = false;
    if (name === 't') this.isInText = false;
  }
}

/** Collects the rows of a sheet while it is read. */
class SheetRows implements XmlHandler {
  readonly ready: { cells: string[]; number: number }[] = [];
  private cells: string[] = [];
  private number = 0;
  private column = -1;
  private type = 'n';
  private style = 0;
  private raw = '';
  private isInValue = false;
  private readonly inline = new TextRuns();

  constructor(private readonly workbook: Workbook) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.inline.open(name);
    if (name === 'row') {
      const said = Number(attributes['r']);
      this.number = Number.isInteger(said) && said > this.number ? said : this.number + 1;
      this.cells = [];
      this.column = -1;
    } else if (name === 'c') {
      this.column = columnOf(attributes['r']) ?? this.column + 1;
      this.type = attributes['t'] ?? 'n';
      this.style = Number(attributes['s'] ?? 0);
      this.raw = '';
      this.inline.clear();
    } else if (name === 'v') this.isInValue = true;
  }

  text(piece: string): void {
    this.inline.text(piece);
    if (this.isInValue) this.raw += piece;
  }

  close(name: string): void {
    this.inline.close(name);
    if (name === 'v') this.isInValue = false;
    if (name === 'c' && this.column < furthestColumn) this.put(this.value());
    if (name === 'row') this.ready.push({ cells: this.cells, number: this.number });
  }

  private put(value: string): void {
    if (value === '') return;
    while (this.cells.length < this.column) this.cells.push('');
    this.cells[this.column] = value;
  }

  private value(): string {
    const { texts, dates, is1904 } = this.workbook;
    if (this.type === 's') return texts[Number(this.raw)] ?? '';
    if (this.type === 'inlineStr') return this.inline.value;
    if (this.type === 'b') return this.raw === '1' ? 'true' : 'false';
    // `#N/A` is no value.
    if (this.type === 'e') return '';
    if (this.type !== 'n' || this.raw === '') return this.raw;
    const number = Number(this.raw);
    if (!Number.isFinite(number)) return this.raw;
    // Numbers of persons and phones may be kept as numbers: never with an exponent.
    const plain = Number.isInteger(number) ? BigInt(number).toString() : String(number);
    return (dates[this.style] && dateOfSerial(number, is1904)) || plain;
  }
}

/** `AB12` is in column 27, counted from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (!letters) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
