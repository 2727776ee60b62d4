import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AttachmentStore } from './attachment-store.js';

/** Contents as files in a directory that every replica sees. */
export class DirectoryStore extends AttachmentStore {
  constructor(private readonly directory: string) {
    super();
  }

  async put(id: string, content: Readable): Promise<void> {
    const path = this.pathOf(id);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Under its name only when it is there completely.
    const part = `${path}.${randomUUID()}.part`;
    try {
      await pipeline(content, createWriteStream(part, { mode: 0o600, flush: true }));
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async get(id: string): Promise<Readable | null> {
    try {
      return (await open(this.pathOf(id))).createReadStream();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Ids of one time begin alike, so the end of the id names the folder. */
  private pathOf(id: string): string {
    return join(this.directory, id.slice(-2), id);
  }
}
