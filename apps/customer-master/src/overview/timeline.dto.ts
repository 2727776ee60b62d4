import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import type { TimelineRow } from './overview.repository.js';
import { labelOf, type TimelineFacts, timelineTypes, type TimelineType } from './rules/timeline-entries.js';

export class TimelineQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    example: 'case.opened,case.closed',
    description: `Only these types, parted by commas: ${timelineTypes.map((type) => `\`${type}\``).join(', ')}.`,
  })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : (value as unknown)))
  @IsIn(timelineTypes, { each: true })
  types?: TimelineType[];
}

export class LabelResponse {
  @ApiProperty({ type: String, example: '投诉 C-2026-000123 立案', description: 'In Chinese.' })
  zh: string;
  @ApiProperty({ type: String, example: 'Complaint C-2026-000123 opened', description: 'In English.' })
  en: string;
}

export class TimelineEntryResponse {
  @ApiProperty({
    type: String,
    example: '01981a2b-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
    description: 'Id of the event that told it.',
  })
  id: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it happened.' })
  at: string;
  @ApiProperty({ enum: timelineTypes, example: 'case.opened', description: 'What happened.' })
  type: TimelineType;
  @ApiProperty({ type: LabelResponse, description: 'What happened, in words.' })
  label: LabelResponse;
  @ApiProperty({
    type: String,
    example: 'case/01981a2b-4444-7000-8000-000000000001',
    description: 'What it is about, as `<thing>/<id>`.',
  })
  subject: string;
  @ApiProperty({ type: String, example: 'service-desk', description: 'The service that told it.' })
  source: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The customer id that the service first saw.',
  })
  customerId: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { caseId: '01981a2b-4444-7000-8000-000000000001', number: 'C-2026-000123', kind: 'complaint' },
    description: 'Ids, words and numbers of the entry; nothing personal.',
  })
  facts: TimelineFacts;
}

export const toTimelineEntry = (row: TimelineRow): TimelineEntryResponse => ({
  id: row.eventId,
  at: row.at.toISOString(),
  type: row.type,
  label: labelOf(row.type, row.facts),
  subject: row.subject,
  source: row.source,
  customerId: row.customerId,
  facts: row.facts,
});
