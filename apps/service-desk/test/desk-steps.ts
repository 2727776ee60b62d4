import { type User, userOf } from '@crm/platform/auth';
import type { Tx } from '@crm/persistence';
import { CallbackOutcomesService } from '../src/handling/callback-outcomes.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { ReopeningsService } from '../src/handling/reopenings.service.js';
import { ServiceCase } from '../src/cases/case.entity.js';
import type { NewIntake } from '../src/intakes/intakes.service.js';
import { ReceptionService } from '../src/reception/reception.service.js';
import type { DeskApp } from './desk-app.js';
import { unlike } from './unlike.js';

/** An agent as the token would make one. */
export const agent = (sub: string, department = 'service'): User => userOf({ sub, roles: ['agent'], department })!;
export const [E1, E2, E3] = [agent('E1'), agent('E2'), agent('E3')];

/** Something that another service was told. */
export interface Told {
  type: string;
  /** The aggregate's version. */
  version: number;
  data: Record<string, unknown>;
}

let externalIds = 0;

/** A complaint of nobody known, now. */
export const aContact = (wish: Partial<NewIntake> = {}): NewIntake => ({
  channel: 'phone',
  externalId: `call-${++externalIds}`,
  receivedAt: new Date(),
  customerId: null,
  contact: null,
  kind: 'complaint',
  severity: 'normal',
  subject: '送货迟到',
  text: '货物比约定时间晚到三天',
  orderId: null,
  productId: null,
  complainedOf: null,
  ...wish,
});

/** Fewer than the connections of the pool, so that no step fails for want of one on a busy machine. */
const mostInFlight = 30;

/** Everything at once, up to 30 in flight; no rejection is lost. */
export async function atOnce<T>(
  count: number,
  work: (index: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const results: PromiseSettledResult<T>[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const [result] = await Promise.allSettled([work(index)]);
      results[index] = result;
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, mostInFlight) }, lane));
  return results;
}

export const values = <T>(results: PromiseSettledResult<T>[]): T[] =>
  results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));

/** Types of the problems that were met; the message of any other error. */
export const problems = (results: PromiseSettledResult<unknown>[]): string[] =>
  results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    const { type, message } = result.reason as { type?: string; message: string };
    return [type ?? message];
  });

/** What people do at the desk, below HTTP, with the time as an argument. */
export class DeskSteps {
  constructor(private readonly app: DeskApp) {}

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.app.transactions.run(work);
  }

  the<T>(service: new (...dependencies: never[]) => T): T {
    return this.app.app.get(service);
  }

  async receive(wish: Partial<NewIntake> = {}, by = E1, now = new Date()) {
    const { decision } = await this.run((tx) => this.the(ReceptionService).receive(tx, aContact(wish), by, now));
    return decision;
  }

  /** A case of its own, unless it is of an order or product of which there is one. */
  async open(wish: Partial<NewIntake> = {}, by = E1): Promise<string> {
    return (await this.receive({ subject: unlike(), text: unlike(), ...wish }, by)).caseId;
  }

  resolve(id: string, by = E1, now = new Date()): Promise<void> {
    return this.run((tx) => this.the(HandlingService).resolve(tx, id, '已处理', by, now));
  }

  close(id: string, by = E1): Promise<void> {
    return this.run((tx) => this.the(HandlingService).close(tx, id, by, new Date()));
  }

  reopen(id: string, by = E1): Promise<void> {
    return this.run((tx) => this.the(ReopeningsService).reopen(tx, id, '又出现了', by, new Date()));
  }

  callBack(task: string, outcome: 'satisfied' | 'unsatisfied' | 'unreached', by = E2, now = new Date()) {
    return this.run((tx) => this.the(CallbackOutcomesService).record(tx, task, { outcome }, by, now));
  }

  caseOf(id: string): Promise<ServiceCase> {
    return this.app.database.manager.findOneByOrFail(ServiceCase, { id });
  }

  /** The newest call-back task of a case. */
  async callbackOf(caseId: string): Promise<string> {
    const [task] = await this.app.database.query<{ id: string }[]>(
      `SELECT id FROM callback_task WHERE case_id = $1 ORDER BY cycle DESC LIMIT 1`,
      [caseId],
    );
    return task!.id;
  }

  /** What was told of an aggregate, in the order in which it leaves. */
  told(aggregateId: string): Promise<Told[]> {
    return this.app.database.query(
      `SELECT headers->>'ce_type' AS type, (headers->>'ce_aggregateversion')::int AS version, payload::jsonb AS data
       FROM outbox WHERE aggregate_id = $1 ORDER BY position`,
      [aggregateId],
    );
  }

  async typesTold(aggregateId: string): Promise<string[]> {
    return (await this.told(aggregateId)).map(({ type }) => type);
  }

  /** An agent whose card has arrived. */
  async know(employeeId: string, department = 'service', more: { active?: boolean } = {}): Promise<void> {
    await this.app.database.query(
      `INSERT INTO employee_card (employee_id, version, department, roles, skills, active) VALUES ($1, 1, $2, '{agent}', '{}', $3)`,
      [employeeId, department, more.active ?? true],
    );
  }

  /** Employees whose cards have arrived, and who are given no cases: none of them is an agent. */
  async hire(department: string, ...employeeIds: string[]): Promise<void> {
    await this.app.database.query(
      `INSERT INTO employee_card (employee_id, version, department, roles, skills, active)
       SELECT unnest($1::text[]), 1, $2, '{}', '{}', true ON CONFLICT DO NOTHING`,
      [employeeIds, department],
    );
  }

  /** Forgets every case, event and card. */
  async empty(): Promise<void> {
    await this.app.database.query(
      'TRUNCATE service_case, cause, problem_rules, problem_case, sla_change, outbox, timer, employee_card, customer_card CASCADE',
    );
  }
}
