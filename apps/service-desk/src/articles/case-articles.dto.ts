import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ProductResponse } from '../cases/case.dto.js';
import { type ArticleLanguage, articleLanguages } from './article.js';
import { anArticle } from './article.response.js';
import type { ArticleUse } from './article-uses.repository.js';
import type { SuggestedArticle } from './case-articles.service.js';
import { type SuggestionReason, suggestionReasons, suggestionThreshold } from './rules/suggestions.js';

const language = { enum: articleLanguages, enumName: 'ArticleLanguage', example: 'zh' } as const;

/** Query of `GET /cases/{id}/articles`. */
export class SuggestionsQuery {
  @ApiPropertyOptional({
    ...language,
    default: 'zh',
    description: 'Only articles that can be told in this language, whatever the customer wrote in.',
  })
  @IsOptional()
  @IsIn(articleLanguages)
  language: ArticleLanguage = 'zh';

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 20, default: 5, description: 'At most so many.' })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : (value as unknown)))
  @IsInt()
  @Min(1)
  @Max(20)
  limit: number = 5;
}

export class SuggestedArticleResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the article.', example: anArticle })
  articleId: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The published text.', example: 1 })
  number: number;

  @ApiProperty({ description: 'Its title in the language asked for.', example: '离心水泵无法启动的排查' })
  title: string;

  @ApiProperty({ type: ProductResponse, nullable: true, description: 'The product that it is about; null: none.' })
  product: ProductResponse | null;

  @ApiProperty({
    type: Number,
    minimum: 0,
    maximum: 1,
    description: `How much of what the customer said the article covers, more where it is about the product, less where it is for other kinds of cases. Suggested from ${suggestionThreshold} on.`,
    example: 0.31,
  })
  score: number;

  @ApiProperty({
    enum: suggestionReasons,
    enumName: 'ArticleSuggestionReason',
    isArray: true,
    description: 'What speaks for it.',
    example: ['similar_text', 'same_product', 'same_kind'],
  })
  reasons: SuggestionReason[];

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'What the texts have in common, the most telling first; null without `case:read-text`.',
    example: ['水泵', '启动', '电源'],
  })
  terms: string[] | null;

  @ApiProperty({ description: 'Whether it was used with the case already.', example: false })
  used: boolean;
}

export class SuggestionsResponse {
  @ApiProperty({ ...language, description: 'Language of the titles.' })
  language: ArticleLanguage;

  @ApiProperty({ type: [SuggestedArticleResponse], description: 'The best first; none: nothing is similar enough.' })
  items: SuggestedArticleResponse[];
}

export const toSuggestions = (suggested: SuggestedArticle[], asked: ArticleLanguage): SuggestionsResponse => ({
  language: asked,
  items: suggested.map(({ article, score, reasons, terms, used }) => ({
    articleId: article.id,
    number: article.number,
    title: article[asked]!.title,
    product: article.productId === null ? null : { id: article.productId },
    score: Math.round(score * 1000) / 1000,
    reasons,
    terms,
    used,
  })),
});

export class ArticleUseResponse {
  @ApiProperty({ format: 'uuid', description: 'The case.', example: '01981a2b-4444-7000-8000-000000000001' })
  caseId: string;

  @ApiProperty({ format: 'uuid', description: 'The article.', example: anArticle })
  articleId: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The text that was published then.', example: 1 })
  number: number;

  @ApiProperty({ description: 'Employee who used it first with this case.', example: 'E1002' })
  usedBy: string;

  @ApiProperty({ format: 'date-time', description: 'When.', example: '2026-01-05T02:00:00.000Z' })
  usedAt: string;
}

export const toUseResponse = (use: ArticleUse): ArticleUseResponse => ({ ...use, usedAt: use.usedAt.toISOString() });
