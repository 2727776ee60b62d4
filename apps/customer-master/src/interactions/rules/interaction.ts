import {
  type EventDraft,
  InteractionCorrected,
  type InteractionChannel,
  type InteractionDirection,
  type InteractionField,
  type InteractionOutcome,
  InteractionRecorded,
} from '@crm/contracts';

/** What people write of a contact; it may name somebody. */
export interface InteractionWords {
  subject: string | null;
  notes: string | null;
}

/** The system that told of a contact, and its id there. */
export interface ExternalRef {
  source: string;
  id: string;
}

/** What of a contact can be corrected. */
export interface Contact {
  channel: InteractionChannel;
  direction: InteractionDirection;
  occurredAt: Date;
  /** Null: not known. */
  durationSeconds: number | null;
  outcome: InteractionOutcome;
  /** Null: nothing was written, or the customer was erased. */
  words: InteractionWords | null;
}

export interface Interaction extends Contact {
  id: string;
  /** Counts the facts that were told of it. */
  version: number;
  /** As first written; whose id it is today is looked up when somebody reads. */
  customerId: string;
  /** The person whom one talked to, where the customer is an organisation. */
  contactPersonId: string | null;
  /** Who talked to the customer. */
  employeeId: string;
  externalRef: ExternalRef | null;
  madeBy: string;
  madeAt: Date;
  /** Who wrote this version down. */
  changedBy: string;
  changedAt: Date;
}

export type NewInteraction = Omit<Interaction, 'version' | 'madeBy' | 'madeAt' | 'changedBy' | 'changedAt'>;

export const recorded = (wish: NewInteraction, by: string, now: Date): Interaction => ({
  ...wish,
  version: 1,
  madeBy: by,
  madeAt: now,
  changedBy: by,
  changedAt: now,
});

/** @param followUpId the next step that was agreed; null: none */
export const recordingFact = (interaction: Interaction, followUpId: string | null): EventDraft =>
  InteractionRecorded.draft({
    ...aboutOf(interaction),
    time: interaction.occurredAt,
    data: { ...dataOf(interaction), followUpId, source: interaction.externalRef?.source ?? null },
  });

/** What of a contact was wrong. Left out: stays. */
export type InteractionPatch = Partial<Omit<Contact, 'words'>> & { words?: Partial<InteractionWords> };

/** The contact as it was, and which fields are different; none: nothing is. */
export function corrected(
  before: Interaction,
  { words, ...patch }: InteractionPatch,
  by: string,
  now: Date,
): [Interaction, InteractionField[]] {
  const next: Interaction = {
    ...before,
    ...patch,
    words: words ? { subject: null, notes: null, ...before.words, ...words } : before.words,
  };
  const fields = (Object.keys(partsOf(next)) as InteractionField[]).filter(
    (field) => partsOf(before)[field] !== partsOf(next)[field],
  );
  if (fields.length === 0) return [before, []];
  return [{ ...next, version: before.version + 1, changedBy: by, changedAt: now }, fields];
}

export const correctionFact = (interaction: Interaction, fields: InteractionField[]): EventDraft =>
  InteractionCorrected.draft({
    ...aboutOf(interaction),
    time: interaction.changedAt,
    data: { ...dataOf(interaction), fields },
  });

/** Whether the customer was there: an attempt moves nothing. */
export const hasReached = ({ outcome }: Pick<Contact, 'outcome'>): boolean => outcome !== 'not_reached';

const partsOf = (interaction: Interaction): Record<InteractionField, unknown> => ({
  channel: interaction.channel,
  direction: interaction.direction,
  occurredAt: interaction.occurredAt.getTime(),
  durationSeconds: interaction.durationSeconds,
  outcome: interaction.outcome,
  subject: interaction.words?.subject ?? null,
  notes: interaction.words?.notes ?? null,
});

const aboutOf = ({ id, version, customerId }: Interaction) => ({
  customerId,
  aggregateId: id,
  aggregateVersion: version,
});

const dataOf = (interaction: Interaction) => ({
  interactionId: interaction.id,
  customerId: interaction.customerId,
  channel: interaction.channel,
  direction: interaction.direction,
  occurredAt: interaction.occurredAt.toISOString(),
  employeeId: interaction.employeeId,
  durationSeconds: interaction.durationSeconds,
  outcome: interaction.outcome,
});
