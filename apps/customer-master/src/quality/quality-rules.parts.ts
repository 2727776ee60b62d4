import { customerKinds, type CustomerKind } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { industryPattern } from '../attributes/rules/definition.js';
import type { FieldGroup } from '../customers/customer.shape.js';
import { defaultQualityRules, type FaultCode, faultCodes, fieldPattern } from './rules/quality-rules.js';

const { weights, maxAgeDays, ages } = defaultQualityRules;

const IsWeight = (): PropertyDecorator => (target, name) => {
  IsNumber({ maxDecimalPlaces: 2 })(target, name);
  Min(0)(target, name);
  Max(100)(target, name);
};
const weight = (example: number, description: string) =>
  ({ type: Number, minimum: 0, maximum: 100, example, description }) as const;

export class QualityWeights {
  @ApiProperty(weight(weights.completeness, 'Expected fields are there.'))
  @IsWeight()
  completeness: number;
  @ApiProperty(weight(weights.validity, 'What is there is right.'))
  @IsWeight()
  validity: number;
  @ApiProperty(weight(weights.freshness, 'It was said or verified lately.'))
  @IsWeight()
  freshness: number;
  @ApiProperty(weight(weights.uniqueness, 'Nobody else may be the same customer.'))
  @IsWeight()
  uniqueness: number;
}

export class ExpectedFieldBody {
  @ApiProperty({
    type: String,
    pattern: fieldPattern.source,
    example: '/contactPoints/phone',
    description: 'As provenance names it; a group (`/addresses`): any of it.',
  })
  @Matches(fieldPattern)
  field: string;
  @ApiProperty(weight(3, 'How much it counts among the others; 0: not expected.'))
  @IsWeight()
  weight: number;
}

const IsFieldList = (): PropertyDecorator => (target, name) => {
  IsArray()(target, name);
  ArrayMaxSize(50)(target, name);
  ArrayUnique(({ field }: ExpectedFieldBody) => field)(target, name);
  ValidateNested({ each: true })(target, name);
  Type(() => ExpectedFieldBody)(target, name as string);
};

export class ExpectedFields {
  @ApiProperty({ type: [ExpectedFieldBody], minItems: 1, maxItems: 50, description: 'Of organisations.' })
  @IsFieldList()
  @ArrayMinSize(1)
  organisation: ExpectedFieldBody[];
  @ApiProperty({ type: [ExpectedFieldBody], minItems: 1, maxItems: 50, description: 'Of persons.' })
  @IsFieldList()
  @ArrayMinSize(1)
  person: ExpectedFieldBody[];
}

export class IndustryFieldsBody {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 40,
    example: 'coal',
    description: 'Value of the attribute `industry`.',
  })
  @Matches(industryPattern)
  industry: string;
  @ApiProperty({ enum: customerKinds, example: 'organisation', description: 'Of which kind of customer.' })
  @IsIn(customerKinds)
  kind: CustomerKind;
  @ApiProperty({
    type: [ExpectedFieldBody],
    maxItems: 50,
    description: 'Weights that replace or join those of the kind; 0: not expected in this industry.',
  })
  @IsFieldList()
  fields: ExpectedFieldBody[];
}

const MayAge = (): PropertyDecorator => (target, name) => {
  ValidateIf((_, value) => value !== null)(target, name);
  IsInt()(target, name);
  Min(1)(target, name);
  Max(36_500)(target, name);
};
const age = (group: FieldGroup, of: string) =>
  ({
    type: 'integer',
    minimum: 1,
    maximum: 36_500,
    nullable: true,
    example: maxAgeDays[group] as number,
    description: `After so many days ${of} are stale; null: never.`,
  }) as const;

export class MaxAges {
  @ApiProperty(age('names', 'names'))
  @MayAge()
  names: number | null;
  @ApiProperty(age('person', "a person's name, birth date and gender"))
  @MayAge()
  person: number | null;
  @ApiProperty(age('identifiers', 'numbers of authorities'))
  @MayAge()
  identifiers: number | null;
  @ApiProperty(age('contactPoints', 'contact points'))
  @MayAge()
  contactPoints: number | null;
  @ApiProperty(age('addresses', 'addresses'))
  @MayAge()
  addresses: number | null;
  @ApiProperty(age('attributes', 'attributes'))
  @MayAge()
  attributes: number | null;
  @ApiProperty(age('preferences', 'preferences'))
  @MayAge()
  preferences: number | null;
  @ApiProperty(age('family', 'family details'))
  @MayAge()
  family: number | null;
  @ApiProperty(age('income', 'income details'))
  @MayAge()
  income: number | null;
}

export class FaultShare {
  @ApiProperty({ enum: faultCodes, example: 'phone_unreachable', description: 'What is wrong.' })
  @IsIn(faultCodes)
  code: FaultCode;
  @ApiProperty({
    type: Number,
    minimum: 0,
    maximum: 1,
    example: 0.7,
    description: 'Which share of the validity of the value it takes; 0: the rule is off.',
  })
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(1)
  share: number;
}

export class PlausibleAges {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 150,
    example: ages.youngest,
    description: 'Years of age from which on a birth date is plausible.',
  })
  @IsInt()
  @Min(0)
  @Max(150)
  youngest: number;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 150, example: ages.oldest, description: 'And up to which.' })
  @IsInt()
  @Min(0)
  @Max(150)
  oldest: number;
}
