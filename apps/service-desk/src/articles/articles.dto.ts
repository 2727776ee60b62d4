import { type CaseKind, caseKinds } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { type ArticleContent, type ArticleLanguage, articleLanguages } from './article.js';
import { textChannels, type TextChannel } from './rules/channel-text.js';
import { type ArticleState, articleStates } from './rules/states.js';

/** One line that says something. */
const line = (length: number): RegExp => new RegExp(`^(?=.*\\S)[^\\p{Cc}]{1,${length}}$`, 'u');

/** A title and a body in one language. */
export class ArticleTextRequest {
  @ApiProperty({ maxLength: 200, description: 'One line; the subject of a mail.', example: '离心水泵无法启动的排查' })
  @IsString()
  @Matches(line(200))
  title: string;

  @ApiProperty({
    maxLength: 20000,
    description:
      'What customers are told, the same on every channel: Markdown with paragraphs, headings, lists, quotes, bold, ' +
      'italic, code and links to http, https, mailto and tel. No HTML.',
    example: '1. 检查热继电器是否跳闸，按**复位键**；\n2. 灌泵排气后再启动。',
  })
  @IsString()
  @MaxLength(20_000)
  @Matches(/\S/)
  body: string;
}

class ArticleProductRequest {
  @ApiProperty({ maxLength: 100, description: 'Id of the product in the ERP.', example: 'P-19' })
  @Matches(line(100))
  id: string;
}

/** Body of `POST /articles` and `PUT /articles/{id}/draft`: the whole content; what is left out is empty. */
export class ArticleRequest {
  @ApiProperty({ type: ArticleTextRequest, description: 'The text in Chinese.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ArticleTextRequest)
  zh: ArticleTextRequest;

  @ApiPropertyOptional({ type: ArticleTextRequest, nullable: true, description: 'The text in English; null: none.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ArticleTextRequest)
  en?: ArticleTextRequest | null;

  @ApiPropertyOptional({
    type: ArticleProductRequest,
    nullable: true,
    description: 'The product that it is about; null: it is about none in particular.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ArticleProductRequest)
  product?: ArticleProductRequest | null;

  @ApiProperty({
    enum: caseKinds,
    enumName: 'CaseKind',
    isArray: true,
    minItems: 1,
    description: 'Kinds of cases that it is for.',
    example: ['repair', 'technical'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(caseKinds, { each: true })
  caseKinds: CaseKind[];

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 100,
    description: 'Code of the cause that it helps against; null: none.',
    example: 'no_start',
  })
  @IsOptional()
  @Matches(line(100))
  cause?: string | null;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 20,
    description: 'What customers call it: these words count as much as the title when articles are suggested.',
    example: ['水泵', '不转'],
    default: [],
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @Matches(line(40), { each: true })
  tags?: string[] | null;
}

export const toContent = ({ zh, en, product, caseKinds: kinds, cause, tags }: ArticleRequest): ArticleContent => ({
  zh: { title: zh.title, body: zh.body },
  en: en ? { title: en.title, body: en.body } : null,
  productId: product?.id ?? null,
  caseKinds: kinds,
  cause: cause ?? null,
  tags: tags ?? [],
});

/** Body of `POST /articles/{id}/return` and `…/retire`. */
export class ArticleReasonRequest {
  @ApiProperty({ maxLength: 2000, description: 'Why; kept with the text.', example: '第二步缺少安全提示，请补充。' })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  reason: string;
}

/** Filters of `GET /articles`. */
export class ListArticlesQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: articleStates,
    enumName: 'ArticleState',
    description:
      'Only articles with a text in this state; `retired`: none is published any more. Left out: the newest text of each ' +
      'article, for readers the published one.',
    example: 'published',
  })
  @IsOptional()
  @IsIn(articleStates)
  state?: ArticleState;

  @ApiPropertyOptional({ maxLength: 100, description: 'Only about this product of the ERP.', example: 'P-19' })
  @IsOptional()
  @Matches(line(100))
  productId?: string;

  @ApiPropertyOptional({
    enum: caseKinds,
    enumName: 'CaseKind',
    description: 'Only for this kind of case.',
    example: 'repair',
  })
  @IsOptional()
  @IsIn(caseKinds)
  kind?: CaseKind;

  @ApiPropertyOptional({
    maxLength: 100,
    description: 'Words, with blanks between them, that all stand in the titles, texts or tags, in either language.',
    example: '水泵 启动',
  })
  @IsOptional()
  @Matches(line(100))
  query?: string;
}

/** Query of `GET /articles/{id}/text`. */
export class ArticleTextQuery {
  @ApiProperty({
    enum: textChannels,
    enumName: 'TextChannel',
    description: 'Where it goes; `phone` is read out.',
    example: 'wechat',
  })
  @IsIn(textChannels)
  channel: TextChannel;

  @ApiPropertyOptional({
    enum: articleLanguages,
    enumName: 'ArticleLanguage',
    default: 'zh',
    description: 'Language of the text.',
    example: 'zh',
  })
  @IsOptional()
  @IsIn(articleLanguages)
  language: ArticleLanguage = 'zh';
}
