import { type CaseKind, caseKinds, oaIdPattern, type ValueLevel, valueLevels } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { employeeId, productPattern } from '../agents/agents.dto.js';
import { usualHeadStart } from './rules/order.js';
import type { QueueContent, QueueDepth } from './queues.service.js';

const queueId = '^[a-z0-9][a-z0-9-]{0,39}$';
const week = 604_800;

export class QueuePath {
  @ApiProperty({ pattern: queueId, description: 'Name of the queue for programs.', example: 'repairs' })
  @Matches(new RegExp(queueId))
  id: string;
}

/** What people read. */
export class QueueNames {
  @ApiProperty({ maxLength: 100, description: 'Chinese.', example: '报修与技术' })
  @IsString()
  @MaxLength(100)
  @Matches(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u)
  zh: string;

  @ApiProperty({ maxLength: 100, description: 'English.', example: 'Repairs' })
  @IsString()
  @MaxLength(100)
  @Matches(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u)
  en: string;
}

const seconds =
  (level: ValueLevel): PropertyDecorator =>
  (prototype, name) => {
    const description = `Of ${level} customers, in seconds.`;
    ApiProperty({ type: 'integer', minimum: 0, maximum: week, description, example: usualHeadStart[level] })(
      prototype,
      name,
    );
    IsInt()(prototype, name);
    Min(0)(prototype, name);
    Max(week)(prototype, name);
  };

/** By how much cases are taken for older than they are. */
export class HeadStartBody implements Record<ValueLevel, number> {
  @seconds('diamond')
  diamond: number;

  @seconds('gold')
  gold: number;

  @seconds('silver')
  silver: number;

  @seconds('basic')
  basic: number;
}

/** What is said of a queue. */
class QueueDefinition {
  @ApiProperty({ type: QueueNames, description: 'Its names.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => QueueNames)
  names: QueueNames;

  @ApiProperty({ maxLength: 60, description: 'Department whose people take cases from it.', example: 'service' })
  @Matches(oaIdPattern)
  department: string;

  @ApiProperty({
    maxLength: 200,
    description:
      'Who answers for a case until somebody takes it: an employee, or one of the posts DUTY_OWNER and DUTY_DEPUTY.',
    example: 'E1001',
  })
  @Matches(employeeId)
  dutyOwner: string;

  @ApiPropertyOptional({
    enum: caseKinds,
    enumName: 'CaseKind',
    isArray: true,
    description: 'Kinds of cases that it is for; empty or left out: every.',
    example: ['repair', 'technical'],
  })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(caseKinds, { each: true })
  kinds?: CaseKind[];

  @ApiPropertyOptional({
    enum: valueLevels,
    enumName: 'ValueLevel',
    isArray: true,
    description: 'Value levels that it is for; empty or left out: every.',
    example: [],
  })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(valueLevels, { each: true })
  levels?: ValueLevel[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: 500,
    description: 'Products that it is for; `PUMP-*`: those whose id begins so. Empty or left out: every, and none.',
    example: [],
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ArrayUnique()
  @Matches(productPattern, { each: true })
  products?: string[];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 10_000,
    description: 'Of several queues that are for a case, the one with the lowest number.',
    example: 10,
  })
  @IsInt()
  @Min(0)
  @Max(10_000)
  position: number;

  @ApiPropertyOptional({
    type: HeadStartBody,
    description:
      'Order of the queue: the moment at which a case came, put back by the head start of its level, the earliest first. ' +
      'Left out: an hour, half an hour, ten minutes, none.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => HeadStartBody)
  headStart?: HeadStartBody;

  @ApiPropertyOptional({ default: true, description: 'false: no case comes into it any more.', example: true })
  @IsOptional()
  @IsBoolean()
  active?: boolean;
}

/** Body of `PUT /queues/{id}`. */
export class SaveQueueRequest extends QueueDefinition {}

export class LevelCounts implements Record<ValueLevel, number> {
  @ApiProperty({ type: 'integer', description: 'Of diamond customers.', example: 0 })
  diamond: number;

  @ApiProperty({ type: 'integer', description: 'Of gold customers.', example: 1 })
  gold: number;

  @ApiProperty({ type: 'integer', description: 'Of silver customers.', example: 2 })
  silver: number;

  @ApiProperty({
    type: 'integer',
    description: 'Of basic customers, and of those whose level is not known.',
    example: 4,
  })
  basic: number;
}

export class QueueResponse extends QueueDefinition {
  @ApiProperty({ description: 'Name of the queue for programs.', example: 'repairs' })
  id: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change; also the ETag.', example: 1 })
  version: number;

  @ApiProperty({ type: 'integer', description: 'How many cases wait in it.', example: 7 })
  depth: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when the oldest waits; null: none waits.',
    example: '2026-01-05T02:00:00.000Z',
  })
  oldest: string | null;

  @ApiProperty({ type: LevelCounts, description: 'How many wait, by the level of their customers.' })
  byLevel: LevelCounts;
}

/** A field that is null says as much as one that is left out. */
export const toContent = (body: SaveQueueRequest): QueueContent => ({
  nameZh: body.names.zh,
  nameEn: body.names.en,
  department: body.department,
  dutyOwner: body.dutyOwner,
  kinds: body.kinds ?? [],
  levels: body.levels ?? [],
  products: body.products ?? [],
  position: body.position,
  headStart: body.headStart ? { ...body.headStart } : usualHeadStart,
  active: body.active ?? true,
});

export const toResponse = ({ queue, depth, oldest, byLevel }: QueueDepth): QueueResponse => ({
  id: queue.id,
  version: queue.version,
  names: { zh: queue.nameZh, en: queue.nameEn },
  department: queue.department,
  dutyOwner: queue.dutyOwner,
  kinds: queue.kinds,
  levels: queue.levels,
  products: queue.products,
  position: queue.position,
  headStart: queue.headStart,
  active: queue.active,
  depth,
  oldest: oldest?.toISOString() ?? null,
  byLevel,
});
