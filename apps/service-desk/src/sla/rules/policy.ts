import type { CaseKind, CaseSeverity, SlaMetric, ValueLevel } from '@crm/contracts';

/** How much working time a metric is allowed, and by which calendar. */
export interface SlaTarget {
  /** Seconds of working time, at least 1. */
  seconds: number;
  /** Id of a business calendar. */
  calendarId: string;
}

/** More time that the resolution of a case may be given, where somebody approves it. */
export interface ExtensionStep {
  name: string;
  /** So much more working time of the target's calendar, in seconds; at least 1. */
  seconds: number;
}

/** Targets of the cases that meet all its conditions; a condition that is left out is met by every case. */
export interface SlaRule {
  name: string;
  levels?: readonly ValueLevel[];
  severities?: readonly CaseSeverity[];
  kinds?: readonly CaseKind[];
  /** Ids in the ERP. */
  products?: readonly string[];
  targets: Readonly<Partial<Record<SlaMetric, SlaTarget>>>;
  /** Of the rule that a case's resolution is measured by: in order, each once in a cycle; left out: none. */
  extensions?: readonly ExtensionStep[];
}

/** Who is told, seen from the owner of a case. The department head is the last in the line of supervisors of one department. */
export const recipients = ['owner', 'supervisor', 'department_head'] as const;
export type Recipient = (typeof recipients)[number];

/** What a version of the policy says. */
export interface SlaPolicyContent {
  /** In order: of each metric the first rule counts that fits the case and names it. */
  rules: readonly SlaRule[];
  /** How long waiting stops the clocks of a cycle at most, in seconds by the wall clock, by the customer's value level. */
  longestWait: Readonly<Record<ValueLevel, number>>;
  /** Who is told when 50, 80 and 100 % of the allowed time are used up. */
  warnings: readonly { percent: number; to: readonly Recipient[] }[];
}

/** What a case is measured by. */
export interface Measured {
  kind: CaseKind;
  severity: CaseSeverity;
  /** Null: not known; counts as `basic` where a rule names levels. */
  level: ValueLevel | null;
  productId: string | null;
}

/** Null: nobody measures that of such a case. */
export function targetOf(
  { rules }: Pick<SlaPolicyContent, 'rules'>,
  measured: Measured,
  metric: SlaMetric,
): (SlaTarget & { rule: string }) | null {
  const rule = ruleOf(rules, measured, metric);
  return rule ? { ...rule.targets[metric]!, rule: rule.name } : null;
}

/** How the resolution of such a case may be extended. */
export const extensionsOf = (
  { rules }: Pick<SlaPolicyContent, 'rules'>,
  measured: Measured,
): readonly ExtensionStep[] => ruleOf(rules, measured, 'resolution')?.extensions ?? [];

export const longestWaitOf = (
  { longestWait }: Pick<SlaPolicyContent, 'longestWait'>,
  level: ValueLevel | null,
): number => longestWait[level ?? 'basic'];

export interface PolicyFault {
  /** JSON pointer into the policy. */
  pointer: string;
  message: { zh: string; en: string };
}

const messages = {
  noResolution: {
    zh: '最后一条不带条件的规则必须规定解决时限（resolution），使每个工单都有期限',
    en: 'A rule without conditions has to name `resolution`, so that every case has a deadline.',
  },
  nameTwice: { zh: '规则名称重复', en: 'Another rule has this name.' },
  extendsNothing: {
    zh: '只有规定解决时限（resolution）的规则才能延期',
    en: 'Only a rule that names `resolution` can have extensions.',
  },
  percentTwice: { zh: '同一百分比只能出现一次', en: 'A share may be named once only.' },
};

/** What a policy must not be, beyond the shape of its fields. */
export function faultsOfPolicy({ rules, warnings }: SlaPolicyContent): PolicyFault[] {
  const faults: PolicyFault[] = [];
  if (!rules.some((rule) => isForAll(rule) && rule.targets.resolution)) {
    faults.push({ pointer: '/rules', message: messages.noResolution });
  }
  rules.forEach(({ name, targets, extensions }, at) => {
    if (extensions && !targets.resolution) {
      faults.push({ pointer: `/rules/${at}/extensions`, message: messages.extendsNothing });
    }
    if (rules.slice(0, at).some((other) => other.name === name)) {
      faults.push({ pointer: `/rules/${at}/name`, message: messages.nameTwice });
    }
  });
  warnings.forEach(({ percent }, at) => {
    if (warnings.slice(0, at).some((other) => other.percent === percent)) {
      faults.push({ pointer: `/warnings/${at}/percent`, message: messages.percentTwice });
    }
  });
  return faults;
}

const ruleOf = (rules: readonly SlaRule[], measured: Measured, metric: SlaMetric): SlaRule | undefined =>
  rules.find((one) => one.targets[metric] && fits(one, measured));

const allows = <Value>(allowed: readonly Value[] | undefined, value: Value): boolean =>
  allowed === undefined || allowed.includes(value);

const fits = ({ levels, severities, kinds, products }: SlaRule, measured: Measured): boolean =>
  allows(levels, measured.level ?? 'basic') &&
  allows(severities, measured.severity) &&
  allows(kinds, measured.kind) &&
  allows<string | null>(products, measured.productId);

const isForAll = ({ levels, severities, kinds, products }: SlaRule): boolean =>
  [levels, severities, kinds, products].every((condition) => condition === undefined);
