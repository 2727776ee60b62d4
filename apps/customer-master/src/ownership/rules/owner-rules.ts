import type { CustomerKind, ValueLevel } from '@crm/contracts';
import type { Owner } from '../../customers/customer.shape.js';

/** Which customers a rule is for. What is left out does not matter; of what is given one entry has to fit. */
export interface RuleConditions {
  kind?: CustomerKind;
  /** Beginnings of GB/T 2260 codes: `14` is all of Shanxi, `1401` all of Taiyuan. Of any address. */
  regions?: readonly string[];
  /** Values of the attribute `industry`. */
  industries?: readonly string[];
  levels?: readonly ValueLevel[];
  /** Of anything in an order that was not cancelled. */
  productCategories?: readonly string[];
  /** Systems that know the customer. */
  sources?: readonly string[];
}

/** To whom a rule gives its customers: a department, and at most one of the ways to choose an employee of it. */
export interface RuleAssignment {
  department: string;
  employeeId?: string;
  /** In turn. */
  roundRobin?: readonly string[];
  /** To whoever of the department's active salespeople and agents owns the fewest. */
  leastLoaded?: boolean;
}

/** One rule of ownership. */
export interface OwnerRule {
  name: string;
  when: RuleConditions;
  assign: RuleAssignment;
  /** Also looked at when the value level of a customer changes. */
  reevaluate: boolean;
}

/** What rules look at of a customer. */
export interface CustomerTraits {
  kind: CustomerKind;
  regions: readonly string[];
  industry: string | undefined;
  level: ValueLevel | null;
  productCategories: readonly string[];
  sources: readonly string[];
}

/** The first rule that fits wins. */
export const firstFitting = (rules: readonly OwnerRule[], traits: CustomerTraits): OwnerRule | undefined =>
  rules.find(({ when }) => fits(when, traits));

function fits(when: RuleConditions, traits: CustomerTraits): boolean {
  const { kind, regions, industries, levels, productCategories, sources } = when;
  return (
    (kind === undefined || kind === traits.kind) &&
    (regions === undefined || regions.some((start) => traits.regions.some((code) => code.startsWith(start)))) &&
    (industries === undefined || (traits.industry !== undefined && industries.includes(traits.industry))) &&
    (levels === undefined || (traits.level !== null && levels.includes(traits.level))) &&
    (productCategories === undefined || productCategories.some((one) => traits.productCategories.includes(one))) &&
    (sources === undefined || sources.some((one) => traits.sources.includes(one)))
  );
}

/** Whether a rule says how to choose an employee. */
export const namesEmployees = ({ employeeId, roundRobin, leastLoaded }: RuleAssignment): boolean =>
  employeeId !== undefined || roundRobin !== undefined || leastLoaded === true;

/**
 * Whether a customer that has an owner is where the rule wants it, so that it stays: whoever of several employees has it
 * keeps it, and a rule that names no employee does not take it from one.
 * @param candidates employees whom the rule may choose and who are there to be chosen
 */
export function isServed(assign: RuleAssignment, owner: Owner, candidates: readonly string[]): boolean {
  if (owner.department !== assign.department) return false;
  if (!namesEmployees(assign)) return true;
  if (candidates.length === 0) return owner.employeeId === null;
  return owner.employeeId !== null && candidates.includes(owner.employeeId);
}
