import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { referencesOf } from '../customers/customer-reference.js';
import { CustomersService } from '../customers/customers.service.js';
import { FollowUps } from '../follow-ups/follow-ups.service.js';
import type { ContactResponse, InteractionResponse } from './interaction.response.js';
import { type InteractionFilter, type InteractionPlace, InteractionsRepository } from './interactions.repository.js';
import type { Interaction } from './rules/interaction.js';

/** Contacts as users see them. */
@Injectable()
export class InteractionViews {
  constructor(
    private readonly repository: InteractionsRepository,
    private readonly customers: CustomersService,
    private readonly followUps: FollowUps,
  ) {}

  /** Of one customer: under every id that it has today. Those of customers out of the user's scope are not there. */
  async page(
    tx: Tx,
    { customerId, ...filter }: Omit<InteractionFilter, 'customerIds'> & { customerId: string | undefined },
    page: { after: InteractionPlace | undefined; limit: number },
    user: User,
  ): Promise<Interaction[]> {
    const customerIds = customerId === undefined ? undefined : await this.idsOf(tx, customerId);
    return this.repository.page(tx, { ...filter, customerIds }, page, user);
  }

  async show(tx: Tx, interactions: readonly Interaction[], user: User): Promise<InteractionResponse[]> {
    const recorded = interactions.map(({ customerId }) => customerId);
    const customers = await referencesOf(this.customers, tx, recorded, user);
    const steps = await this.followUps.ofInteractions(
      tx,
      interactions.map(({ id }) => id),
    );
    return interactions.map((interaction) => ({
      id: interaction.id,
      ...toContact(interaction, user),
      customer: customers.get(interaction.customerId)!,
      contactPersonId: interaction.contactPersonId,
      employeeId: interaction.employeeId,
      followUpId: steps.get(interaction.id) ?? null,
      externalRef: interaction.externalRef && {
        source: interaction.externalRef.source,
        id: interaction.externalRef.id,
      },
      recordedBy: interaction.madeBy,
      recordedAt: interaction.madeAt.toISOString(),
    }));
  }

  /** Of an unknown id the id alone, which nothing has. */
  private async idsOf(tx: Tx, customerId: string): Promise<string[]> {
    const survivor = (await this.customers.survivorsOf(tx, [customerId])).get(customerId.toLowerCase());
    return survivor ? this.customers.clusterOf(tx, survivor) : [customerId];
  }
}

/** What leaves the house of one version, every field by name. */
export function toContact(interaction: Interaction, user: User): ContactResponse {
  const { employeeId, madeBy } = interaction;
  const isOwn = employeeId === user.id || madeBy === user.id;
  const words = isOwn || can(user, 'sales:read-text') ? interaction.words : null;
  return {
    channel: interaction.channel,
    direction: interaction.direction,
    occurredAt: interaction.occurredAt.toISOString(),
    durationSeconds: interaction.durationSeconds,
    outcome: interaction.outcome,
    subject: words?.subject ?? null,
    notes: words?.notes ?? null,
    version: interaction.version,
    changedBy: interaction.changedBy,
    changedAt: interaction.changedAt.toISOString(),
  };
}
