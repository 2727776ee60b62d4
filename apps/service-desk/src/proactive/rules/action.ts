import type { ValueLevel } from '@crm/contracts';

/** Which customers an action is for: those that meet every condition; one that is left out is met by every customer. */
export interface ProactiveFilter {
  levels?: readonly ValueLevel[];
  /** Of the relation, as on the customer's card. */
  statuses?: readonly string[];
  kinds?: readonly ('person' | 'organisation')[];
  /** The department that owns the customer. */
  departments?: readonly string[];
  /** The employee who owns the customer. */
  owners?: readonly string[];
  /** Bought one of these products: ids in the ERP. */
  productIds?: readonly string[];
  /** Has a case of this recurring problem. */
  problemId?: string;
  /** Is one of these. */
  customerIds?: readonly string[];
}

/** draft, or proposed by the system → running → done or cancelled. */
export const actionStates = ['proposed', 'draft', 'running', 'done', 'cancelled'] as const;
export type ActionState = (typeof actionStates)[number];

export const taskStates = ['open', 'done', 'skipped', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];

/** Why somebody is to do a task. */
export const assigneeReasons = ['owner', 'substitute', 'least_loaded', 'duty_owner', 'by_hand'] as const;
export type AssigneeReason = (typeof assigneeReasons)[number];

/** Whether a filter has no condition at all: nothing is sent to everybody by forgetting something. */
export const isForEverybody = (filter: ProactiveFilter): boolean =>
  Object.values(filter).every((condition) => condition === undefined);

/** Who may do a task, with the tasks that are open for that one. */
export interface Possible {
  employeeId: string;
  department: string;
  openTasks: number;
}

/** Gives each of `count` tasks to who has the fewest then, and the first id among equals. */
export function spread(possible: readonly Possible[], count: number): Possible[] {
  const loads = possible.map((one) => ({ ...one }));
  return Array.from({ length: count }, () => {
    const next = loads.reduce((least, one) =>
      one.openTasks < least.openTasks || (one.openTasks === least.openTasks && one.employeeId < least.employeeId)
        ? one
        : least,
    );
    next.openTasks++;
    return next;
  });
}
