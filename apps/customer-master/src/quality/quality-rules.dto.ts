import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import {
  ExpectedFields,
  FaultShare,
  IndustryFieldsBody,
  MaxAges,
  PlausibleAges,
  QualityWeights,
} from './quality-rules.parts.js';
import { faultCodes } from './rules/quality-rules.js';

/** Body of `PUT /quality-rules`: the whole set. */
export class QualityRulesBody {
  @ApiProperty({ type: QualityWeights, description: 'How much each dimension counts; only the proportions matter.' })
  @ValidateNested()
  @Type(() => QualityWeights)
  weights: QualityWeights;
  @ApiProperty({ type: ExpectedFields, description: 'What a good record has.' })
  @ValidateNested()
  @Type(() => ExpectedFields)
  fields: ExpectedFields;
  @ApiProperty({ type: [IndustryFieldsBody], maxItems: 200, description: 'What is different in some industries.' })
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique(({ industry, kind }: IndustryFieldsBody) => `${kind} ${industry}`)
  @ValidateNested({ each: true })
  @Type(() => IndustryFieldsBody)
  industries: IndustryFieldsBody[];
  @ApiProperty({ type: MaxAges, description: 'How long values stay fresh, by group.' })
  @ValidateNested()
  @Type(() => MaxAges)
  maxAgeDays: MaxAges;
  @ApiProperty({ type: [FaultShare], description: 'How bad each fault is; one that is left out counts as by default.' })
  @IsArray()
  @ArrayMaxSize(faultCodes.length)
  @ArrayUnique(({ code }: FaultShare) => code)
  @ValidateNested({ each: true })
  @Type(() => FaultShare)
  faults: FaultShare[];
  @ApiProperty({
    type: [String],
    maxItems: 500,
    example: ['测试', '无', 'xxx', '12345'],
    description: 'Texts that stand for nothing; compared without blanks, signs and case.',
  })
  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(40, { each: true })
  placeholders: string[];
  @ApiProperty({ type: PlausibleAges, description: 'Which birth dates are plausible.' })
  @ValidateNested()
  @Type(() => PlausibleAges)
  ages: PlausibleAges;
}

export class QualityRulesResponse extends QualityRulesBody {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 1,
    description: '0: the rules that the product comes with. The ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ type: String, nullable: true, example: 'E9000', description: 'Who put them in force.' })
  madeBy: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T02:00:00.000Z',
    description: 'Since when.',
  })
  madeAt: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T02:05:00.000Z',
    description: 'When every customer was judged by them; null while that is under way, and of version 0.',
  })
  appliedAt: string | null;
}
