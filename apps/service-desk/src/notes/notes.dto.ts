import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { PersonResponse } from '../cases/case.dto.js';
import type { Note } from './notes.service.js';

const aNote = '01981a2b-4444-7000-8000-00000000e001';

/** Body of `POST /cases/{id}/notes`. */
export class WriteNoteRequest {
  @ApiProperty({
    maxLength: 10000,
    description: 'For colleagues only; kept with the case and never changed.',
    example: '客户只在下午方便接电话，运费争议请财务确认。',
  })
  @IsString()
  @MaxLength(10_000)
  @Matches(/\S/)
  text: string;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 20,
    description: "Employees' ids, each once: they get a notice. They see the case only if they could see it anyway.",
    example: ['E1071'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @Matches(/^[^\p{Cc}]{1,200}$/u, { each: true })
  mentions?: string[];

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The note of this case that this one corrects; both stay.',
    example: aNote,
  })
  @IsOptional()
  @IsUUID()
  corrects?: string;
}

/** A note as it was written. */
export class NoteResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the note, an entry of the timeline of the case.', example: aNote })
  id: string;

  @ApiProperty({ format: 'date-time', description: 'When it was written.', example: '2026-01-05T02:00:00.000Z' })
  at: string;

  @ApiProperty({ type: PersonResponse, description: 'Who wrote it.' })
  by: PersonResponse;

  @ApiProperty({ description: 'What was written.', example: '客户只在下午方便接电话，运费争议请财务确认。' })
  text: string;

  @ApiProperty({ type: [String], description: 'Who was told.', example: ['E1071'] })
  mentions: string[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The note that it corrects; null: none.',
    example: null,
  })
  corrects: string | null;
}

/** What its author sees of a note. */
export const toNoteResponse = ({ at, ...note }: Note): NoteResponse => ({ ...note, at: at.toISOString() });
