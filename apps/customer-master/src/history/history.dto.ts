import { customerStatuses, type CustomerStatus } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty } from '@nestjs/swagger';
import { SourceRecordKey } from '../customers/customer.parts.response.js';
import { type FieldGroup, fieldGroups } from '../customers/customer.shape.js';
import { type HistoryKind, historyKinds } from './history.repository.js';
import type { HistoryEntry } from './history.service.js';

export class HistoryQuery extends PageQuery {}

export class HistoryRecord {
  @ApiProperty({ type: String, example: 'erp', description: 'The system; `mdm`: edits and verifications made here.' })
  system: string;
  @ApiProperty({ type: String, example: 'K-1001', description: "The record's id there." })
  id: string;
  @ApiProperty({ type: 'integer', minimum: 1, example: 3, description: 'The how-manieth thing it said.' })
  version: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00.000Z',
    description: 'When it was so, by what the system says.',
  })
  observedAt: string;
  @ApiProperty({
    enum: fieldGroups,
    isArray: true,
    example: ['contactPoints'],
    description: 'Groups that it said otherwise than before. What the customer has of them is in the provenance.',
  })
  fields: FieldGroup[];
}

export class HistoryMerge {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-2222-7000-8000-000000000001',
    description: 'The merge.',
  })
  mergeId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The id that survived.',
  })
  survivorId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c002',
    description: 'The id that was retired.',
  })
  retiredId: string;
}

export class HistoryStatus {
  @ApiProperty({ enum: customerStatuses, example: 'potential', description: 'Before.' })
  from: CustomerStatus;
  @ApiProperty({ enum: customerStatuses, example: 'active', description: 'From then on.' })
  to: CustomerStatus;
}

export class HistoryChange {
  @ApiProperty({
    type: [String],
    example: ['names', 'contactPoints'],
    description: 'Groups of the golden record that are otherwise; of pins that ended, those that they held.',
  })
  fields: string[];
  @ApiProperty({ type: [SourceRecordKey], description: 'The records that were parted or taken back; else none.' })
  records: SourceRecordKey[];
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The id whose record changed; of parted records the one that they left.',
  })
  customerId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: '01981a2b-1111-7000-8000-00000000c002',
    description: 'The customer that parted records became; else null.',
  })
  partedId: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The import that was taken back; else null.',
  })
  importId: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The run of `/survivorship/runs` that applied the rules; else null.',
  })
  runId: string | null;
}

export class HistoryEntryResponse {
  @ApiProperty({
    enum: historyKinds,
    example: 'record',
    description:
      'record: a system, or somebody here, said something; merged, unmerged: ids became one or two; status: the customer stands ' +
      'otherwise; parted: records became a customer of their own; import_reverted: an import was taken back; pin_ended: the time of a ' +
      'pin was over; rules_applied: other rules of survivorship are in force.',
  })
  kind: HistoryKind;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-05T02:00:01.000Z', description: 'When.' })
  at: string;
  @ApiProperty({ type: String, nullable: true, example: 'E1001', description: 'Who; null: a rule, or time.' })
  by: string | null;
  @ApiProperty({ type: String, nullable: true, example: '同一企业', description: 'Why, where it is known.' })
  reason: string | null;
  @ApiProperty({ type: HistoryRecord, nullable: true, description: 'Of a record; else null.' })
  record: HistoryRecord | null;
  @ApiProperty({ type: HistoryMerge, nullable: true, description: 'Of a merge or unmerge; else null.' })
  merge: HistoryMerge | null;
  @ApiProperty({ type: HistoryStatus, nullable: true, description: 'Of a status; else null.' })
  status: HistoryStatus | null;
  @ApiProperty({
    type: HistoryChange,
    nullable: true,
    description: 'Of parted, import_reverted, pin_ended and rules_applied; else null.',
  })
  change: HistoryChange | null;
}

export function toHistoryEntry(entry: HistoryEntry): HistoryEntryResponse {
  const { kind, at, by, reason, source, sourceId, version, observedAt, fields } = entry;
  const { mergeId, survivorId, retiredId, fromStatus, toStatus } = entry;
  return {
    kind,
    at: at.toISOString(),
    by,
    reason,
    record:
      kind === 'record'
        ? { system: source!, id: sourceId!, version: version!, observedAt: observedAt!.toISOString(), fields }
        : null,
    merge: mergeId ? { mergeId, survivorId: survivorId!, retiredId: retiredId! } : null,
    status: kind === 'status' ? { from: fromStatus!, to: toStatus! } : null,
    change: changeOf(entry),
  };
}

function changeOf({ kind, changedFields, changedRecords, customerId, partedId, causeId }: HistoryEntry) {
  if (!changedFields) return null;
  return {
    fields: changedFields,
    records: changedRecords!,
    customerId: customerId!,
    partedId,
    importId: kind === 'import_reverted' ? causeId : null,
    runId: kind === 'rules_applied' ? causeId : null,
  };
}
