import type { ValueLevel } from '@crm/contracts';
import type { Role } from '@crm/platform/auth';

/** What somebody may give to customers; conditions that are left out are met by everybody. */
export interface GoodwillRule {
  name: string;
  /** One of the person's roles has to be among them. */
  roles?: readonly Role[];
  departments?: readonly string[];
  /** Of the customer. */
  levels?: readonly ValueLevel[];
  /** Most points of one gesture that the person may approve, also the own one. */
  mostPoints: number;
  /** Points that the person may approve in a calendar month, all together. */
  budget: number;
}

/** What a customer may get, under all its ids. */
export interface CustomerCap {
  levels?: readonly ValueLevel[];
  mostPoints: number;
  /** Within so many days until now. */
  days: number;
}

export interface GoodwillLimits {
  /** In order: the first that fits counts. Whom none fits may approve nothing. */
  rules: readonly GoodwillRule[];
  /** In order: the first that fits counts; the last one has no condition. */
  customerCaps: readonly CustomerCap[];
}

/** As the product comes. */
export const defaultGoodwillLimits: GoodwillLimits = {
  rules: [
    { name: 'managers', roles: ['manager', 'admin'], mostPoints: 20_000, budget: 200_000 },
    { name: 'leads', roles: ['supervisor', 'complaint-centre'], mostPoints: 5_000, budget: 50_000 },
    { name: 'agents, best customers', roles: ['agent'], levels: ['diamond', 'gold'], mostPoints: 1_000, budget: 5_000 },
    { name: 'agents', roles: ['agent'], mostPoints: 500, budget: 5_000 },
  ],
  customerCaps: [
    { levels: ['diamond', 'gold'], mostPoints: 20_000, days: 365 },
    { mostPoints: 10_000, days: 365 },
  ],
};

/** Who gives, and to whom. */
export interface Giving {
  roles: readonly string[];
  department: string | null;
  level: ValueLevel;
}

/** Null: may approve nothing. */
export const ruleFor = ({ rules }: GoodwillLimits, giving: Giving): GoodwillRule | null =>
  rules.find(
    ({ roles, departments, levels }) =>
      (roles === undefined || roles.some((role) => giving.roles.includes(role))) &&
      (departments === undefined || (giving.department !== null && departments.includes(giving.department))) &&
      allows(levels, giving.level),
  ) ?? null;

export const capFor = ({ customerCaps }: GoodwillLimits, level: ValueLevel): CustomerCap =>
  customerCaps.find(({ levels }) => allows(levels, level))!;

export interface LimitsFault {
  /** JSON pointer into the limits. */
  pointer: string;
  message: { zh: string; en: string };
}

const messages = {
  nameTwice: { zh: '规则名称重复', en: 'Another rule has this name.' },
  budget: { zh: '月度额度不得小于单次上限', en: 'Must not be less than mostPoints.' },
  lastCap: {
    zh: '最后一条客户上限不能带条件',
    en: 'The last cap must have no condition, so that every customer has one.',
  },
};

/** What limits must not be, beyond the shape of their fields. */
export function faultsOfLimits({ rules, customerCaps }: GoodwillLimits): LimitsFault[] {
  const faults: LimitsFault[] = [];
  rules.forEach(({ name, mostPoints, budget }, at) => {
    if (rules.slice(0, at).some((other) => other.name === name)) {
      faults.push({ pointer: `/rules/${at}/name`, message: messages.nameTwice });
    }
    if (budget < mostPoints) faults.push({ pointer: `/rules/${at}/budget`, message: messages.budget });
  });
  if (customerCaps.at(-1)?.levels !== undefined || customerCaps.length === 0) {
    faults.push({ pointer: '/customerCaps', message: messages.lastCap });
  }
  return faults;
}

/** The calendar month that a moment lies in, by the wall clock of the zone, as `2026-01`. */
export function monthOf(moment: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit' }).formatToParts(moment);
  const part = (type: string): string => parts.find((one) => one.type === type)!.value;
  return `${part('year')}-${part('month')}`;
}

const allows = <Value>(allowed: readonly Value[] | undefined, value: Value): boolean =>
  allowed === undefined || allowed.includes(value);
