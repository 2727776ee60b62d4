import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsObject, IsOptional, Matches, Max, Min } from 'class-validator';
import type { DefinitionVersion } from './attribute-definitions.service.js';
import type { Conformance } from './conformance.repository.js';
import { type AttributeSchema, industryPattern } from './rules/definition.js';

export const coalAttributes = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    region_grade: {
      type: 'string',
      enum: ['A', 'B', 'C'],
      'x-title-zh': '区域等级',
      'x-title-en': 'Region grade',
      'x-searchable': true,
    },
    annualOutput: {
      type: 'integer',
      minimum: 0,
      'x-title-zh': '年产量（万吨）',
      'x-title-en': 'Yearly output (10,000 t)',
    },
    licenceUntil: {
      type: 'string',
      format: 'date',
      'x-title-zh': '采矿许可证到期日',
      'x-title-en': 'Mining licence until',
    },
  },
};

const schemaProperty = {
  type: 'object' as const,
  additionalProperties: true,
  example: coalAttributes,
  description:
    'JSON Schema 2020-12: an object of at most 50 scalar properties. Of each: type (string, number, integer, boolean), enum, format ' +
    '`date`, minimum, maximum, minLength, maxLength, title, description, x-title-zh, x-title-en, x-searchable, x-personal. No pattern, ' +
    'no reference, nothing nested, nothing required. At most 65,536 characters.',
};

export class IndustryPath {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 40,
    example: 'coal',
    description: 'Value of the attribute `industry`, or `common`: attributes of every industry.',
  })
  @Matches(industryPattern)
  industry: string;
}

export class AttributeDefinitionRequest {
  @ApiProperty(schemaProperty)
  @IsObject()
  schema: object;
}

export class DefinitionQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, example: 1, description: 'A version; left out: the newest.' })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : (value as unknown)))
  @IsInt()
  @Min(1)
  @Max(999_999_999)
  version?: number;
}

export class DefinitionsQuery extends PageQuery {}

export class AttributeDefinitionResponse {
  @ApiProperty({ type: String, example: 'coal', description: 'The industry, or `common`.' })
  industry: string;
  @ApiProperty({ type: 'integer', minimum: 1, example: 2, description: 'Rises by one; the ETag is `"v<version>"`.' })
  version: number;
  @ApiProperty({ ...schemaProperty, description: 'As registered.' })
  schema: AttributeSchema;
  @ApiProperty({ type: String, example: 'E9000', description: 'Who registered it.' })
  madeBy: string;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-05T02:00:00.000Z', description: 'When.' })
  madeAt: string;
}

export const conformanceStates = ['counting', 'counted'] as const;

export class ResealingResponse {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 3_120,
    description: 'Records of systems (where any attribute is personal) and customers to look at; 0 before it began.',
  })
  total: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 2_400, description: 'Of them looked at.' })
  done: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 37,
    description:
      'Versions of records, and customers, that lie otherwise since: sealed, opened or searched by another key.',
  })
  changed: number;
  @ApiProperty({
    type: Boolean,
    example: false,
    description: 'True: nothing that is personal by the definitions in force lies in clear any more.',
  })
  finished: boolean;
}

export class ConformanceResponse {
  @ApiProperty({ type: String, example: 'coal', description: 'The industry, or `common`.' })
  industry: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 2,
    description: 'The newest version; the one that is compared.',
  })
  definitionVersion: number;
  @ApiProperty({ enum: conformanceStates, example: 'counted', description: 'Whether all customers are looked at.' })
  state: (typeof conformanceStates)[number];
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 420,
    description: 'Customers of the industry; of `common`: those with any attribute.',
  })
  customers: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 408, description: 'Of them those whose attributes all fit.' })
  conforming: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 12, description: 'Of them those with one that does not fit.' })
  deviating: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { region_grade: 12 },
    description: 'How many customers deviate in each attribute, with those that no definition knows.',
  })
  attributes: Record<string, number>;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T02:00:09.000Z',
    description: 'When the count ended. Later changes of customers are not in it.',
  })
  countedAt: string | null;
  @ApiProperty({ type: ResealingResponse, description: 'How far what was there before is put away by this version.' })
  resealing: ResealingResponse;
}

export const toDefinitionResponse = (found: DefinitionVersion): AttributeDefinitionResponse => ({
  industry: found.industry,
  version: found.version,
  schema: found.schema,
  madeBy: found.madeBy,
  madeAt: found.madeAt.toISOString(),
});

export const toConformanceResponse = (count: Conformance): ConformanceResponse => ({
  industry: count.industry,
  definitionVersion: count.version,
  state: count.countedAt ? 'counted' : 'counting',
  customers: count.customers,
  conforming: count.customers - count.deviating,
  deviating: count.deviating,
  attributes: count.attributes,
  countedAt: count.countedAt?.toISOString() ?? null,
  resealing: { total: count.total, done: count.done, changed: count.changed, finished: count.countedAt !== null },
});
