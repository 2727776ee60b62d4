import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { Owner } from '../cases/case.js';
import type { ServiceDeskConfig } from '../config.js';
import { QueuesService } from '../queues/queues.service.js';
import { CandidatesService } from './candidates.service.js';
import { OwnerDirectory } from './owner-directory.js';
import { RoutingRulesService } from './routing-rules.service.js';
import { recordOf } from './rules/record.js';
import { route, type Wanted } from './rules/routing.js';

/** Roles whose holders may own a case that they record themselves. */
const owningRoles = ['agent', 'supervisor', 'complaint-centre'] as const;

export interface OwnerWish {
  /** What the case is about. */
  about: Wanted & { customerId: string | null };
  /** Employees that the complaint is about: never chosen. */
  barred: readonly string[];
  /** Chosen only when no other agent is available. */
  avoided?: readonly string[];
  /** Who has the case, and keeps it where such a case can be given to that one. */
  keeper?: string | undefined;
  /** Somebody who is away and hands the case on: not chosen again. */
  away?: string;
  /** Who records the case; null: the system. */
  recordedBy: User | null;
  /** Only agents of this department; left out: those of the department that takes in, and who was made an agent elsewhere. */
  department?: string;
}

/** Chooses who answers for a case. There is always somebody. */
@Injectable()
export class OwnersService {
  constructor(
    private readonly directory: OwnerDirectory,
    private readonly candidates: CandidatesService,
    private readonly rules: RoutingRulesService,
    private readonly queues: QueuesService,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {
    if (config.DUTY_OWNER === config.DUTY_DEPUTY) throw new Error('DUTY_OWNER and DUTY_DEPUTY must not be the same.');
  }

  /**
   * The best agent who is available; else, where a queue is for such cases, whoever is on duty for that; else who records
   * the case, else the duty owner. Choices wait for each other until each is committed, so that each counts those before.
   */
  async choose(tx: Tx, wish: OwnerWish, now: Date): Promise<Owner> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('routing', 0))`);
    return this.foresee(tx, wish, now);
  }

  /** Who would be chosen at a moment. Nothing is kept, and nobody waits. */
  async foresee(tx: Tx, wish: OwnerWish, at: Date): Promise<Owner> {
    const { about, barred, avoided, keeper, recordedBy, away } = wish;
    const department = wish.department ?? this.config.SERVICE_DEPARTMENT;
    const { version, rules } = await this.rules.active(tx);
    const own = about.customerId === null ? null : await this.directory.ownerOfCustomer(tx, about.customerId);
    const scope = wish.department === undefined ? 'any_profile' : 'department';
    const found = route(
      await this.candidates.of(tx, department, scope, own, at),
      about,
      { barred, avoided, keeper },
      rules,
    );
    const routing = { ...recordOf(found, version) };
    if (found.chosen) {
      const { employeeId, department: theirs, reason } = found.chosen;
      return { employeeId, department: theirs, reason, routing };
    }
    const never = away === undefined ? barred : [...barred, away];
    const queue = await this.queues.forCase(tx, about, wish.department);
    if (queue) {
      const isFree = !never.includes(queue.dutyOwner) && (await this.directory.isThere(tx, queue.dutyOwner, at));
      const employeeId = isFree ? queue.dutyOwner : (await this.onDuty(tx, never, at, recordedBy)).employeeId;
      const place = this.queues.placeIn(queue, about.level, at);
      return { employeeId, department: queue.department, reason: 'queued', queue: place, routing };
    }
    if (recordedBy && !never.includes(recordedBy.id) && owningRoles.some((role) => recordedBy.roles.includes(role))) {
      const theirs = recordedBy.department ?? department;
      return { employeeId: recordedBy.id, department: theirs, reason: 'recording_user', routing };
    }
    return { ...(await this.onDuty(tx, never, at, recordedBy)), routing };
  }

  /**
   * The duty owner; the deputy where that one is barred, or away while the deputy is there. Where both are barred, whoever
   * else of the department that takes in can stand in, at last who records the case.
   */
  async onDuty(tx: Tx, barred: readonly string[], at: Date, recordedBy: User | null = null): Promise<Owner> {
    const { DUTY_OWNER: owner, DUTY_DEPUTY: deputy } = this.config;
    const isThere = (id: string): Promise<boolean> => this.directory.isThere(tx, id, at);
    const isAway = !barred.includes(deputy) && !(await isThere(owner)) && (await isThere(deputy));
    const stepsIn = barred.includes(owner) || isAway;
    const isNobody = barred.includes(owner) && barred.includes(deputy);
    const employeeId = (isNobody && (await this.standIn(tx, barred, at, recordedBy))) || (stepsIn ? deputy : owner);
    const department = (await this.directory.departmentOf(tx, employeeId)) ?? this.config.SERVICE_DEPARTMENT;
    return { employeeId, department, reason: stepsIn ? 'duty_deputy' : 'duty_owner' };
  }

  private async standIn(tx: Tx, barred: readonly string[], at: Date, recordedBy: User | null): Promise<string | null> {
    const found = await this.directory.standIn(tx, this.config.SERVICE_DEPARTMENT, barred, at);
    return found ?? (recordedBy && !barred.includes(recordedBy.id) ? recordedBy.id : null);
  }
}
