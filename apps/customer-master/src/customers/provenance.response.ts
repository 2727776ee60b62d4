import { ApiProperty } from '@nestjs/swagger';
import { SourceRecordKey } from './customer.parts.response.js';
import type { Address, ContactPoint, CustomerIdentifier, PersonDetails } from './customer.shape.js';
import { maskAddress, maskContactPoint, maskIdentifier, maskPerson } from './rules/masking.js';
import { editSource, type Provenance, type Statement } from './rules/statement.js';

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
  @ApiProperty({ type: [ProvenanceAlternative], description: 'What other records say, the most trusted first.' })
  alternatives: ProvenanceAlternative[];
}

export class ProvenanceResponse {
  @ApiProperty({ type: [ProvenanceEntry], description: 'One entry per value of the golden record.' })
  fields: ProvenanceEntry[];
}

export function toProvenance(
  entries: readonly Provenance[],
  viewer: { isPerson: boolean; isClear: boolean },
): ProvenanceEntry[] {
  return entries.map(({ field, value, statement, alternatives }) => {
    const show = (hidden: unknown): unknown => (viewer.isClear ? hidden : masked(field, hidden, viewer.isPerson));
    return {
      field,
      ...originOf(statement),
      value: show(value),
      pinned: statement.source === editSource,
      alternatives: alternatives.map((other) => ({ ...originOf(other.statement), value: show(other.value) })),
    };
  });
}

const originOf = ({ source, sourceId, observedAt }: Statement) => ({
  source: { system: source, id: sourceId },
  observedAt: observedAt.toISOString(),
});

function masked(field: string, value: unknown, isPerson: boolean): unknown {
  const [, group] = field.split('/');
  if (group === 'identifiers') return maskIdentifier(value as CustomerIdentifier);
  if (group === 'contactPoints') return maskContactPoint(value as ContactPoint);
  if (group === 'addresses' && isPerson) return maskAddress(value as Address);
  return group === 'person' ? maskPerson(value as PersonDetails) : value;
}
