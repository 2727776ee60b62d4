import { AgentChanged } from '@crm/contracts';
import { EmployeeDirectory, type KnownEmployee } from '@crm/directory';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/calendars.service.js';
import { Agent } from './agent.entity.js';
import { AgentHasLeft } from './agents.errors.js';

export type { Agent };

/** What people say of an agent. */
export type AgentContent = Omit<Agent, 'employeeId' | 'version' | 'changedAt' | 'changedBy'>;

/** Somebody who is given cases. */
export interface AgentRecord {
  employeeId: string;
  /** Null: an agent by the role on the card, of whom nobody has said anything. */
  agent: Agent | null;
  /** Null: the card was deleted. */
  employee: KnownEmployee | null;
}

const noCalendar = { zh: '没有这个日历', en: 'There is no such calendar.' };

/** What each employee can be given. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly employees: EmployeeDirectory,
    private readonly calendars: CalendarsService,
    private readonly outbox: Outbox,
  ) {}

  /** @throws NotFound */
  async find(tx: Tx, employeeId: string, viewer: User): Promise<AgentRecord> {
    const record = await this.record(tx, employeeId);
    const { agent, employee } = record;
    const isAgent = agent !== null || (employee?.active && employee.roles.includes('agent'));
    if (!isAgent || !isSeenBy(viewer, employee)) throw new NotFound();
    return record;
  }

  /** Whom routing thinks of, and of whom something was said; by id, behind one; for users of department scope those of their department and those whom they lead. */
  async list(tx: Tx, viewer: User, behind: string | null, limit: number): Promise<AgentRecord[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT employee_id AS id FROM agent a FULL JOIN employee_card e USING (employee_id)
       WHERE (a.version IS NOT NULL OR (e.active AND 'agent' = ANY (e.roles)))
         AND ($1::boolean OR e.department = $2 OR e.supervisor_id = $3) AND ($4::text IS NULL OR employee_id > $4)
       ORDER BY employee_id LIMIT $5`,
      [viewer.scope === 'all', viewer.department, viewer.id, behind, limit],
    );
    const records: AgentRecord[] = [];
    for (const { id } of rows) records.push(await this.record(tx, id));
    return records;
  }

  /** Null: nobody has said anything of this employee. */
  profile(tx: Tx, employeeId: string): Promise<Agent | null> {
    return tx.findOneBy(Agent, { employeeId });
  }

  /** All that is known, by the employee's id. */
  async profiles(tx: Tx): Promise<Map<string, Agent>> {
    return new Map((await tx.find(Agent)).map((agent) => [agent.employeeId, agent]));
  }

  /** Says what an employee can be given; the first time `readVersion` is 0. @throws NotFound, AgentHasLeft, ValidationFailed, StaleVersion */
  async put(
    tx: Tx,
    employeeId: string,
    content: AgentContent,
    readVersion: number,
    user: User,
    now: Date,
  ): Promise<AgentRecord> {
    const employee = await this.employees.find(tx, employeeId);
    if (!employee || !isSeenBy(user, employee)) throw new NotFound();
    if (!employee.active) throw new AgentHasLeft();
    if (content.calendarId !== null && !(await this.calendars.exists(tx, content.calendarId))) {
      throw new ValidationFailed([{ pointer: '/calendarId', message: noCalendar }]);
    }
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`agent:${employeeId}`]);
    const version = (await this.profile(tx, employeeId))?.version ?? 0;
    if (version !== readVersion) throw new StaleVersion(version);
    const stamp = { employeeId, version: version + 1, changedAt: now, changedBy: user.id };
    const agent = Object.assign(new Agent(), content, stamp);
    await tx.upsert(Agent, agent, ['employeeId']);
    const { capacity, kinds, products, languages, regions, levels, calendarId, active } = agent;
    const data = { employeeId, active, capacity, kinds, products, languages, regions, levels, calendarId };
    await this.outbox.append(
      tx,
      AgentChanged.draft({
        customerId: null,
        aggregateId: employeeId,
        aggregateVersion: agent.version,
        time: now,
        data,
      }),
    );
    return { employeeId, agent, employee };
  }

  private async record(tx: Tx, employeeId: string): Promise<AgentRecord> {
    return {
      employeeId,
      agent: await this.profile(tx, employeeId),
      employee: await this.employees.find(tx, employeeId),
    };
  }
}

/** Users of department scope see those of their department, and those whom they lead. */
const isSeenBy = (viewer: User, employee: KnownEmployee | null): boolean =>
  viewer.scope === 'all' ||
  (employee !== null &&
    ((viewer.department !== null && employee.department === viewer.department) || employee.supervisorId === viewer.id));
