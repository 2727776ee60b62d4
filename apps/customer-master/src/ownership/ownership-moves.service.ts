import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Owner } from '../customers/customer.shape.js';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { mayRuleMove, type OwnedBecause } from '../customers/rules/ownership.js';
import { traitsOf } from './customer-traits.js';
import { OwnerChanges } from './owner-changes.service.js';
import { OwnerChecks } from './owner-checks.service.js';
import { OwnerChoice } from './owner-choice.service.js';
import {
  type BulkHandOver,
  type OwnershipRun,
  OwnershipRunsRepository,
  type RulesTask,
} from './ownership-runs.repository.js';

/** A customer that moved, or would, from one department to another, or to another employee of the same one. */
export interface Move {
  customerId: string;
  from: string;
  to: string;
}

/** The step of a run: which customers are next, and what becomes of them. */
@Injectable()
export class OwnershipMoves {
  constructor(
    private readonly runs: OwnershipRunsRepository,
    private readonly golden: GoldenRecords,
    private readonly choice: OwnerChoice,
    private readonly checks: OwnerChecks,
    private readonly owners: OwnerChanges,
  ) {}

  next(tx: Tx, { kind, task, doneTo }: OwnershipRun, limit: number): Promise<string[]> {
    if (kind !== 'hand_over') return this.runs.nextMovable(tx, doneTo, limit);
    const { fromEmployeeId: employeeId, department } = task as BulkHandOver;
    return this.runs.nextOf(tx, { employeeId, department }, doneTo, limit);
  }

  async make(tx: Tx, run: OwnershipRun, ids: readonly string[], now: Date): Promise<Move[]> {
    if (run.kind === 'preview') return this.preview(tx, run.task as RulesTask, await this.golden.read(tx, ids));
    const customers = (await this.golden.lock(tx, ids)).filter(isLive);
    if (run.kind === 'apply') return this.apply(tx, run.task as RulesTask, customers, now);
    return this.handOver(tx, run, customers, now);
  }

  /** Departments only: whose turn it would be, nobody knows before. */
  private async preview(tx: Tx, { rules }: RulesTask, customers: readonly Customer[]): Promise<Move[]> {
    const traits = await traitsOf(tx, customers);
    const moves: Move[] = [];
    for (const { id, owner } of customers) {
      const to = await this.choice.destination(tx, rules, traits.get(id)!, owner);
      if (to !== null) moves.push({ customerId: id, from: owner.department, to });
    }
    return moves;
  }

  private async apply(tx: Tx, { rules }: RulesTask, customers: readonly Customer[], now: Date): Promise<Move[]> {
    const movable = customers.filter(mayRuleMove);
    const traits = await traitsOf(tx, movable);
    const moves: Move[] = [];
    for (const customer of movable) {
      const { owner, cause } = await this.choice.review(tx, rules, traits.get(customer.id)!, customer.owner, now);
      moves.push(...(await this.move(tx, customer, owner, { cause, by: null }, now)));
    }
    return moves;
  }

  /** Each stays in its department; one whose department the receiver does not belong to stays where it is. */
  private async handOver(tx: Tx, run: OwnershipRun, customers: readonly Customer[], now: Date): Promise<Move[]> {
    const { fromEmployeeId, toEmployeeId } = run.task as BulkHandOver;
    const moves: Move[] = [];
    for (const customer of customers.filter(({ owner }) => owner.employeeId === fromEmployeeId)) {
      const { department } = customer.owner;
      const employeeId = toEmployeeId ?? (await this.choice.leastLoaded(tx, department, now, fromEmployeeId));
      const owner = { employeeId, department };
      if (employeeId === null || !(await this.checks.isPossible(tx, owner))) continue;
      moves.push(...(await this.move(tx, customer, owner, { cause: 'handed_over', by: run.madeBy }, now)));
    }
    return moves;
  }

  private async move(tx: Tx, customer: Customer, owner: Owner, because: OwnedBecause, now: Date): Promise<Move[]> {
    const from = customer.owner.department;
    const isMoved = await this.owners.assign(tx, customer, owner, because, now);
    return isMoved ? [{ customerId: customer.id, from, to: owner.department }] : [];
  }
}

/** Neither merged away nor withdrawn since it was looked up. */
const isLive = ({ mergedInto, withdrawnAt }: Customer): boolean => mergedInto === null && withdrawnAt === null;
