/** A source record of the customer whose unmerge is asked for. */
export interface MemberRecord {
  recordId: string;
  /** An edit by hand: it goes where its customer goes and makes no customer by itself. */
  isEdit: boolean;
}

/** A merge that has not been taken back, with those of its records that are still with the customer. */
export interface ActiveMerge {
  mergeId: string;
  retiredId: string;
  mergedAt: Date;
  recordIds: readonly string[];
}

/** Why an unmerge cannot be. */
export type UnmergeRefusal = 'nothing_left_to_part' | 'nothing_would_stay' | 'several_merges';

export interface UnmergePlan {
  /** The merge that is taken back and whose retired id lives again; null: the records become a new customer. */
  merge: ActiveMerge | null;
  /** Records that leave. */
  leaving: string[];
}

/** Takes back one merge: what came by it and is still here leaves. */
export function planByMerge(merge: ActiveMerge, here: readonly MemberRecord[]): UnmergePlan | UnmergeRefusal {
  return checked({ merge, leaving: here.filter(({ recordId }) => merge.recordIds.includes(recordId)).map(idOf) }, here);
}

/**
 * Parts the named records. Where they are all that came by a merge, that merge is taken back, so that its retired id
 * lives again and with it what other services know under that id; of merges inside one another the last one counts. All
 * records of several merges that lie side by side would have to go back to several ids: one call each.
 */
export function planByRecords(
  wanted: readonly string[],
  here: readonly MemberRecord[],
  merges: readonly ActiveMerge[],
): UnmergePlan | UnmergeRefusal {
  const edits = new Set(here.filter(({ isEdit }) => isEdit).map(idOf));
  const withoutEdits = (ids: readonly string[]): string[] => ids.filter((id) => !edits.has(id));
  const whole = merges
    .filter(
      ({ recordIds }) =>
        withoutEdits(recordIds).length > 0 && withoutEdits(recordIds).every((id) => wanted.includes(id)),
    )
    .sort((a, b) => b.mergedAt.getTime() - a.mergedAt.getTime() || (a.mergeId < b.mergeId ? 1 : -1));
  const [merge] = whole;
  if (!merge) return checked({ merge: null, leaving: [...wanted] }, here);
  const isInside = (other: ActiveMerge): boolean =>
    withoutEdits(other.recordIds).every((id) => merge.recordIds.includes(id));
  if (!whole.every(isInside)) return 'several_merges';
  return checked({ merge, leaving: [...new Set([...wanted, ...merge.recordIds])] }, here);
}

/** Both sides need a record that somebody other than we ourselves made. */
function checked(plan: UnmergePlan, here: readonly MemberRecord[]): UnmergePlan | UnmergeRefusal {
  const real = here.filter(({ isEdit }) => !isEdit).map(idOf);
  const leaving = real.filter((id) => plan.leaving.includes(id));
  if (leaving.length === 0) return 'nothing_left_to_part';
  return leaving.length === real.length ? 'nothing_would_stay' : plan;
}

const idOf = ({ recordId }: MemberRecord): string => recordId;
