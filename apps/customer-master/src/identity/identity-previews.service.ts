import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { FieldGroup } from '../customers/customer.shape.js';
import { CustomerViews } from '../customers/customer-views.service.js';
import { changedGroups } from '../customers/rules/survivorship.js';
import { type Overview, OverviewService } from '../overview/overview.service.js';
import { Merging } from './merging.service.js';
import {
  effectsOfMerge,
  effectsOfUnmerge,
  figuresOf,
  type PreviewEffect,
  type PreviewFigure,
} from './rules/preview.js';
import { type Parting, Unmerging } from './unmerging.service.js';

/** Two customers, the same as one, and what differs. */
export interface Preview {
  /** Whose id is in the path afterwards: the survivor. */
  first: Overview;
  second: Overview;
  together: Overview;
  /** Groups of the golden record that the survivor has otherwise after than before. */
  changedFields: FieldGroup[];
  figures: PreviewFigure[];
  effects: PreviewEffect[];
}

/**
 * What a merge or an unmerge would do. It is really done, looked at with the eyes of the overview, and taken back: so a
 * preview knows every rule and refusal of the thing itself, and there is no second opinion that could differ.
 */
@Injectable()
export class IdentityPreviews {
  constructor(
    private readonly merging: Merging,
    private readonly unmerging: Unmerging,
    private readonly overviews: OverviewService,
    private readonly views: CustomerViews,
  ) {}

  /** @throws whatever the merge would */
  async merge(tx: Tx, one: string, other: string, user: User, now: Date): Promise<Preview> {
    const looks = new Map<string, Look>();
    for (const id of [one, other]) looks.set(id, await this.look(tx, id, user, now));
    return takenBack(tx, async () => {
      const { survivorId, retiredId } = await this.merging.merge(tx, one, other, 'preview', user, now);
      const [survivor, retired] = [looks.get(survivorId)!, looks.get(retiredId)!];
      const united = await this.look(tx, survivorId, user, now);
      const parts = [survivor.overview, retired.overview, united.overview] as const;
      return { ...preview(parts, survivor, united), effects: effectsOfMerge(...parts) };
    });
  }

  /** @throws whatever the unmerge would */
  async unmerge(tx: Tx, id: string, parting: Parting, user: User, now: Date): Promise<Preview & { isNew: boolean }> {
    const united = await this.look(tx, id, user, now);
    return takenBack(tx, async () => {
      const { mergeId, restoredId } = await this.unmerging.unmerge(tx, id, parting, 'preview', user, now);
      const [customer, restored] = [await this.look(tx, id, user, now), await this.look(tx, restoredId, user, now)];
      const isNew = mergeId === null;
      const parts = [customer.overview, restored.overview, united.overview] as const;
      return { ...preview(parts, customer, united), effects: effectsOfUnmerge(isNew), isNew };
    });
  }

  private async look(tx: Tx, id: string, user: User, now: Date): Promise<Look> {
    const overview = await this.overviews.read(tx, id, user, now);
    return { overview, golden: (await this.views.survivorFor(tx, id, user)).golden };
  }
}

interface Look {
  overview: Overview;
  golden: Parameters<typeof changedGroups>[0];
}

const preview = (parts: readonly [Overview, Overview, Overview], survivor: Look, united: Look) => ({
  first: parts[0],
  second: parts[1],
  together: parts[2],
  changedFields: changedGroups(survivor.golden, united.golden),
  figures: figuresOf(...parts),
});

/** Does something, looks, and takes back what was done. */
async function takenBack<Result>(tx: Tx, work: () => Promise<Result>): Promise<Result> {
  await tx.query('SAVEPOINT preview');
  try {
    return await work();
  } finally {
    await tx.query('ROLLBACK TO SAVEPOINT preview');
  }
}
