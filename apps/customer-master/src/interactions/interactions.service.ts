import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Forbidden, NotFound, StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { FollowUps, type FollowUpWish } from '../follow-ups/follow-ups.service.js';
import { InteractionChecks } from './interaction-checks.service.js';
import { ExternalRefTaken } from './interactions.errors.js';
import { InteractionsRepository } from './interactions.repository.js';
import {
  corrected,
  correctionFact,
  type Interaction,
  type InteractionPatch,
  type NewInteraction,
  recorded,
  recordingFact,
} from './rules/interaction.js';

/** What somebody says of a contact; the employee left out: whoever says it. */
export type InteractionWish = Omit<NewInteraction, 'id' | 'employeeId'> & {
  employeeId: string | null;
  nextStep: Pick<FollowUpWish, 'kind' | 'words' | 'dueAt' | 'assignee'> | null;
};

/** Writes down and corrects contacts with customers. */
@Injectable()
export class Interactions {
  constructor(
    private readonly repository: InteractionsRepository,
    private readonly checks: InteractionChecks,
    private readonly followUps: FollowUps,
    private readonly outbox: Outbox,
  ) {}

  /**
   * What an outside system tells twice is written down once.
   * @throws NotFound also when the customer is out of the user's scope; CustomerMergedAway; ValidationFailed; ExternalRefTaken
   */
  async record(
    tx: Tx,
    { nextStep, ...wish }: InteractionWish,
    by: User,
    now: Date,
  ): Promise<{ interaction: Interaction; created: boolean }> {
    const employeeId = wish.employeeId ?? by.id;
    const customerId = await this.checks.lock(tx, { ...wish, employeeId }, by, now);
    const interaction = recorded({ ...wish, id: newId(), customerId, employeeId }, by.id, now);
    if (!(await this.repository.add(tx, interaction))) {
      return { interaction: await this.known(tx, interaction, by), created: false };
    }
    const next = nextStep && (await this.followUps.open(tx, stepAfter(interaction, nextStep), by, now, '/nextStep'));
    await this.outbox.append(tx, recordingFact(interaction, next?.id ?? null));
    await this.checks.move(tx, interaction, now);
    return { interaction, created: true };
  }

  /**
   * By whoever wrote it down or talked to the customer; by others with `sales:supervise`.
   * @throws NotFound also when the customer is out of the user's scope; Forbidden; StaleVersion; ValidationFailed
   */
  async correct(
    tx: Tx,
    id: string,
    patch: InteractionPatch,
    { version, by, now }: { version: number; by: User; now: Date },
  ): Promise<Interaction> {
    // The customer's row first, as everywhere.
    await this.checks.lockCustomer(tx, await this.find(tx, id, by));
    const before = await this.repository.lock(tx, id, by);
    if (!before) throw new NotFound();
    const isOwn = before.madeBy === by.id || before.employeeId === by.id;
    if (!isOwn && !can(by, 'sales:supervise')) throw new Forbidden('sales:supervise');
    if (before.version !== version) throw new StaleVersion(before.version);
    this.checks.refuseAhead(patch.occurredAt, now);
    const [next, fields] = corrected(before, patch, by.id, now);
    if (fields.length === 0) return before;
    await this.repository.correct(tx, next);
    await this.outbox.append(tx, correctionFact(next, fields));
    // Nothing lay still if the customer was reached after all; what a contact moved that was none stays moved.
    if (fields.includes('outcome') || fields.includes('occurredAt')) await this.checks.move(tx, next, now);
    return next;
  }

  /** @throws NotFound also when its customer is out of the user's scope */
  async find(tx: Tx, id: string, user: User): Promise<Interaction> {
    const interaction = await this.repository.find(tx, id, user);
    if (!interaction) throw new NotFound();
    return interaction;
  }

  /** What was written before of a contact, the last first. @throws NotFound */
  async versions(tx: Tx, id: string, user: User): Promise<Interaction[]> {
    const interaction = await this.find(tx, id, user);
    return [interaction, ...(await this.repository.versionsOf(tx, interaction))];
  }

  /** When a customer was last in contact with us, under any of these ids; null: never. For other folders. */
  lastInteractionAt(tx: Tx, customerIds: readonly string[]): Promise<Date | null> {
    return this.repository.lastOf(tx, customerIds);
  }

  private async known(tx: Tx, { externalRef, customerId }: Interaction, by: User): Promise<Interaction> {
    const interaction = await this.repository.findByRef(tx, externalRef!, by);
    if (!interaction || !(await this.checks.isSameCustomer(tx, interaction.customerId, customerId))) {
      throw new ExternalRefTaken();
    }
    return interaction;
  }
}

const stepAfter = (
  interaction: Interaction,
  { kind, words, dueAt, assignee }: NonNullable<InteractionWish['nextStep']>,
): FollowUpWish => ({
  customerId: interaction.customerId,
  kind,
  words,
  dueAt,
  remindAt: null,
  assignee: assignee ?? interaction.employeeId,
  priority: 'normal',
  opportunityId: null,
  interactionId: interaction.id,
  visit: null,
});
