import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { RecordVersionsRepository } from './record-versions.repository.js';

/** Records that were written before an attribute was called personal. */
@Injectable()
export class PersonalLater {
  constructor(private readonly versions: RecordVersionsRepository) {}

  /** How many records there are. */
  count(tx: Tx): Promise<number> {
    return this.versions.count(tx);
  }

  /**
   * Seals what all versions of the next records behind an id say in clear of these attributes.
   * @returns the records looked at, and how many versions lie otherwise than before
   */
  async sealNext(
    tx: Tx,
    after: string | null,
    limit: number,
    personalAttributes: ReadonlySet<string>,
  ): Promise<{ ids: string[]; changed: number }> {
    const ids = await this.versions.next(tx, after, limit);
    return { ids, changed: await this.versions.reseal(tx, ids, personalAttributes) };
  }
}
