import {
  oaIdPattern,
  type ProactiveEventKind,
  proactiveEventKinds,
  type ValueLevel,
  valueLevels,
} from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { IsInstant } from '@crm/platform/problem';

const instant = { format: 'date-time', example: '2036-01-12T10:00:00.000Z' } as const;
const customerKinds = ['person', 'organisation'] as const;
const word = /^[^\p{Cc}]{1,200}$/u;

/** YYYY-MM-DD, and a day that there is. */
@ValidatorConstraint({ name: 'isDay' })
class IsDay implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value !== 'string' || !/^[12]\d{3}-\d{2}-\d{2}$/.test(value)) return false;
    const midnight = new Date(`${value}T00:00:00Z`);
    return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(value);
  }

  defaultMessage(): string {
    return '$property must be a day, YYYY-MM-DD';
  }
}

/** Which customers: those that meet every condition. */
export class ProactiveFilterBody {
  @ApiPropertyOptional({
    type: [String],
    enum: valueLevels,
    description: 'Of one of these value levels; one that nobody scored counts as basic.',
    example: ['diamond', 'gold'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsIn(valueLevels, { each: true })
  levels?: ValueLevel[];

  @ApiPropertyOptional({
    type: [String],
    description: 'With one of these statuses of the relation, as on the card.',
    example: ['active'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @Matches(word, { each: true })
  statuses?: string[];

  @ApiPropertyOptional({
    type: [String],
    enum: customerKinds,
    description: 'Of one of these kinds.',
    example: ['organisation'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @IsIn(customerKinds, { each: true })
  kinds?: ('person' | 'organisation')[];

  @ApiPropertyOptional({ type: [String], description: 'Owned by one of these departments.', example: ['sales-north'] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @Matches(oaIdPattern, { each: true })
  departments?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Owned by one of these employees.', example: ['E1030'] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @Matches(word, { each: true })
  owners?: string[];

  @ApiPropertyOptional({
    type: [String],
    description: 'Bought one of these products (ids in the ERP): named in an order that was paid.',
    example: ['P-7'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @Matches(word, { each: true })
  productIds?: string[];

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Has a case of this recurring problem.',
    example: '01981a2b-4444-7000-8000-0000000000d1',
  })
  @IsOptional()
  @IsUUID()
  problemId?: string;

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    maxItems: 2000,
    description: 'Is one of these customers, under any of its ids.',
    example: ['01981a2b-1111-7000-8000-00000000c001'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @IsUUID(undefined, { each: true })
  customerIds?: string[];
}

export class ProactiveEventBody {
  @ApiProperty({
    enum: proactiveEventKinds,
    enumName: 'ProactiveEventKind',
    description: 'What happened.',
    example: 'recall',
  })
  @IsIn(proactiveEventKinds)
  kind: ProactiveEventKind;

  @ApiProperty({ format: 'date', description: 'The day on which it happened, or will.', example: '2026-01-05' })
  @Validate(IsDay)
  occurredOn: string;

  @ApiProperty({
    maxLength: 2000,
    description: 'What happened, in words: the reason of every task. No personal data.',
    example: '批次 20251201 的水泵密封圈老化，需免费更换。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  description: string;
}

const assignTo = ['owner', 'department'] as const;

export class ProactiveTaskBody {
  @ApiProperty({
    maxLength: 2000,
    description: 'What is to be done for each customer.',
    example: '致电说明并预约更换。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  what: string;

  @ApiProperty({ ...instant, description: 'By when.' })
  @IsInstant()
  dueAt: string;

  @ApiProperty({
    enum: assignTo,
    description:
      'owner: who owns the customer, the substitute of one who is away, else the duty owner; department: its people in turn.',
    example: 'owner',
  })
  @IsIn(assignTo)
  assign: (typeof assignTo)[number];

  @ApiPropertyOptional({
    maxLength: 60,
    description: 'The department, where `assign` says so; left out: the one that serves.',
    example: 'service',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;
}

/** Body of `POST /proactive-actions`. */
export class CreateActionRequest {
  @ApiProperty({ maxLength: 200, description: 'What people call it.', example: '水泵密封圈召回' })
  @IsString()
  @MaxLength(200)
  @Matches(/\S/)
  title: string;

  @ApiProperty({ type: ProactiveEventBody, description: 'What happened.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ProactiveEventBody)
  event: ProactiveEventBody;

  @ApiProperty({ type: ProactiveFilterBody, description: 'Which customers; at least one condition.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ProactiveFilterBody)
  filter: ProactiveFilterBody;

  @ApiProperty({ type: ProactiveTaskBody, description: 'What is to be done for each of them.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ProactiveTaskBody)
  task: ProactiveTaskBody;
}

/** Body of `POST /proactive-actions/preview`. */
export class PreviewActionRequest {
  @ApiProperty({ type: ProactiveFilterBody, description: 'Which customers; at least one condition.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ProactiveFilterBody)
  filter: ProactiveFilterBody;
}

/** Body of `POST /proactive-actions/{id}/start`. */
export class StartActionRequest {
  @ApiPropertyOptional({ ...instant, description: 'By when the tasks are due; left out: as it was said.' })
  @IsOptional()
  @IsInstant()
  dueAt?: string;
}
