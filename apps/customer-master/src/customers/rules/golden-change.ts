/**
 * parted: records became a customer of their own · import_reverted: what an import had said was taken back · pin_ended: the
 * time of a pin was over · rules_applied: other rules of survivorship are in force.
 */
export const goldenChangeKinds = ['parted', 'import_reverted', 'pin_ended', 'rules_applied'] as const;
export type GoldenChangeKind = (typeof goldenChangeKinds)[number];

/** A change of a golden record that no version of a record, no merge and no status tells of. */
export interface GoldenChange {
  kind: GoldenChangeKind;
  at: Date;
  /** Null: nobody did it just then. */
  by: string | null;
  reason: string | null;
  /** Groups that are otherwise; of pins, those that were held. */
  fields: readonly string[];
  /** Records that it is about. */
  records: readonly { system: string; id: string }[];
  /** The customer that the records became. */
  partedId: string | null;
  /** The import, or the run that applied the rules. */
  causeId: string | null;
}

export const noCause = { reason: null, records: [], partedId: null, causeId: null } as const;
