import { type FieldGroup, fieldGroups } from '../customer.shape.js';

/** Whom to believe about what, and how long a word counts. Kept as data: stewards change it, see `survivorship/`. */
export interface TrustRules {
  /** 0 to 100, of systems that are not named. */
  defaultTrust: number;
  /** By system; `fields` where a system is better or worse at one group than in general. 0 to 100. */
  sources: Record<string, { trust: number; fields?: { [Group in FieldGroup]?: number } }>;
  /** After so many days a value counts half as much. 1 to 36,500. */
  halfLifeDays: Record<FieldGroup, number>;
}

/** What a golden record is derived with, besides the statements. */
export interface Grounds {
  rules: TrustRules;
  /** Pins end and values age. */
  now: Date;
}

export const defaultRules: TrustRules = {
  defaultTrust: 30,
  sources: {
    erp: { trust: 90 },
    finance: { trust: 80 },
    sales: { trust: 70 },
    service: { trust: 60 },
  },
  halfLifeDays: {
    names: 1_825,
    person: 3_650,
    identifiers: 1_825,
    contactPoints: 365,
    addresses: 730,
    attributes: 730,
    preferences: 365,
    family: 730,
    income: 365,
  },
};

/** Rules that were kept before there were some of the groups: those age as by default. */
export const withAllGroups = (rules: TrustRules): TrustRules => ({
  ...rules,
  halfLifeDays: { ...defaultRules.halfLifeDays, ...rules.halfLifeDays },
});

/** How much a system is believed about a group, 0 to 100. */
export function trustIn(rules: TrustRules, source: string, group: FieldGroup): number {
  const known = Object.hasOwn(rules.sources, source) ? rules.sources[source] : undefined;
  return known?.fields?.[group] ?? known?.trust ?? rules.defaultTrust;
}

const dayMs = 86_400_000;

/** What is left of a word's weight after so long: 1 when new, half after each half-life. Never more than 1. */
export const freshness = (since: Date, group: FieldGroup, { rules, now }: Grounds): number =>
  2 ** (-Math.max(0, now.getTime() - since.getTime()) / (dayMs * rules.halfLifeDays[group]));

/** The group of a field as provenance names it: `/names/legal` → `names`. */
export function groupOf(field: string): FieldGroup {
  const name = field.split('/')[1];
  return fieldGroups.find((group) => group === name)!;
}
