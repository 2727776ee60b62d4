import type { CaseKind, ValueLevel } from '@crm/contracts';
import { QueueChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { Timers, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { QueuePlace } from '../cases/case.js';
import { Staff } from '../staff/staff.service.js';
import { DeskQueue } from './queue.entity.js';
import { DutyImpossible } from './queues.errors.js';
import { type QueueDepth, QueuesRepository } from './queues.repository.js';
import { queueFor, rankOf } from './rules/order.js';

export type { DeskQueue, QueueDepth };

/** Fire when a queue has another department, or somebody else is on duty for it; aggregate: the queue, epoch: its version. */
export const correctedTimer = 'queues.corrected';
/** A while later: what came into it meanwhile by what it was before is found then. */
export const correctedAgainTimer = 'queues.corrected-again';
const again = 60_000;

/** What people say of a queue. */
export type QueueContent = Omit<DeskQueue, 'id' | 'version' | 'changedAt' | 'changedBy'>;

/** The queues and what waits in them. */
@Injectable()
export class QueuesService {
  constructor(
    private readonly repository: QueuesRepository,
    private readonly staff: Staff,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
  ) {}

  /** The queue for such cases; of a department, where one is named. Undefined: none. */
  async forCase(
    tx: Tx,
    about: { kind: CaseKind; level: ValueLevel | null; productId: string | null },
    department: string | undefined,
  ): Promise<DeskQueue | undefined> {
    const queues = await tx.findBy(DeskQueue, { active: true, ...(department === undefined ? {} : { department }) });
    return queueFor(queues, about);
  }

  /** The place of a case that comes into a queue now. */
  placeIn(queue: DeskQueue, level: ValueLevel | null, now: Date): QueuePlace {
    return { id: queue.id, since: now, rank: rankOf(now, level, queue.headStart) };
  }

  /** @throws NotFound, also where the queue is another department's */
  async find(tx: Tx, id: string, viewer: User): Promise<DeskQueue> {
    const queue = await tx.findOneBy(DeskQueue, { id });
    if (!queue || !isSeenBy(viewer, queue)) throw new NotFound();
    return queue;
  }

  /** In the order of their ids, behind one, with what waits in each. */
  list(tx: Tx, viewer: User, behind: string | null, limit: number): Promise<QueueDepth[]> {
    return this.repository.list(tx, viewer.scope === 'all' ? null : (viewer.department ?? ''), behind, limit);
  }

  /** What waits in a queue. */
  async depthOf(tx: Tx, queue: DeskQueue): Promise<QueueDepth> {
    const [depth] = await this.repository.depths(tx, [queue]);
    return depth!;
  }

  /** Says what a queue is; the first time `readVersion` is 0. @throws StaleVersion, EmployeeUnknown, DepartmentUnknown, DutyImpossible */
  async put(tx: Tx, id: string, content: QueueContent, readVersion: number, by: string, now: Date): Promise<DeskQueue> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`queue:${id}`]);
    const before = await this.repository.find(tx, id);
    const version = before?.version ?? 0;
    if (version !== readVersion) throw new StaleVersion(version);
    await this.staff.department(tx, content.department, '/department');
    const onDuty = await this.staff.duty(tx, content.dutyOwner, '/dutyOwner');
    if (onDuty?.active === false) throw new DutyImpossible();
    const queue = Object.assign(new DeskQueue(), content, { id, version: version + 1, changedAt: now, changedBy: by });
    await tx.upsert(DeskQueue, queue as never, ['id']);
    const { department, dutyOwner, kinds, levels, products, active } = queue;
    const data = { queueId: id, department, dutyOwner, kinds, levels, products, active };
    await this.outbox.append(
      tx,
      QueueChanged.draft({ customerId: null, aggregateId: id, aggregateVersion: queue.version, time: now, data }),
    );
    const isOther = before && (before.department !== department || before.dutyOwner !== dutyOwner);
    if (isOther) await this.correctWaiting(tx, queue, now);
    return queue;
  }

  private correctWaiting(tx: Tx, { id: aggregateId, version: epoch }: DeskQueue, now: Date): Promise<void> {
    return this.timers.armAll(tx, [
      { kind: correctedTimer, aggregateId, epoch, dueAt: now },
      { kind: correctedAgainTimer, aggregateId, epoch, dueAt: new Date(now.getTime() + again) },
    ]);
  }
}

const isSeenBy = (viewer: User, { department }: DeskQueue): boolean =>
  viewer.scope === 'all' || viewer.department === department;
