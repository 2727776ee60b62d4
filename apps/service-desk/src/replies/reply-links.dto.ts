import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import type { Conversation } from './reply-links.service.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;

/** What a customer writes back. */
export class GiveReplyAnswerRequest {
  @ApiProperty({
    maxLength: 5000,
    description: 'The answer, at most 5,000 characters.',
    example: '照片已补充，请查收。',
  })
  @IsString()
  @MaxLength(5_000)
  @Matches(/\S/)
  text: string;
}

/** One reply or answer. */
export class ConversationMessage {
  @ApiProperty({ enum: ['desk', 'customer'], description: 'Who wrote it.', example: 'desk' })
  from: 'desk' | 'customer';

  @ApiProperty({ ...instant, description: 'When.' })
  at: string;

  @ApiProperty({ description: 'What was written.', example: '已与物流核实，明天上午送达。' })
  text: string;
}

/** What a customer reads behind a link. */
export class ConversationResponse {
  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  caseNumber: string;

  @ApiProperty({ ...instant, description: 'Until when it can be read and answered.' })
  validUntil: string;

  @ApiProperty({ type: [ConversationMessage], description: 'Replies and what was answered to them, the oldest first.' })
  messages: ConversationMessage[];
}

/** That the answer was taken. */
export class ReplyAnswerReceipt {
  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  caseNumber: string;

  @ApiProperty({ ...instant, description: 'When the answer was taken; of a repetition when it was the first time.' })
  receivedAt: string;
}

/** The replies and answers as programs read them. What can be read no more is left out. */
export const toConversation = ({ caseNumber, validUntil, replies }: Conversation): ConversationResponse => ({
  caseNumber,
  validUntil: validUntil.toISOString(),
  messages: replies
    .flatMap(({ reply, text, answers }) => [
      { from: 'desk' as const, at: reply.writtenAt.toISOString(), text },
      ...answers.map((answer) => ({
        from: 'customer' as const,
        at: answer.receivedAt.toISOString(),
        text: answer.text,
      })),
    ])
    .flatMap(({ text, ...message }) => (text === null ? [] : [{ ...message, text }]))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
});
