import {
  type CaseKind,
  caseKinds,
  caseSeverities,
  type CaseSeverity,
  type SlaMetric,
  type ValueLevel,
  valueLevels,
} from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { warningPercents } from './rules/evaluation.js';
import { type Recipient, recipients } from './rules/policy.js';

/** Ten years. */
const longestTarget = 315_360_000;

/** So much working time, by a calendar. */
export class TargetBody {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: longestTarget,
    description: 'Seconds of working time of the calendar.',
    example: 7200,
  })
  @IsInt()
  @Min(1)
  @Max(longestTarget)
  seconds: number;

  @ApiProperty({ description: 'Id of a business calendar; `always`: around the clock.', example: 'default' })
  @Matches(/^[a-z0-9-]{1,40}$/)
  calendarId: string;
}

const target =
  (description: string): PropertyDecorator =>
  (prototype, name) => {
    ApiPropertyOptional({ type: TargetBody, description })(prototype, name);
    IsOptional()(prototype, name);
    IsObject()(prototype, name);
    ValidateNested()(prototype, name);
    Type(() => TargetBody)(prototype, name);
  };

/** Of each metric the time that it may take; one that is left out is not measured by this rule. */
export class TargetsBody implements Partial<Record<SlaMetric, TargetBody>> {
  @target('From the contact to the acknowledgement.')
  acknowledge?: TargetBody;

  @target('From the contact to the first answer.')
  first_response?: TargetBody;

  @target('From one answer to the next one, until the resolution.')
  next_update?: TargetBody;

  @target('From the contact, or the reopening, to the resolution.')
  resolution?: TargetBody;

  @target('From the resolution to the first attempt to call back.')
  callback?: TargetBody;

  @target('From the offer of a case to the answer of who is asked.')
  handover?: TargetBody;
}

const condition =
  (description: string, values: readonly string[], name: string): PropertyDecorator =>
  (prototype, property) => {
    ApiPropertyOptional({ enum: values, enumName: name, isArray: true, description, example: [values[0]] })(
      prototype,
      property,
    );
    IsOptional()(prototype, property);
    IsArray()(prototype, property);
    ArrayMinSize(1)(prototype, property);
    ArrayUnique()(prototype, property);
    IsIn(values, { each: true })(prototype, property);
  };

/** More time for the resolution, where somebody approves it. */
export class ExtensionStepBody {
  @ApiProperty({ maxLength: 100, description: 'What people call it.', example: '情况复杂，延长至30日' })
  @IsString()
  @Length(1, 100)
  name: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: longestTarget,
    description: 'So much more working time of the calendar of the target, in seconds.',
    example: 1_296_000,
  })
  @IsInt()
  @Min(1)
  @Max(longestTarget)
  seconds: number;
}

/** Targets for the cases that meet every condition which is given. */
export class PolicyRuleBody {
  @ApiProperty({ maxLength: 100, description: 'What people call the rule; each once.', example: '钻石客户' })
  @IsString()
  @Length(1, 100)
  name: string;

  @condition('Value levels; a customer whose level is not known counts as `basic`.', valueLevels, 'ValueLevel')
  levels?: ValueLevel[];

  @condition('How bad the case is.', caseSeverities, 'CaseSeverity')
  severities?: CaseSeverity[];

  @condition('What the customer wants.', caseKinds, 'CaseKind')
  kinds?: CaseKind[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: 1000,
    description: 'Ids of products in the ERP.',
    example: ['P-7'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  products?: string[];

  @ApiProperty({ type: TargetsBody, description: 'The time that each metric may take.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => TargetsBody)
  targets: TargetsBody;

  @ApiPropertyOptional({
    type: [ExtensionStepBody],
    minItems: 1,
    maxItems: 5,
    description:
      'How the resolution of a case that is measured by this rule may be extended: in order, each once in a cycle, by a ' +
      'request that another person approves. Left out: not at all.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5)
  @ValidateNested({ each: true })
  @Type(() => ExtensionStepBody)
  extensions?: ExtensionStepBody[];
}

const longest =
  (level: string): PropertyDecorator =>
  (prototype, name) => {
    ApiProperty({
      type: 'integer',
      minimum: 0,
      maximum: longestTarget,
      description: `Of ${level} customers, in seconds by the wall clock.`,
      example: 864_000,
    })(prototype, name);
    IsInt()(prototype, name);
    Min(0)(prototype, name);
    Max(longestTarget)(prototype, name);
  };

/** How long waiting stops the clocks of a cycle at most. */
export class LongestWaitBody implements Record<ValueLevel, number> {
  @longest('diamond')
  diamond: number;

  @longest('gold')
  gold: number;

  @longest('silver')
  silver: number;

  @longest('basic')
  basic: number;
}

/** Who is told when a share of the time is used up. */
export class WarningBody {
  @ApiProperty({ enum: warningPercents, type: 'integer', description: 'The share, in percent.', example: 80 })
  @IsIn(warningPercents)
  percent: number;

  @ApiProperty({
    enum: recipients,
    enumName: 'SlaRecipient',
    isArray: true,
    description:
      'Seen from the owner of the case; `department_head`: the last in the line of supervisors who is of the owner’s department.',
    example: ['owner', 'supervisor'],
  })
  @IsArray()
  @ArrayUnique()
  @IsIn(recipients, { each: true })
  to: Recipient[];
}

/** A whole policy. */
export class PolicyBody {
  @ApiProperty({
    type: [PolicyRuleBody],
    minItems: 1,
    maxItems: 500,
    description: 'In order: of each metric the first rule counts that fits the case and names it.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => PolicyRuleBody)
  rules: PolicyRuleBody[];

  @ApiProperty({ type: LongestWaitBody, description: 'How long waiting stops the clocks of a cycle at most.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => LongestWaitBody)
  longestWait: LongestWaitBody;

  @ApiProperty({ type: [WarningBody], maxItems: 3, description: 'Who is told; each share once.' })
  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => WarningBody)
  warnings: WarningBody[];
}
