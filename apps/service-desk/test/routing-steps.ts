import type { Tx } from '@crm/persistence';
import { type AgentContent, AgentsService } from '../src/agents/agents.service.js';
import { ClaimsService } from '../src/queues/claims.service.js';
import { type QueueContent, QueuesService } from '../src/queues/queues.service.js';
import { usualHeadStart } from '../src/queues/rules/order.js';
import { userOf } from '@crm/platform/auth';
import type { DeskSteps } from './desk-steps.js';

const boss = userOf({ sub: 'E1006', roles: ['admin'] })!;
const everything: AgentContent = {
  ...{ kinds: [], products: [], languages: [], regions: [], levels: [] },
  ...{ capacity: 20, calendarId: null, active: true },
};
const allCases: QueueContent = {
  ...{ nameZh: '待分配', nameEn: 'Waiting', department: 'service', dutyOwner: 'duty-officer' },
  ...{ kinds: [], levels: [], products: [], position: 10, headStart: usualHeadStart, active: true },
};

/** What supervisors set up, below HTTP. */
export class RoutingSteps {
  constructor(private readonly desk: DeskSteps) {}

  /** An agent with a card, who can be given what is said. */
  async agent(employeeId: string, wish: Partial<AgentContent> = {}, department = 'service'): Promise<void> {
    await this.desk.know(employeeId, department);
    await this.profile(employeeId, wish);
  }

  async profile(employeeId: string, wish: Partial<AgentContent> = {}): Promise<void> {
    await this.desk.run(async (tx) => {
      const agents = this.desk.the(AgentsService);
      const version = (await agents.profile(tx, employeeId))?.version ?? 0;
      await agents.put(tx, employeeId, { ...everything, ...wish }, version, boss, new Date());
    });
  }

  async queue(id: string, wish: Partial<QueueContent> = {}): Promise<void> {
    const { department = 'service', dutyOwner } = wish;
    await this.desk.hire(department, dutyOwner ?? `${department}-1`);
    await this.desk.run(async (tx: Tx) => {
      const [row] = await tx.query<{ version: number }[]>('SELECT version FROM desk_queue WHERE id = $1', [id]);
      await this.desk.the(QueuesService).put(tx, id, { ...allCases, ...wish }, row?.version ?? 0, 'E1006', new Date());
    });
  }

  claim(queueId: string, by: string, now = new Date(), department = 'service'): Promise<string | null> {
    const user = userOf({ sub: by, roles: ['agent'], department })!;
    return this.desk.run((tx) => this.desk.the(ClaimsService).claim(tx, queueId, user, now));
  }

  /** Forgets agents, queues and rules besides what every test forgets. */
  async empty(): Promise<void> {
    await this.desk.empty();
    await this.desk.run((tx) => tx.query('TRUNCATE agent, desk_queue, routing_rules CASCADE'));
  }
}
