import { ExtensionDeclined, ExtensionRequested, type IntakeChannel } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { acting } from '../cases/acting.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { ClocksService } from '../sla/clocks.service.js';
import { PoliciesService } from '../sla/policies.service.js';
import { extensionsOf } from '../sla/rules/policy.js';
import { Extension } from './extension.entity.js';
import { ExtensionImpossible, ExtensionStateForbids, OwnExtension } from './extensions.errors.js';

/** An extension with its reason in clear; null: its key was destroyed. */
export interface ReadableExtension {
  extension: Extension;
  reason: string | null;
}

export const cellOf = (row: string) => ({ table: 'sla_extension', column: 'reason', row });

/** More time for the resolution of cases. Every change is made under the lock of the case. */
@Injectable()
export class ExtensionsService {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: ClocksService,
    private readonly policies: PoliciesService,
    private readonly cipher: FieldCipher,
  ) {}

  /** In the order of the requests. @throws NotFound */
  async ofCase(tx: Tx, caseId: string, viewer: User): Promise<ReadableExtension[]> {
    if (!(await this.cases.isVisible(tx, caseId, viewer))) throw new NotFound();
    const rows = await tx.find(Extension, { where: { caseId }, order: { requestedAt: 'ASC', id: 'ASC' } });
    const reasons = await this.cipher.openAll(
      tx,
      rows.map(({ id, reason }) => ({ cell: cellOf(id), sealed: reason })),
    );
    return rows.map((extension, at) => ({ extension, reason: reasons[at]! }));
  }

  /** Asks for the next step that the policy allows. @throws NotFound, ExtensionImpossible, CaseStateForbids, Recused */
  async request(tx: Tx, caseId: string, reason: string, user: User, now: Date): Promise<ReadableExtension> {
    const kase = await this.cases.lock(tx, caseId, user);
    const by = acting(user, kase);
    kase.permit('resolve', by);
    const earlier = await tx.findBy(Extension, { caseId, cycle: kase.cycle });
    if (earlier.some(({ state }) => state === 'requested')) throw new ExtensionImpossible('open');
    const step = 1 + earlier.filter(({ state }) => state === 'approved').length;
    const allowed = (await this.stepsOf(tx, kase, now))[step - 1];
    if (!allowed) throw new ExtensionImpossible('no_step');
    const id = newId();
    const extension = Object.assign(new Extension(), {
      ...{ id, caseId, cycle: kase.cycle, step, name: allowed.name, seconds: allowed.seconds, state: 'requested' },
      ...{ reason: await this.cipher.seal(tx, kase.subjectId, cellOf(id), reason), requestedBy: user.id },
      ...{ requestedAt: now, decidedBy: null, decidedAt: null, dueBefore: null, dueAfter: null },
      ...{ informedBy: null, informedAt: null, informedChannel: null },
    } satisfies Extension);
    await tx.insert(Extension, extension);
    const data = { caseId, extensionId: id, step, requestedBy: user.id };
    const events = [ExtensionRequested.draft({ ...kase.fact(now), data })];
    await this.cases.save(tx, kase, { events, by, words: reason });
    return { extension, reason };
  }

  /** Gives the time. @throws NotFound, OwnExtension, ExtensionStateForbids, ExtensionImpossible, CaseStateForbids, Recused */
  async approve(tx: Tx, caseId: string, id: string, user: User, now: Date): Promise<ReadableExtension> {
    const { kase, extension } = await this.lockForDecision(tx, caseId, id, user);
    const by = acting(user, kase);
    kase.permit('resolve', by);
    const moved = kase.cycle === extension.cycle ? await this.clocks.extend(tx, kase, extension.seconds, now) : null;
    if (!moved) throw new ExtensionImpossible('decided');
    Object.assign(extension, { state: 'approved', dueBefore: moved.before, dueAfter: moved.clock.dueAt });
    await this.decided(tx, extension, user, now);
    const details = { extensionId: id, step: extension.step, requestedBy: extension.requestedBy };
    await this.cases.note(tx, kase, { type: 'extension.approved', at: now, by, details });
    await this.cases.save(tx, kase, {
      events: [kase.rescheduled(moved.clock, moved.before, 'extended', now)],
      by,
    });
    return this.readable(tx, extension);
  }

  /** The deadline stays; the same step may be asked for again. @throws NotFound, OwnExtension, ExtensionStateForbids */
  async decline(tx: Tx, caseId: string, id: string, words: string, user: User, now: Date): Promise<ReadableExtension> {
    const { kase, extension } = await this.lockForDecision(tx, caseId, id, user);
    extension.state = 'declined';
    await this.decided(tx, extension, user, now);
    const { step, requestedBy } = extension;
    const data = { caseId, extensionId: id, step, requestedBy, declinedBy: user.id };
    const events = [ExtensionDeclined.draft({ ...kase.fact(now), data })];
    await this.cases.save(tx, kase, { events, by: acting(user, kase), words });
    return this.readable(tx, extension);
  }

  /** Notes that the customer was told of the new deadline. @throws NotFound, ExtensionStateForbids */
  async inform(
    tx: Tx,
    caseId: string,
    id: string,
    channel: IntakeChannel,
    user: User,
    now: Date,
  ): Promise<ReadableExtension> {
    const { kase, extension } = await this.lock(tx, caseId, id, user);
    if (extension.state !== 'approved' || extension.informedAt) throw new ExtensionStateForbids(extension.state);
    Object.assign(extension, { informedBy: user.id, informedAt: now, informedChannel: channel });
    const { informedBy, informedAt, informedChannel } = extension;
    await tx.update(Extension, { id }, { informedBy, informedAt, informedChannel });
    const details = { extensionId: id, step: extension.step, channel };
    await this.cases.note(tx, kase, { type: 'extension.informed', at: now, by: acting(user, kase), details });
    return this.readable(tx, extension);
  }

  /** The steps for a case whose resolution is not decided; by the version of the policy that its clock names. */
  private async stepsOf(tx: Tx, kase: ServiceCase, now: Date) {
    const clock = (await this.clocks.current(tx, [kase])).get(kase.id);
    if (!clock?.isUndecided || clock.dueAt <= now) throw new ExtensionImpossible('decided');
    const { content } = await this.policies.find(tx, clock.policyVersion);
    return extensionsOf(content, clock.terms[0]!.measured);
  }

  private async lockForDecision(tx: Tx, caseId: string, id: string, user: User) {
    const locked = await this.lock(tx, caseId, id, user);
    if (locked.extension.requestedBy === user.id) throw new OwnExtension();
    if (locked.extension.state !== 'requested') throw new ExtensionStateForbids(locked.extension.state);
    return locked;
  }

  private async lock(tx: Tx, caseId: string, id: string, user: User) {
    const kase = await this.cases.lock(tx, caseId, user);
    const extension = await tx.findOneBy(Extension, { id, caseId });
    if (!extension) throw new NotFound();
    return { kase, extension };
  }

  private async decided(tx: Tx, extension: Extension, { id: decidedBy }: User, decidedAt: Date): Promise<void> {
    Object.assign(extension, { decidedBy, decidedAt });
    const { id, state, dueBefore, dueAfter } = extension;
    await tx.update(Extension, { id }, { state, decidedBy, decidedAt, dueBefore, dueAfter });
  }

  private async readable(tx: Tx, extension: Extension): Promise<ReadableExtension> {
    return { extension, reason: await this.cipher.open(tx, cellOf(extension.id), extension.reason) };
  }
}
