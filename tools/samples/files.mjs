// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { encodeGb18030 } from './gb18030.mjs';

const folder = new URL('../../samples/', import.meta.url);

/** @param {string} name @param {string | Uint8Array} content */
function write(name, content) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(name, folder), content);
}

/** An array with one item per line, so that a change shows as a line. @param {string} name @param {readonly unknown[]} items */
export function writeJson(name, items) {
  write(name, `[\n${items.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n]\n`);
}

/** @param {string} name @param {readonly unknown[]} items */
export function writeNdjson(name, items) {
  write(name, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
}

/**
 * @param {string} name
 * @param {readonly string[]} columns
 * @param {readonly Record<string, string>[]} rows
 * @param {'utf-8' | 'utf-8 with BOM' | 'gb18030'} encoding
 */
export function writeCsv(name, columns, rows, encoding) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  const text = lines.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
  write(name, encoding === 'gb18030' ? encodeGb18030(text) : `${encoding === 'utf-8' ? '' : '\uFEFF'}${text}`);
}

/** @param {string} cell */
function quoted(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
