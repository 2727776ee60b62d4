import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import yauzl from 'yauzl';
import { UnreadableWorkbook } from './imports.errors.js';

const mostEntries = 1_000;
/** All that a workbook may unpack to. */
const mostBytes = 512 * 1024 * 1024;
/** What is small need not be in proportion. */
const alwaysAllowedBytes = 16 * 1024 * 1024;
/** Tables of numbers pack to a thirtieth, of equal rows to a hundredth. */
const highestRatio = 200;
/** Between two tags: whoever parses collects it. */
const longestTextBytes = 4 * 1024 * 1024;

/** The parts of a workbook, which is a ZIP file of XML. */
export class XlsxPackage {
  private constructor(
    private readonly zip: yauzl.ZipFile,
    private readonly entries: ReadonlyMap<string, yauzl.Entry>,
  ) {}

  /** @throws UnreadableWorkbook for what is none, is encrypted, holds macros or unpacks to too much */
  static async open(bytes: Buffer): Promise<XlsxPackage> {
    const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, autoClose: false }).catch(() => {
      throw new UnreadableWorkbook('not_a_workbook');
    });
    const entries = new Map<string, yauzl.Entry>();
    let size = 0;
    try {
      for await (const entry of zip.eachEntry()) {
        entries.set(entry.fileName.replace(/^\//, ''), entry);
        size += entry.uncompressedSize;
        if (entries.size > mostEntries || size > mostBytes) throw new UnreadableWorkbook('suspicious');
        refuse(entry);
      }
    } catch (error) {
      throw error instanceof UnreadableWorkbook ? error : new UnreadableWorkbook('not_a_workbook');
    }
    if (!entries.has('xl/workbook.xml')) throw new UnreadableWorkbook('not_a_workbook');
    return new XlsxPackage(zip, entries);
  }

  /** Unpacked size; undefined when there is no such part. */
  sizeOf(name: string): number | undefined {
    return this.entries.get(name)?.uncompressedSize;
  }

  /**
   * Reads a part as it is unpacked; `after` each piece whoever reads may wait for something.
   * @throws UnreadableWorkbook for XML that is broken or declares a document type
   */
  async read(name: string, handle: XmlHandler, after?: () => Promise<void>): Promise<void> {
    const entry = this.entries.get(name);
    if (!entry) return;
    let sinceTag = 0;
    const parser = parserFor(handle, () => (sinceTag = 0));
    const text = new TextDecoder('utf-8', { fatal: true });
    try {
      const unpacked: Readable = await this.zip.openReadStreamPromise(entry);
      for await (const chunk of unpacked as AsyncIterable<Buffer>) {
        sinceTag += chunk.length;
        parser.write(text.decode(chunk, { stream: true }));
        if (sinceTag > longestTextBytes) throw new UnreadableWorkbook('suspicious');
        await after?.();
      }
      parser.write(text.decode());
      parser.close();
      await after?.();
    } catch (error) {
      throw isOfTheFile(error) ? new UnreadableWorkbook('not_a_workbook') : error;
    }
  }
}

export interface XmlHandler {
  /** Names without their prefix. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

function refuse(entry: yauzl.Entry): void {
  if (entry.isEncrypted()) throw new UnreadableWorkbook('old_or_encrypted');
  if (/vbaproject|macrosheets/i.test(entry.fileName)) throw new UnreadableWorkbook('macros');
  const isLarge = entry.uncompressedSize > alwaysAllowedBytes;
  if (isLarge && entry.uncompressedSize > entry.compressedSize * highestRatio)
    throw new UnreadableWorkbook('suspicious');
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1);

class BrokenXml extends Error {}

function parserFor(handle: XmlHandler, onTag: () => void): SaxesParser {
  const parser = new SaxesParser({ xmlns: false });
  parser.on('doctype', () => {
    throw new BrokenXml('a document type');
  });
  parser.on('error', (error) => {
    throw new BrokenXml(error.message);
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    onTag();
    handle.open?.(bare(tag.name), tag.attributes);
  });
  parser.on('text', (part) => handle.text?.(part));
  parser.on('closetag', (tag) => {
    onTag();
    handle.close?.(bare(tag.name));
  });
  return parser;
}

/** XML that is broken, bytes that are no UTF-8 or do not unpack; anything else is not the file's fault. */
const isOfTheFile = (error: unknown): boolean => {
  if (error instanceof BrokenXml) return true;
  const code = (error as { code?: string }).code ?? '';
  return /^Z_|^ERR_ENCODING/.test(code) || /byte stream|local file header|uncompressed/i.test((error as Error).message);
};
