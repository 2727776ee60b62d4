import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiPage, decodeCursor, isInt32, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AttributeRegistry } from './attribute-registry.service.js';
import {
  AttributeDefinitionRequest,
  AttributeDefinitionResponse,
  coalAttributes,
  ConformanceResponse,
  DefinitionQuery,
  DefinitionsQuery,
  IndustryPath,
  toConformanceResponse,
  toDefinitionResponse,
} from './attributes.dto.js';
import { industryPattern } from './rules/definition.js';

/** Which attributes customers have: as data, by industry. */
@ApiTags('attributes')
@Controller('attribute-definitions')
export class AttributesController {
  constructor(
    private readonly registry: AttributeRegistry,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({ summary: 'List the definitions in force', description: 'By industry. For forms and for mappings.' })
  @ApiPage(AttributeDefinitionResponse)
  list(@Query() { limit, cursor }: DefinitionsQuery): Promise<Page<AttributeDefinitionResponse>> {
    const after = decodeCursor<{ industry: string }>(
      cursor,
      ({ industry }) => typeof industry === 'string' && industryPattern.test(industry),
    );
    return this.transactions.run(async (tx) => {
      const rows = await this.registry.list(tx, after?.industry, limit + 1);
      const { items, next } = toPage(rows, limit, ({ industry }) => ({ industry }));
      return { items: items.map(toDefinitionResponse), next };
    });
  }

  @Get(':industry')
  @RequirePermission('customer:read')
  @ApiOperation({ summary: 'Read a definition', description: 'The newest version, or an older one.' })
  @ApiOkResponse({ type: AttributeDefinitionResponse, description: 'The definition.' })
  find(
    @Param() { industry }: IndustryPath,
    @Query() { version }: DefinitionQuery,
  ): Promise<AttributeDefinitionResponse> {
    return this.transactions.run(async (tx) => toDefinitionResponse(await this.registry.find(tx, industry, version)));
  }

  @Get(':industry/versions')
  @RequirePermission('customer:read')
  @ApiOperation({ summary: 'List the versions of a definition', description: 'The newest first.' })
  @ApiPage(AttributeDefinitionResponse)
  versions(
    @Param() { industry }: IndustryPath,
    @Query() { limit, cursor }: DefinitionsQuery,
  ): Promise<Page<AttributeDefinitionResponse>> {
    const after = decodeCursor<{ version: number }>(cursor, ({ version }) => isInt32(version));
    return this.transactions.run(async (tx) => {
      const rows = await this.registry.versions(tx, industry, after?.version, limit + 1);
      const { items, next } = toPage(rows, limit, ({ version }) => ({ version }));
      return { items: items.map(toDefinitionResponse), next };
    });
  }

  @Put(':industry')
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Register the next version of a definition',
    description:
      'From then on every attribute that comes in must be one of `common` or of the industry of its customer, and fit; an unknown one is ' +
      'refused, in an import its row. As long as there is no definition at all, every scalar is accepted. Values that are there already ' +
      'stay: the conformance tells how many customers do not fit. The first version takes `If-Match: "v0"`; the same schema again makes ' +
      'no version. A name is in `common` or in industries, never in both. What becomes `x-personal` is masked at once, and sealed in the ' +
      'background wherever it was written in clear: customers (also those merged or withdrawn), all versions of records, search keys; ' +
      'the conformance tells how far. What stops being personal is shown at once and lies in clear in customers again, while records ' +
      'keep it sealed until their system sends it anew. Older backups, and dead rows until `VACUUM`, still hold what was in clear.',
  })
  @ApiBody({
    type: AttributeDefinitionRequest,
    examples: { coal: { summary: 'Coal', value: { schema: coalAttributes } } },
  })
  @ApiOkResponse({ type: AttributeDefinitionResponse, description: 'The version in force.' })
  register(
    @Command() run: RunCommand,
    @Param() { industry }: IndustryPath,
    @IfMatch() version: number,
    @Body() { schema }: AttributeDefinitionRequest,
    @CurrentUser() user: User,
  ): Promise<AttributeDefinitionResponse> {
    const now = new Date();
    return run(async (tx) =>
      toDefinitionResponse(await this.registry.register(tx, industry, schema, user, version, now)),
    );
  }

  @Get(':industry/conformance')
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'How many customers fit the newest version',
    description:
      'Counted in the background after it was registered, with how far older values are sealed or opened by it; goes on after a restart.',
  })
  @ApiOkResponse({ type: ConformanceResponse, description: 'The count, as far as it is.' })
  conformance(@Param() { industry }: IndustryPath): Promise<ConformanceResponse> {
    return this.transactions.run(async (tx) => toConformanceResponse(await this.registry.conformance(tx, industry)));
  }
}
