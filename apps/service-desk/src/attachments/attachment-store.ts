import type { Readable } from 'node:stream';

/** Where the sealed contents of files are kept: a directory, or whatever speaks S3. */
export abstract class AttachmentStore {
  /** Keeps a content; there is all of it or nothing. The same id again replaces it. */
  abstract put(id: string, content: Readable): Promise<void>;
  /** Null: there is none. */
  abstract get(id: string): Promise<Readable | null>;
  /** Nothing happens where there is none. */
  abstract remove(id: string): Promise<void>;
}
