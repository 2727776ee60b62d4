import { valueLevels } from '@crm/contracts';
import type { GroupMember, GroupResponse, GroupRollUp } from './group.response.js';
import type { Group } from './groups.service.js';

/** What leaves the house, every field by name. */
export const toGroupResponse = (group: Group, asOf: string): GroupResponse => ({
  customerId: group.customerId,
  rootId: group.path[0]!,
  asOf,
  path: group.path,
  truncated: group.isTruncated,
  members: group.members.map(memberOf),
  rollUp: rollUpOf(group.rollUp),
});

const memberOf = (member: Group['members'][number]): GroupMember => ({
  customerId: member.customerId,
  parentId: member.parentId,
  relationshipId: member.relationshipId,
  type: member.type,
  depth: member.depth,
  kind: member.kind,
  displayName: member.displayName,
  department: member.department,
  level: member.level,
});

function rollUpOf({ orders, cases, points, levels, counted, leftOut }: Group['rollUp']): GroupRollUp {
  const scored = Object.values(levels.counts).reduce((sum, count) => sum + count, 0);
  const byLevel = valueLevels.map((level) => [level, levels.counts[level] ?? 0] as const);
  return {
    counted,
    leftOut,
    orders: {
      count: orders.reduce((sum, each) => sum + each.orders, 0),
      amounts: orders.map(({ currency, orders: count, paidAmountMinor }) => ({
        currency,
        orders: count,
        netAmountMinor: paidAmountMinor,
      })),
      lastPlacedAt: latest(orders.map(({ lastPlacedAt }) => lastPlacedAt)),
      asOf: latest(orders.map((each) => each.asOf)),
    },
    cases: { open: cases.open, asOf: iso(cases.asOf) },
    points: { balance: points.balance, debt: points.debt, asOf: iso(points.asOf) },
    levels: {
      ...(Object.fromEntries(byLevel) as Record<(typeof valueLevels)[number], number>),
      none: counted - scored,
      asOf: iso(levels.asOf),
    },
  };
}

const latest = (times: readonly Date[]): string | null =>
  times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime()))).toISOString();

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;
