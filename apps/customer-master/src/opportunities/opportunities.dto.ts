import {
  mostMinor,
  mostPieces,
  oaIdPattern,
  openStages,
  opportunitySources,
  type OpenStage,
  type OpportunitySource,
} from '@crm/contracts';
import { IsNotBlank } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsDay } from '../relationships/day.decorator.js';
import { IsCurrencyCode } from './currency.decorator.js';
import { sourceMeaning, stageMeaning } from './opportunity.response.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const said = (_: unknown, value: unknown): boolean => value !== undefined;

const title = { type: String, minLength: 1, maxLength: 200, example: '井下通风设备更新' } as const;
const amount = {
  type: 'integer',
  minimum: 0,
  maximum: mostMinor,
  example: 12800000,
  description: 'What it is worth if it is won, in minor units; 0: not known yet.',
} as const;
const currency = { type: String, pattern: '^[A-Z]{3}$', example: 'CNY', description: 'ISO 4217 code.' } as const;
export const probability = {
  type: 'integer',
  minimum: 0,
  maximum: 100,
  nullable: true,
  example: 30,
  description: 'How likely it is to be won, in percent; null: as the stage says.',
} as const;
const expectedCloseOn = {
  type: String,
  format: 'date',
  nullable: true,
  example: '2036-03-31',
  description: 'When a decision is expected; null: not known.',
} as const;
const competitor = {
  type: String,
  nullable: true,
  minLength: 1,
  maxLength: 200,
  example: '某设备厂',
  description: 'Who else is in the running; null: nobody is known.',
} as const;
const owner = { type: String, example: 'E1031' } as const;

export class WantedProductBody {
  @ApiProperty({ type: String, maxLength: 100, example: 'P-7', description: "The product's id in the ERP." })
  @Matches(/^[\x21-\x7e]{1,100}$/)
  productId: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: mostPieces,
    nullable: true,
    example: 2,
    description: 'How many; null: not known yet.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(mostPieces)
  quantity?: number | null;
}

const products = {
  type: WantedProductBody,
  isArray: true,
  maxItems: 50,
  description: 'What the customer wants; each product once.',
} as const;
const productId = (product: WantedProductBody): unknown => product?.productId;

export class OpenOpportunityRequest {
  @ApiProperty({ type: String, format: 'uuid', example: aCustomer, description: 'The customer; not a retired id.' })
  @IsUUID()
  customerId: string;

  @ApiProperty({ ...title, description: 'What it is about.' })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  title: string;

  @ApiProperty(amount)
  @IsInt()
  @Min(0)
  @Max(mostMinor)
  amountMinor: number;

  @ApiProperty(currency)
  @IsCurrencyCode()
  currency: string;

  @ApiPropertyOptional({ enum: openStages, default: 'lead', example: 'lead', description: stageMeaning })
  @ValidateIf(said)
  @IsIn(openStages)
  stage: OpenStage = 'lead';

  @ApiPropertyOptional(probability)
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  probability?: number | null;

  @ApiPropertyOptional(expectedCloseOn)
  @IsOptional()
  @IsDay()
  expectedCloseOn?: string | null;

  @ApiPropertyOptional(products)
  @ValidateIf(said)
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique(productId)
  @ValidateNested({ each: true })
  @Type(() => WantedProductBody)
  products: WantedProductBody[] = [];

  @ApiPropertyOptional(competitor)
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  competitor?: string | null;

  @ApiProperty({ enum: opportunitySources, example: 'inbound', description: sourceMeaning })
  @IsIn(opportunitySources)
  source: OpportunitySource;

  @ApiPropertyOptional({ ...owner, description: 'Who pursues it; left out: you.' })
  @IsOptional()
  @Matches(oaIdPattern)
  owner?: string | null;
}

/** Fields that are left out stay. */
export class CorrectOpportunityRequest {
  @ApiPropertyOptional({ ...title, description: 'What it is about.' })
  @ValidateIf(said)
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  title?: string;

  @ApiPropertyOptional(amount)
  @ValidateIf(said)
  @IsInt()
  @Min(0)
  @Max(mostMinor)
  amountMinor?: number;

  @ApiPropertyOptional(currency)
  @ValidateIf(said)
  @IsCurrencyCode()
  currency?: string;

  @ApiPropertyOptional(probability)
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  probability?: number | null;

  @ApiPropertyOptional(expectedCloseOn)
  @IsOptional()
  @IsDay()
  expectedCloseOn?: string | null;

  @ApiPropertyOptional(products)
  @ValidateIf(said)
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique(productId)
  @ValidateNested({ each: true })
  @Type(() => WantedProductBody)
  products?: WantedProductBody[];

  @ApiPropertyOptional(competitor)
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  competitor?: string | null;

  @ApiPropertyOptional({ enum: opportunitySources, example: 'inbound', description: sourceMeaning })
  @ValidateIf(said)
  @IsIn(opportunitySources)
  source?: OpportunitySource;

  @ApiPropertyOptional({ ...owner, description: 'Who pursues it from now on.' })
  @ValidateIf(said)
  @Matches(oaIdPattern)
  owner?: string;
}
