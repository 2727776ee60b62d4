/** A kind of file that cases may have. */
export interface FileKind {
  type: string;
  /** Of names; the first is given to a file without one. */
  extensions: readonly string[];
}

const document = 'application/vnd.openxmlformats-officedocument';
const kinds: readonly FileKind[] = [
  { type: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jfif'] },
  { type: 'image/png', extensions: ['png'] },
  { type: 'image/webp', extensions: ['webp'] },
  { type: 'image/gif', extensions: ['gif'] },
  { type: 'application/pdf', extensions: ['pdf'] },
  { type: `${document}.wordprocessingml.document`, extensions: ['docx'] },
  { type: `${document}.spreadsheetml.sheet`, extensions: ['xlsx'] },
  { type: 'audio/mpeg', extensions: ['mp3'] },
  { type: 'audio/wav', extensions: ['wav'] },
  { type: 'audio/amr', extensions: ['amr'] },
  { type: 'audio/x-m4a', extensions: ['m4a'] },
  { type: 'video/mp4', extensions: ['mp4'] },
  { type: 'text/plain', extensions: ['txt', 'log'] },
  { type: 'text/csv', extensions: ['csv'] },
];

/** Media types of what cases may have. */
export const allowedTypes = kinds.map(({ type }) => type);

const extensionOf = (name: string): string => /\.([A-Za-z0-9]{1,10})$/.exec(name.trim())?.[1]?.toLowerCase() ?? '';

/**
 * What a file is by its content; null: nothing that cases may have, or its name says something else. `found`: the type that
 * its first bytes show; null: none, so it may be text.
 */
export function kindOf(name: string, found: string | null, isText: boolean): FileKind | null {
  const extension = extensionOf(name);
  const type = found ?? (isText ? (extension === 'csv' ? 'text/csv' : 'text/plain') : null);
  const kind = kinds.find((each) => each.type === type);
  if (!kind) return null;
  return extension === '' || kind.extensions.includes(extension) ? kind : null;
}

/** Whether bytes are the begin of a text in UTF-8: no control characters but tabs and breaks; the end may be cut off. */
export function looksLikeText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !/[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/.test(text) && !/^\s*<(?:!doctype|html|svg|script|\?xml)/i.test(text);
  } catch {
    return false;
  }
}
