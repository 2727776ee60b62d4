import { CustomerDirectory } from '@crm/directory';
import { FieldCipher, type Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import {
  type GoodwillFilter,
  type GoodwillRecord,
  GoodwillRepository,
  type GoodwillSum,
} from './goodwill.repository.js';
import { wordsCell } from './goodwill.service.js';

/** A gesture with its words in clear; null: not for this viewer, or erased. */
export interface ReadableGoodwill extends GoodwillRecord {
  words: string | null;
  decisionWords: string | null;
}

export interface GoodwillQuery extends Omit<GoodwillFilter, 'customerIds'> {
  /** Any id of the customer. */
  customerId?: string;
}

/** Goodwill for people to read, limited to what the viewer may see. */
@Injectable()
export class GoodwillFilesService {
  constructor(
    private readonly repository: GoodwillRepository,
    private readonly customers: CustomerDirectory,
    private readonly cipher: FieldCipher,
  ) {}

  async find(tx: Tx, id: string, viewer: User): Promise<ReadableGoodwill> {
    const record = await this.repository.find(tx, id, viewer);
    if (!record) throw new NotFound();
    const [readable] = await this.readable(tx, [record], viewer);
    return readable!;
  }

  /** The newest first, behind an id. */
  async list(
    tx: Tx,
    viewer: User,
    { customerId, ...filter }: GoodwillQuery,
    behind: string | undefined,
    limit: number,
  ): Promise<ReadableGoodwill[]> {
    const customerIds = customerId === undefined ? undefined : await this.customers.clusterOf(tx, customerId);
    return this.readable(tx, await this.repository.list(tx, viewer, { ...filter, customerIds }, behind, limit), viewer);
  }

  sums(tx: Tx, viewer: User, from: Date, until: Date): Promise<GoodwillSum[]> {
    return this.repository.sums(tx, viewer, from, until);
  }

  private async readable(tx: Tx, records: GoodwillRecord[], viewer: User): Promise<ReadableGoodwill[]> {
    if (!can(viewer, 'case:read-text') && !can(viewer, 'goodwill:approve')) {
      return records.map((record) => ({ ...record, words: null, decisionWords: null }));
    }
    const words = await this.cipher.openAll(
      tx,
      records.map(({ goodwill: { id, words: sealed } }) => ({ cell: wordsCell(id, 'words'), sealed })),
    );
    const decided = records.filter(({ goodwill }) => goodwill.decisionWords !== null);
    const opened = await this.cipher.openAll(
      tx,
      decided.map(({ goodwill: { id, decisionWords } }) => ({
        cell: wordsCell(id, 'decision_words'),
        sealed: decisionWords!,
      })),
    );
    return records.map((record, index) => {
      const at = decided.indexOf(record);
      return { ...record, words: words[index]!, decisionWords: at < 0 ? null : opened[at]! };
    });
  }
}
