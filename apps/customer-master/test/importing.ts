import { waitFor } from '@crm/testing';
import request from 'supertest';

/** How a file is imported. */
export interface Wish {
  /** Source of rows that name none; `''` leaves the field out. Default `erp`. */
  source?: string;
  dryRun?: boolean;
  /** Kind of rows that do not say it. */
  kind?: string;
  /** Column by heading. */
  columns?: Record<string, string | null>;
  /** Sheet of a workbook. */
  sheet?: string;
  /** Idempotency-Key. */
  key?: string;
}

/** Imports files as one user. */
export class Importing {
  constructor(
    private readonly url: string,
    private readonly user: { authorization: string },
  ) {}

  upload(file: Buffer | string, { source = 'erp', dryRun, key, kind, columns, sheet }: Wish = {}) {
    const sent = this.api().post('/imports').set(this.user);
    if (key) void sent.set('Idempotency-Key', key);
    if (source) void sent.field('source', source);
    if (dryRun !== undefined) void sent.field('dryRun', String(dryRun));
    if (kind) void sent.field('kind', kind);
    if (columns) void sent.field('columns', JSON.stringify(columns));
    if (sheet) void sent.field('sheet', sheet);
    return sent.attach('file', Buffer.from(file), 'customers.csv');
  }

  finished(id: string, state = 'completed') {
    const ended = async () => {
      const { body } = await this.api().get(`/imports/${id}`).set(this.user);
      return body.state === state && body;
    };
    return waitFor(ended, { timeoutMs: 300_000, everyMs: 50, what: `import to be ${state}` });
  }

  /** Uploads, and waits for the end. */
  async run(file: Buffer | string, wish: Wish = {}) {
    const { body } = await this.upload(file, wish).expect(202);
    return this.finished(body.id, wish.dryRun ? 'validated' : 'completed');
  }

  /** Takes it back, and waits for the end. */
  async revert(id: string) {
    await this.api().post(`/imports/${id}/revert`).set(this.user).expect(202);
    await this.finished(id, 'reverted');
    return (await this.api().get(`/imports/${id}/revert`).set(this.user).expect(200)).body;
  }

  async errorsOf(id: string, language = 'en'): Promise<string> {
    const asked = this.api().get(`/imports/${id}/errors`).set(this.user).set('accept-language', language);
    return (await asked.buffer(true).expect(200)).text;
  }

  private readonly api = () => request(`${this.url}/customer-master/v1`);
}
