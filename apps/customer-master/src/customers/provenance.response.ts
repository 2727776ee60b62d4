import { ApiProperty } from '@nestjs/swagger';
import { SourceRecordKey } from './customer.parts.response.js';
import type { Address, Attributes, ContactPoint, CustomerIdentifier, PersonDetails } from './customer.shape.js';
import {
  concealed,
  maskAddress,
  maskAttributes,
  maskContactPoint,
  maskIdentifier,
  maskPerson,
} from './rules/masking.js';
import type { Claim, Provenance } from './rules/claims.js';
import { assess } from './rules/confidence.js';
import { isEdit } from './rules/statement.js';
import { type Grounds, groupOf } from './rules/trust.js';

const anyValue = {
  description: 'As in the golden record: a list entry, or an object of the fields that belong together.',
};

export class ProvenanceAlternative {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { type: 'legal', text: '山西煤矿' },
    ...anyValue,
  })
  value: unknown;
  @ApiProperty({ type: SourceRecordKey, description: 'Who says so; system `mdm`: an edit made here.' })
  source: SourceRecordKey;
  @ApiProperty({ type: String, format: 'date-time', description: 'When the source knew it so.' })
  observedAt: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'When a system or a person last made sure of this very value.',
  })
  verifiedAt: string | null;
}

/** Why staff hold a group against the systems. */
export class PinResponse {
  @ApiProperty({ type: String, nullable: true, example: '营业执照已核对', description: 'As given with the edit.' })
  reason: string | null;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who pinned it.' })
  by: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'Since when.' })
  at: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2027-01-31T16:00:00Z',
    description: 'When the systems count again; null: when somebody takes the pin back.',
  })
  expiresAt: string | null;
}

export class ProvenanceEntry extends ProvenanceAlternative {
  @ApiProperty({
    type: String,
    example: '/names/legal',
    description: 'Field of the golden record; entries of lists by their type.',
  })
  field: string;
  @ApiProperty({
    type: Boolean,
    description: 'Whether an edit by hand decided; otherwise verified > source trust > most recent.',
  })
  pinned: boolean;
  @ApiProperty({ type: PinResponse, nullable: true, description: 'The pin, where one decided.' })
  pin: PinResponse | null;
  @ApiProperty({
    type: Number,
    minimum: 0,
    maximum: 1,
    example: 0.9,
    description:
      'How sure the value is: support by the records that say it (trust × freshness, noisy-or), less where others say something else; 1 while pinned.',
  })
  confidence: number;
  @ApiProperty({
    type: Number,
    minimum: 0,
    maximum: 1,
    example: 0.98,
    description: '1 when said or verified today, half after the half-life of the group.',
  })
  freshness: number;
  @ApiProperty({ type: [SourceRecordKey], description: 'Every record that says the same.' })
  supporters: SourceRecordKey[];
  @ApiProperty({ type: [ProvenanceAlternative], description: 'What other records say, the most trusted first.' })
  alternatives: ProvenanceAlternative[];
}

export class ProvenanceResponse {
  @ApiProperty({ type: [ProvenanceEntry], description: 'One entry per value of the golden record.' })
  fields: ProvenanceEntry[];
}

export function toProvenance(
  entries: readonly Provenance[],
  grounds: Grounds,
  viewer: { isPerson: boolean; isClear: boolean; personalAttributes: ReadonlySet<string> },
): ProvenanceEntry[] {
  return entries.map((entry) => {
    const { field, value, statement, alternatives, supporters } = entry;
    const show = (hidden: unknown): unknown =>
      viewer.isClear ? hidden : maskedValue(field, hidden, viewer.personalAttributes, viewer.isPerson);
    return {
      field,
      ...originOf(entry),
      value: show(value),
      pinned: isEdit(statement),
      pin: (isEdit(statement) && statement.facts.stewardship?.pins?.[groupOf(field)]) || null,
      ...assess(entry, grounds),
      supporters: supporters.map(({ source, sourceId }) => ({ system: source, id: sourceId })),
      alternatives: alternatives.map((other) => ({ ...originOf(other), value: show(other.value) })),
    };
  });
}

const originOf = ({ statement: { source, sourceId, observedAt }, verifiedAt }: Claim) => ({
  source: { system: source, id: sourceId },
  observedAt: observedAt.toISOString(),
  verifiedAt,
});

/** A value of a golden record as somebody without `customer:pii:read` sees it. */
export function maskedValue(
  field: string,
  value: unknown,
  personalAttributes: ReadonlySet<string>,
  isPerson: boolean,
): unknown {
  const [, group] = field.split('/');
  if (group === 'identifiers') return maskIdentifier(value as CustomerIdentifier);
  if (group === 'contactPoints') return maskContactPoint(value as ContactPoint);
  if (group === 'addresses' && isPerson) return maskAddress(value as Address);
  if (group === 'attributes') return maskAttributes(value as Attributes, personalAttributes);
  if (group === 'family' || group === 'income') return concealed;
  return group === 'person' ? maskPerson(value as PersonDetails) : value;
}
