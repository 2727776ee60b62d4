import { IsInstant, IsNotBlank } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import {
  contactLanguages,
  contactStyles,
  households,
  incomeBands,
  legalBases,
  maritalStatuses,
  preferredChannels,
  weekdays,
  type ContactLanguage,
  type ContactStyle,
  type Household,
  type IncomeBand,
  type LegalBasis,
  type MaritalStatus,
  type PreferredChannel,
  type Weekday,
} from './personal.shape.js';

const clock = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

export class ContactTimeDto {
  @ApiProperty({ enum: weekdays, isArray: true, minItems: 1, example: ['mon', 'tue'], description: 'On which days.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(weekdays.length)
  @IsIn(weekdays, { each: true })
  days: Weekday[];

  @ApiProperty({
    type: String,
    pattern: clock.source,
    example: '14:00',
    description: 'From, `HH:mm` in the business time zone.',
  })
  @Matches(clock)
  from: string;

  @ApiProperty({
    type: String,
    pattern: clock.source,
    example: '17:30',
    description: 'Until, `HH:mm`, later than `from`; a window over midnight is two.',
  })
  @Matches(clock)
  to: string;
}

export class PreferencesDto {
  @ApiPropertyOptional({
    enum: preferredChannels,
    example: 'phone',
    description: 'The way that the customer likes best.',
  })
  @IsOptional()
  @IsIn(preferredChannels)
  channel?: PreferredChannel;

  @ApiPropertyOptional({
    type: [ContactTimeDto],
    maxItems: 14,
    description: 'When the customer likes to be contacted; replaced as a whole.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(14)
  @ValidateNested({ each: true })
  @Type(() => ContactTimeDto)
  times?: ContactTimeDto[];

  @ApiPropertyOptional({
    enum: contactStyles,
    example: 'brief',
    description: 'formal 正式 · brief 简洁 · warm 亲切 · detailed 详尽.',
  })
  @IsOptional()
  @IsIn(contactStyles)
  style?: ContactStyle;

  @ApiPropertyOptional({ enum: contactLanguages, example: 'zh-CN', description: 'BCP 47.' })
  @IsOptional()
  @IsIn(contactLanguages)
  language?: ContactLanguage;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 10,
    example: ['价格'],
    description: 'Topics that nobody should touch on, a word or two each; replaced as a whole. Kept sealed.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(40, { each: true })
  avoid?: string[];
}

export class LegalBasisDto {
  @ApiProperty({
    enum: legalBases,
    example: 'consent',
    description: 'consent 同意（敏感个人信息须单独同意）· contract 合同 · legal_obligation 法定义务.',
  })
  @IsIn(legalBases)
  basis: LegalBasis['basis'];

  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 200,
    example: 'CONSENT-2026-0042',
    description: 'Where it is proved: number of the consent form or contract, or the law.',
  })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  evidence: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00Z',
    description: 'When it was obtained; not in the future.',
  })
  @IsInstant({ notAhead: true })
  obtainedAt: string;
}

const legalBasis = {
  type: LegalBasisDto,
  description: 'Why this may be kept (PIPL art. 13, 28, 29). Without it the request is refused.',
};

export class FamilyDto {
  @ApiPropertyOptional({
    enum: maritalStatuses,
    example: 'married',
    description: 'single 未婚 · married 已婚 · divorced 离异 · widowed 丧偶.',
  })
  @IsOptional()
  @IsIn(maritalStatuses)
  maritalStatus?: MaritalStatus;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 20, example: 1, description: 'How many children.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(20)
  children?: number;

  @ApiPropertyOptional({
    enum: households,
    example: 'with_children',
    description:
      'single 独居 · couple 二人 · with_children 与子女 · with_parents 与父母 · three_generations 三代同堂 · other 其他.',
  })
  @IsOptional()
  @IsIn(households)
  household?: Household;

  // That it is missing is for the rules to say: they know why it is needed.
  @ApiProperty(legalBasis)
  @IsOptional()
  @ValidateNested()
  @Type(() => LegalBasisDto)
  legalBasis: LegalBasisDto;
}

export class IncomeDto {
  @ApiProperty({
    enum: incomeBands,
    example: '100_200',
    description: 'Yearly income before tax in thousand CNY: below 50, 50 to 100, 100 to 200, 200 to 500, above 500.',
  })
  @IsIn(incomeBands)
  band: IncomeBand;

  @ApiProperty(legalBasis)
  @IsOptional()
  @ValidateNested()
  @Type(() => LegalBasisDto)
  legalBasis: LegalBasisDto;
}
