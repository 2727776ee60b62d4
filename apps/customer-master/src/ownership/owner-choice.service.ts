import type { OwnershipCause } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import type { Owner } from '../customers/customer.shape.js';
import { type Colleague, Staff } from '../employees/staff.service.js';
import { owningRoles } from './rules/first-owner.js';
import {
  type CustomerTraits,
  firstFitting,
  isServed,
  type OwnerRule,
  type RuleAssignment,
} from './rules/owner-rules.js';
import { isAbsent } from './rules/responsible.js';

/** Whom the rules choose. */
export interface Choice {
  owner: Owner;
  cause: Extract<OwnershipCause, 'rule' | 'default'>;
  /** Undefined: none fitted. */
  rule: OwnerRule | undefined;
}

/** Chooses owners by rules. */
@Injectable()
export class OwnerChoice {
  constructor(
    private readonly staff: Staff,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  /** For a customer that has an owner: that one, where the rules are content with it; else as `choose`. */
  async review(tx: Tx, rules: readonly OwnerRule[], traits: CustomerTraits, owner: Owner, now: Date): Promise<Choice> {
    const rule = firstFitting(rules, traits);
    if (await this.isContent(tx, rule, owner)) return { owner, cause: rule ? 'rule' : 'default', rule };
    return this.choose(tx, rules, traits, now);
  }

  /** The department that the rules would move a customer to, also the same for another employee; null: it would stay. */
  async destination(tx: Tx, rules: readonly OwnerRule[], traits: CustomerTraits, owner: Owner): Promise<string | null> {
    const rule = firstFitting(rules, traits);
    if (await this.isContent(tx, rule, owner)) return null;
    return rule?.assign.department ?? this.config.DEFAULT_DEPARTMENT;
  }

  /** The first rule that fits chooses the department and, where it says how, the employee; without one the default department. */
  async choose(tx: Tx, rules: readonly OwnerRule[], traits: CustomerTraits, now: Date): Promise<Choice> {
    const rule = firstFitting(rules, traits);
    if (!rule)
      return { owner: { employeeId: null, department: this.config.DEFAULT_DEPARTMENT }, cause: 'default', rule };
    const { department } = rule.assign;
    return { owner: { employeeId: await this.employeeOf(tx, rule, now), department }, cause: 'rule', rule };
  }

  /**
   * Whoever of the department's active salespeople and agents owns the fewest; those who are away only where all are.
   * @param except is not chosen
   */
  async leastLoaded(tx: Tx, department: string, now: Date, except?: string): Promise<string | null> {
    const active = await this.staff.activeOf(tx, department, owningRoles);
    const candidates = present(
      active.filter(({ id }) => id !== except),
      now,
    );
    return leastLoadedOf(
      tx,
      candidates.map(({ id }) => id),
    );
  }

  private async isContent(tx: Tx, rule: OwnerRule | undefined, owner: Owner): Promise<boolean> {
    const assign = rule?.assign ?? { department: this.config.DEFAULT_DEPARTMENT };
    const candidates = await this.candidates(tx, assign);
    return isServed(
      assign,
      owner,
      candidates.map(({ id }) => id),
    );
  }

  private async employeeOf(tx: Tx, { name, assign }: OwnerRule, now: Date): Promise<string | null> {
    const ids = present(await this.candidates(tx, assign), now).map(({ id }) => id);
    if (ids.length < 2) return ids[0] ?? null;
    return assign.leastLoaded ? leastLoadedOf(tx, ids) : ids[(await nextTurn(tx, name)) % ids.length]!;
  }

  /** Whom a rule may choose, in its order. Somebody unknown is not left out: the deployment may know no employees. */
  private async candidates(tx: Tx, assign: RuleAssignment): Promise<Candidate[]> {
    const { department, employeeId, roundRobin, leastLoaded } = assign;
    if (leastLoaded) return this.staff.activeOf(tx, department, owningRoles);
    const named = roundRobin ?? (employeeId === undefined ? [] : [employeeId]);
    if (named.length === 0) return [];
    const known = new Map((await this.staff.colleagues(tx, named)).map((one) => [one.id, one]));
    return named.flatMap((id): Candidate[] => {
      const one = known.get(id);
      if (!one) return [{ id, absentFrom: null, absentTo: null }];
      return one.active && one.departmentId === department ? [one] : [];
    });
  }
}

type Candidate = Pick<Colleague, 'id' | 'absentFrom' | 'absentTo'>;

/** Those who are not away; all where everybody is. */
function present(people: readonly Candidate[], now: Date): readonly Candidate[] {
  const there = people.filter((one) => !isAbsent(one, now));
  return there.length > 0 ? there : people;
}

async function leastLoadedOf(tx: Tx, ids: readonly string[]): Promise<string | null> {
  if (ids.length < 2) return ids[0] ?? null;
  const [row] = await tx.query<{ id: string }[]>(
    `SELECT candidate AS id FROM unnest($1::text[]) AS candidate, LATERAL (
       SELECT count(*) AS customers FROM customer WHERE owner_employee_id = candidate AND merged_into IS NULL AND withdrawn_at IS NULL) AS load
     ORDER BY customers, candidate LIMIT 1`,
    [ids],
  );
  return row!.id;
}

/** Whose turn it is. Two who ask at once wait for each other, so that nobody is passed over. */
async function nextTurn(tx: Tx, rule: string): Promise<number> {
  const [row] = await tx.query<{ turn: number }[]>(
    `INSERT INTO ownership_turn (rule, turn) VALUES ($1, 0)
     ON CONFLICT (rule) DO UPDATE SET turn = (ownership_turn.turn + 1) % 1000000007 RETURNING turn`,
    [rule],
  );
  return row!.turn;
}
