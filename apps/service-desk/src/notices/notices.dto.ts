import { type NoticeKind, noticeKinds } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PersonResponse } from '../cases/case.dto.js';
import type { Notice } from './notices.service.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;

/** Filter of `GET /notices`. */
export class ListNoticesQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'true: only what is unread; false: only what was read; left out: all.',
    example: 'true',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  unread?: 'true' | 'false';

  @ApiPropertyOptional({
    enum: noticeKinds,
    enumName: 'NoticeKind',
    description: 'Only of this kind.',
    example: 'decided',
  })
  @IsOptional()
  @IsIn(noticeKinds)
  kind?: NoticeKind;
}

/** Body of `POST /notices/read`. */
export class ReadNoticesRequest {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'The newest notice that was seen: it and the older ones are read. Null or left out: all that there are.',
    example: '01981a2b-4444-7000-8000-0000000000f1',
  })
  @IsOptional()
  @IsUUID()
  upTo?: string | null;
}

export class NoticesReadResponse {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many were unread until now.', example: 12 })
  read: number;
}

/** Something that the acting user is told about a case. */
export class NoticeResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the notice.', example: '01981a2b-4444-7000-8000-0000000000f1' })
  id: string;

  @ApiProperty({
    enum: noticeKinds,
    enumName: 'NoticeKind',
    description:
      'assigned 成为责任人, handed_over 移交成功, offered 收到移交, declined 移交被拒, withdrawn 移交被撤回, mentioned 被提及, customer_contact ' +
      '客户来讯, deadline 时限提醒, not_delivered 答复未送达, callback_assigned 指派回访, reopened 工单重开, ' +
      'decided 申请已有结果, adjudication 待裁决, to_decide 待我审批.',
    example: 'mentioned',
  })
  kind: NoticeKind;

  @ApiProperty({ format: 'uuid', description: 'Id of the case.', example: '01981a2b-4444-7000-8000-000000000001' })
  caseId: string;

  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  caseNumber: string;

  @ApiProperty({
    format: 'uuid',
    description: 'The entry of the timeline of the case that is the cause.',
    example: '01981a2b-4444-7000-8000-00000000e001',
  })
  entryId: string;

  @ApiProperty({ ...instant, description: 'When it happened.' })
  at: string;

  @ApiProperty({
    type: PersonResponse,
    nullable: true,
    description: 'Who caused it; null: the system or the customer.',
  })
  by: PersonResponse | null;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it was read; null: not yet.' })
  readAt: string | null;
}

/** How much the acting user has not read. */
export class UnreadResponse {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 1000,
    description: 'Unread notices, at most 1,000.',
    example: 3,
  })
  count: number;

  @ApiProperty({ description: 'Whether there are more than that.', example: false })
  isMore: boolean;
}

/** What a client sees of a notice. */
export const toNoticeResponse = ({ employeeId: _, at, readAt, ...notice }: Notice): NoticeResponse => ({
  ...notice,
  at: at.toISOString(),
  readAt: readAt?.toISOString() ?? null,
});
