import { v7 as newId } from 'uuid';
import { HandlingService } from '../src/handling/handling.service.js';
import { ReopeningsService } from '../src/handling/reopenings.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { type KpiAnswer, KpisService, type KpiWish } from '../src/kpis/kpis.service.js';
import { userOf } from '@crm/platform/auth';
import type { DeskSteps } from './desk-steps.js';
import { E1 } from './desk-steps.js';

export const centre = userOf({ sub: 'C1', roles: ['complaint-centre'], department: 'complaint-centre' })!;
export const supervisor = userOf({ sub: 'S1', roles: ['supervisor'], department: 'service' })!;

/** Handling at given times, and what the figures say then. */
export class KpiSteps {
  constructor(private readonly desk: DeskSteps) {}

  answer(wish: KpiWish = {}, user = centre): Promise<KpiAnswer> {
    const june = { from: '2026-06-01', to: '2026-06-30' };
    return this.desk.run((tx) => this.desk.the(KpisService).answer(tx, { ...june, ...wish }, user));
  }

  respond(id: string, now: Date, by = E1): Promise<unknown> {
    return this.desk.run((tx) =>
      this.desk.the(HandlingService).respond(tx, id, '已核实', by, now, { toldBy: 'phone' }),
    );
  }

  wait(id: string, now: Date): Promise<void> {
    return this.desk.run((tx) => this.desk.the(HandlingService).wait(tx, id, 'customer', '请补充照片', E1, now));
  }

  reopen(id: string, now: Date, by = E1): Promise<void> {
    return this.desk.run((tx) => this.desk.the(ReopeningsService).reopen(tx, id, '又出现了', by, now));
  }

  close(id: string, now: Date, by = E1): Promise<void> {
    return this.desk.run((tx) => this.desk.the(HandlingService).close(tx, id, by, now));
  }

  async offer(
    id: string,
    toDepartment: string,
    now: Date,
    by = E1,
    toEmployeeId: string | null = null,
  ): Promise<string> {
    const offer = { toDepartment, toEmployeeId, reason: '请处理' };
    const { handover } = await this.desk.run((tx) => this.desk.the(HandoversService).offer(tx, id, offer, by, now));
    return handover.id;
  }

  answerOffer(id: string, answer: 'accept' | 'decline', by: typeof E1, now: Date) {
    return this.desk.run((tx) => {
      const handovers = this.desk.the(HandoversService);
      return answer === 'accept' ? handovers.accept(tx, id, by, now) : handovers.decline(tx, id, '不归我们', by, now);
    });
  }
}

/**
 * SQL that makes so many cases, one every so many minutes from an instant on, two of three resolved after some hours, each
 * with its clocks; no calendar is asked.
 */
export const manyCases = (count: number, from: string, minutesApart: number): string[] => {
  const prefix = newId().slice(-12);
  return [
    `CREATE TEMP TABLE many ON COMMIT DROP AS
     SELECT n, gen_random_uuid() AS id, '${from}'::timestamptz + n * interval '${minutesApart} minutes' AS at, n % 3 > 0 AS done,
       'A' || n % 40 AS agent, (ARRAY['service', 'repair', 'sales-north'])[1 + n % 3] AS department
     FROM generate_series(1, ${count}) AS n`,
    `INSERT INTO service_case (id, number, version, kind, severity, state, cycle, origin, sole, complained_of, owner_employee_id,
       owner_department, owner_reason, opened_at, due_at, resolved_at, handler_employee_id, handler_department, outcome, closed_at)
     SELECT id, '${prefix}-' || n, 1, 'enquiry', 'normal', CASE WHEN done THEN 'closed' ELSE 'in_progress' END, 1, 'intake', false, '{}', agent,
       department, 'least_loaded', at, at + interval '1 day', CASE WHEN done THEN at + n % 50 * interval '1 hour' END,
       CASE WHEN done THEN agent END, CASE WHEN done THEN department END, CASE WHEN done THEN 'not_required' END,
       CASE WHEN done THEN at + n % 50 * interval '1 hour' END
     FROM many`,
    ...['acknowledge', 'first_response', 'resolution'].map(
      (metric, part) => `
     INSERT INTO sla_clock (id, case_id, metric, cycle, round, policy_version, rule, calendar_id, calendar_version, longest_wait,
       started_at, terms, target_seconds, due_at, state, met_at, told, epoch, active_seconds, waited_seconds,
       stopped_by_employee_id, stopped_by_department)
     SELECT gen_random_uuid(), id, '${metric}', 1, 1, 1, '', 'default', 1, 864000, at, '[]', 86400, at + interval '1 day',
       CASE WHEN NOT done AND ${part === 2} THEN 'running' WHEN n % 50 > 24 AND ${part === 2} THEN 'breached_met' ELSE 'met' END,
       CASE WHEN done OR ${part < 2} THEN at + ${part === 2 ? 'n % 50' : `${part + 1}`} * interval '1 hour' END, 0, 1,
       CASE WHEN done OR ${part < 2} THEN ${part === 2 ? 'n % 50' : `${part + 1}`} * 3600 END, CASE WHEN done OR ${part < 2} THEN 0 END,
       CASE WHEN done OR ${part < 2} THEN agent END, CASE WHEN done OR ${part < 2} THEN department END
     FROM many`,
    ),
  ];
};
