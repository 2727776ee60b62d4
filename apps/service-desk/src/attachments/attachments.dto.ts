import { ApiProperty } from '@nestjs/swagger';
import type { ReadableAttachment } from './attachments.service.js';
import { allowedTypes } from './rules/file-type.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;

/** Parts of `POST /cases/{id}/attachments`. */
export class AttachmentForm {
  @ApiProperty({
    type: 'string',
    format: 'binary',
    description: 'The file; its content says what it is.',
    example: '订单,数量\nSO-2026-0001,2',
  })
  file: unknown;
}

export class AttachmentResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the file.', example: '01981a2b-4444-7000-8000-0000000000f1' })
  id: string;

  @ApiProperty({
    format: 'uuid',
    description: 'The case that it was given to: this one, or one that was merged into it.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Its name, made safe; null without `case:read-text`, after erasure, and once it is deleted.',
    example: '破损照片.png',
  })
  name: string | null;

  @ApiProperty({ enum: allowedTypes, description: 'What it is by its content.', example: 'image/png' })
  type: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Size of the content in bytes.', example: 48213 })
  bytes: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'SHA-256 of the content, hexadecimal; null once it is deleted.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256: string | null;

  @ApiProperty({ ...instant, description: 'When it was added.' })
  addedAt: string;

  @ApiProperty({ description: 'Id of who added it, or of what recorded the contact.', example: 'E1002' })
  addedBy: string;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When its content was destroyed; null: it is there.',
  })
  deletedAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Id of who had it destroyed.', example: null })
  deletedBy: string | null;
}

export const toAttachmentResponse = ({ attachment, name }: ReadableAttachment): AttachmentResponse => ({
  id: attachment.id,
  caseId: attachment.caseId,
  name,
  type: attachment.type,
  bytes: attachment.bytes,
  sha256: attachment.sha256,
  addedAt: attachment.addedAt.toISOString(),
  addedBy: attachment.addedBy,
  deletedAt: attachment.deletedAt?.toISOString() ?? null,
  deletedBy: attachment.deletedBy,
});
