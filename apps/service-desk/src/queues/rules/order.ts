import type { CaseKind, ValueLevel } from '@crm/contracts';
import { allows, productMatch } from '../../agents/rules/skills.js';

/** Seconds by which a case of each level is taken for older than it is. */
export type HeadStart = Readonly<Record<ValueLevel, number>>;

/** An hour for a diamond customer. */
export const usualHeadStart: HeadStart = { diamond: 3600, gold: 1800, silver: 600, basic: 0 };

/**
 * The place of a case in its queue: the moment at which it came, put back by the head start of its level; the earliest
 * goes first. A case that came more than the largest head start before another one is never overtaken by it, so nobody
 * waits for ever. (Dynamic priorities by urgency numbers: Jackson, Naval Research Logistics Quarterly 7, 1960.)
 */
export const rankOf = (cameAt: Date, level: ValueLevel | null, headStart: HeadStart): Date =>
  new Date(cameAt.getTime() - headStart[level ?? 'basic'] * 1000);

interface QueueFilter {
  id: string;
  active: boolean;
  position: number;
  kinds: readonly CaseKind[];
  levels: readonly ValueLevel[];
  products: readonly string[];
}

/** The queue that a case waits in: the first, by position then id, that is for such cases; undefined: none. */
export function queueFor<Queue extends QueueFilter>(
  queues: readonly Queue[],
  { kind, level, productId }: { kind: CaseKind; level: ValueLevel | null; productId: string | null },
): Queue | undefined {
  return queues
    .filter(({ active }) => active)
    .filter(({ kinds, levels }) => allows(kinds, kind) && allows(levels, level ?? 'basic'))
    .filter(
      ({ products }) => products.length === 0 || ['exact', 'group'].includes(productMatch(products, productId) ?? ''),
    )
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))[0];
}
