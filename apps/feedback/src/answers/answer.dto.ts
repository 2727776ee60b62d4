import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { caseClosedSurvey } from '../invitations/survey-link.js';
import { type AnswerLanguage, answerLanguages } from '../responses/given-answer.js';
import type { Receipt } from './answers.service.js';
import { surveyTexts } from './survey-texts.js';

/** The answer of a customer; at least one of the two scores. */
export class GiveAnswerRequest {
  /** Would recommend. */
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 10,
    nullable: true,
    description: 'Would recommend, 0–10; null, empty in a form, or left out: no answer.',
    example: 3,
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10)
  nps?: number | null;

  /** Satisfaction. */
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 5,
    nullable: true,
    description: 'Satisfaction, 1–5; null, empty in a form, or left out: no answer.',
    example: 2,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  csat?: number | null;

  /** Own words. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 2000,
    description: 'Own words, at most 2,000 characters.',
    example: '等了三天才有人回电。',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  comment?: string | null;

  /** Language of the questions. */
  @ApiPropertyOptional({
    enum: answerLanguages,
    description: 'Language of the questions that were answered; left out: that of `lang` or Accept-Language.',
    example: 'zh',
  })
  @IsOptional()
  @IsIn(answerLanguages)
  language?: AnswerLanguage;
}

/** One question of the survey. */
export class SurveyQuestion {
  /** Field of the answer. */
  @ApiProperty({ enum: ['csat', 'nps', 'comment'], description: 'Field of the answer.', example: 'csat' })
  name: 'csat' | 'nps' | 'comment';

  /** The question. */
  @ApiProperty({ description: 'The question, in the language asked for.', example: '您对这次服务的满意程度如何？' })
  text: string;

  /** Lowest score, or fewest characters. */
  @ApiProperty({ type: 'integer', description: 'Lowest score; for the comment fewest characters.', example: 1 })
  minimum: number;

  /** Highest score, or most characters. */
  @ApiProperty({ type: 'integer', description: 'Highest score; for the comment most characters.', example: 5 })
  maximum: number;

  /** What the two ends mean. */
  @ApiProperty({
    type: [String],
    description: 'What the two ends mean; empty for the comment.',
    example: ['1 表示非常不满意', '5 表示非常满意'],
  })
  ends: string[];
}

/** The survey behind a link. */
export class SurveyResponse {
  /** The survey. */
  @ApiProperty({ description: 'The survey.', example: caseClosedSurvey })
  survey: string;

  /** That it can be answered. */
  @ApiProperty({ enum: ['open'], description: 'It can be answered; every other state is a problem.', example: 'open' })
  state: 'open';

  /** Language of the texts. */
  @ApiProperty({ enum: answerLanguages, description: 'Language of the texts.', example: 'zh' })
  language: AnswerLanguage;

  /** Until when it can be answered. */
  @ApiProperty({
    format: 'date-time',
    description: 'Until when it can be answered.',
    example: '2026-01-20T01:00:01.000Z',
  })
  validUntil: string;

  /** The questions; none is compulsory, but one score is. */
  @ApiProperty({
    type: [SurveyQuestion],
    description: 'The questions; at least one of the two scores has to be given.',
  })
  questions: SurveyQuestion[];

  /** The customer's right to complain. */
  @ApiProperty({
    description: "Note on the customer's right to complain, to be shown.",
    example: '您随时有权向我们投诉……',
  })
  complaintRight: string;
}

/** That the answer counts. */
export class AnswerReceipt {
  /** That it was answered. */
  @ApiProperty({ enum: ['responded'], description: 'The answer counts.', example: 'responded' })
  state: 'responded';

  /** Would recommend. */
  @ApiProperty({ type: 'integer', nullable: true, description: 'Would recommend, as taken.', example: 3 })
  nps: number | null;

  /** Satisfaction. */
  @ApiProperty({ type: 'integer', nullable: true, description: 'Satisfaction, as taken.', example: 2 })
  csat: number | null;

  /** When it was taken. */
  @ApiProperty({ format: 'date-time', description: 'When it was taken.', example: '2026-01-07T02:00:00.000Z' })
  answeredAt: string;

  /** Whether somebody will get in touch. */
  @ApiProperty({ description: 'Whether somebody will get in touch with the customer.', example: true })
  followUp: boolean;

  /** The customer's right to complain. */
  @ApiProperty({
    description: "Note on the customer's right to complain, to be shown.",
    example: '您随时有权向我们投诉……',
  })
  complaintRight: string;
}

/** The survey as programs read it. */
export function toSurveyResponse(language: AnswerLanguage, validUntil: Date): SurveyResponse {
  const { csat, nps, comment, complaintRight } = surveyTexts[language];
  return {
    survey: caseClosedSurvey,
    state: 'open',
    language,
    validUntil: validUntil.toISOString(),
    questions: [
      { name: 'csat', text: csat.question, minimum: 1, maximum: 5, ends: [csat.lowest, csat.highest] },
      { name: 'nps', text: nps.question, minimum: 0, maximum: 10, ends: [nps.lowest, nps.highest] },
      { name: 'comment', text: comment.question, minimum: 0, maximum: 2_000, ends: [] },
    ],
    complaintRight: complaintRight.text,
  };
}

/** The receipt as programs read it. */
export const toAnswerReceipt = (language: AnswerLanguage, receipt: Receipt): AnswerReceipt => ({
  state: 'responded',
  nps: receipt.nps,
  csat: receipt.csat,
  answeredAt: receipt.answeredAt.toISOString(),
  followUp: receipt.followUp,
  complaintRight: surveyTexts[language].complaintRight.text,
});
