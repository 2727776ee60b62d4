import { type CaseKind, caseKinds } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { ProductResponse } from '../cases/case.dto.js';
import { type Article, type ArticleLanguage, articleLanguages } from './article.js';
import type { TextForCustomer } from './article-views.service.js';
import { type TextChannel, textChannels, type TextFormat } from './rules/channel-text.js';
import { allowedFor, type ArticleAction, articleActions, type ArticleState, articleStates } from './rules/states.js';

export const anArticle = '01981a2b-5555-7000-8000-000000000001';

export class ArticleTextResponse {
  @ApiProperty({ description: 'One line.', example: '离心水泵无法启动的排查' })
  title: string;

  @ApiProperty({ description: 'Markdown.', example: '1. 检查热继电器是否跳闸，按**复位键**；\n2. 灌泵排气后再启动。' })
  body: string;
}

export class ArticleStepResponse {
  @ApiProperty({ description: 'Employee who took the step.', example: 'E1021' })
  by: string;

  @ApiProperty({ format: 'date-time', description: 'When.', example: '2026-01-05T02:00:00.000Z' })
  at: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why; null: not asked for.', example: null })
  reason: string | null;
}

const step = (description: string) => ({ type: ArticleStepResponse, nullable: true, description });

export class ArticleResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the article, the same for all its texts.', example: anArticle })
  id: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change; also the ETag.', example: 3 })
  version: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Which text of the article this is.', example: 1 })
  number: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The text that customers get; null: none.',
    example: 1,
  })
  publishedNumber: number | null;

  @ApiProperty({ enum: articleStates, enumName: 'ArticleState', description: 'Of this text.', example: 'published' })
  state: ArticleState;

  @ApiProperty({
    enum: articleActions,
    enumName: 'ArticleAction',
    isArray: true,
    description: 'What the state allows with this text.',
    example: ['edit', 'retire'],
  })
  allowed: ArticleAction[];

  @ApiProperty({ type: ArticleTextResponse, description: 'In Chinese.' })
  zh: ArticleTextResponse;

  @ApiProperty({ type: ArticleTextResponse, nullable: true, description: 'In English; null: not translated.' })
  en: ArticleTextResponse | null;

  @ApiProperty({ type: ProductResponse, nullable: true, description: 'The product that it is about; null: none.' })
  product: ProductResponse | null;

  @ApiProperty({
    enum: caseKinds,
    enumName: 'CaseKind',
    isArray: true,
    description: 'Kinds of cases that it is for.',
    example: ['repair', 'technical'],
  })
  caseKinds: CaseKind[];

  @ApiProperty({ type: String, nullable: true, description: 'Code of the cause; null: none.', example: 'no_start' })
  cause: string | null;

  @ApiProperty({ type: [String], description: 'What customers call it.', example: ['水泵', '不转'] })
  tags: string[];

  @ApiProperty({
    type: [String],
    description: 'Everybody who wrote at this text; none of them may publish it.',
    example: ['E1003'],
  })
  authors: string[];

  @ApiProperty({
    format: 'date-time',
    description: 'When it was last written at.',
    example: '2026-01-05T02:00:00.000Z',
  })
  writtenAt: string;

  @ApiProperty(step('When it was last given to review; null: never.'))
  submitted: ArticleStepResponse | null;

  @ApiProperty(step('When a reviewer last gave it back; null: never.'))
  returned: ArticleStepResponse | null;

  @ApiProperty(step('When it was published; null: never.'))
  published: ArticleStepResponse | null;

  @ApiProperty(
    step('When customers got it no more; without a reason a newer text took its place. Null: it is not retired.'),
  )
  retired: ArticleStepResponse | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Cases with which the article was used, in any of its texts.',
    example: 12,
  })
  uses: number;
}

export const toResponse = (article: Article): ArticleResponse => ({
  id: article.id,
  version: article.version,
  number: article.number,
  publishedNumber: article.publishedNumber,
  state: article.state,
  allowed: allowedWith(article),
  zh: article.zh,
  en: article.en,
  product: article.productId === null ? null : { id: article.productId },
  caseKinds: article.caseKinds,
  cause: article.cause,
  tags: article.tags,
  authors: article.authors,
  writtenAt: article.writtenAt.toISOString(),
  submitted: toStep(article.submittedBy, article.submittedAt, null),
  returned: toStep(article.returnedBy, article.returnedAt, article.returnReason),
  published: toStep(article.publishedBy, article.publishedAt, null),
  retired: toStep(article.retiredBy, article.retiredAt, article.retireReason),
  uses: article.uses,
});

/** Of an older text than the newest, the published one can be retired; nothing else is done with it. */
function allowedWith({ number, newest, state, publishedNumber }: Article): ArticleAction[] {
  if (number === newest) return allowedFor({ state, isPublished: publishedNumber !== null });
  return number === publishedNumber ? ['retire'] : [];
}

const toStep = (by: string | null, at: Date | null, reason: string | null): ArticleStepResponse | null =>
  by === null ? null : { by, at: at!.toISOString(), reason };

export class ArticleForChannelResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the article.', example: anArticle })
  articleId: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Which text of the article it is.', example: 1 })
  number: number;

  @ApiProperty({ enum: textChannels, enumName: 'TextChannel', description: 'Where it goes.', example: 'wechat' })
  channel: TextChannel;

  @ApiProperty({
    enum: articleLanguages,
    enumName: 'ArticleLanguage',
    description: 'Language of the text.',
    example: 'zh',
  })
  language: ArticleLanguage;

  @ApiProperty({ enum: ['plain', 'markdown'], description: 'How `text` is written.', example: 'plain' })
  format: TextFormat;

  @ApiProperty({ description: 'The title, for the subject of a mail.', example: '离心水泵无法启动的排查' })
  title: string;

  @ApiProperty({
    description: 'The text, ready to be sent or read out; not longer than the channel carries.',
    example: '1. 检查热继电器是否跳闸，按复位键；\n2. 灌泵排气后再启动。',
  })
  text: string;

  @ApiProperty({ description: 'Whether the channel could not carry the whole text.', example: false })
  shortened: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where the whole text is, also at the end of `text`; null: it is whole, or no page is configured.',
    example: null,
  })
  link: string | null;
}

export const toChannelResponse = (
  { article, format, title, text, shortened, link }: TextForCustomer,
  channel: TextChannel,
  language: ArticleLanguage,
): ArticleForChannelResponse => ({
  articleId: article.id,
  number: article.number,
  channel,
  language,
  format,
  title,
  text,
  shortened,
  link,
});
