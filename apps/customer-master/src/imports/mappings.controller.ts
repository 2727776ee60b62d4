import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { refuseReservedSource } from '../customers/customers.errors.js';
import {
  ApiMappingSource,
  MappingPath,
  MappingProposalResponse,
  MappingResponse,
  ProposeMappingRequest,
  SaveMappingRequest,
  toMappingResponse,
} from './mappings.dto.js';
import { checkedMapping, ImportMappings } from './mappings.service.js';
import { propose } from './rules/mapping.js';

/** What the headings of each system's files mean. */
@ApiTags('imports')
@Controller('imports')
export class MappingsController {
  constructor(
    private readonly mappings: ImportMappings,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('mapping-proposals')
  @HttpCode(200)
  @RequirePermission('customer:import')
  @ApiOperation({
    summary: 'Propose columns for headings',
    description:
      'By what was said of the source before, else by the words that systems use, Chinese and English. Nothing is kept.',
  })
  @ApiOkResponse({ type: MappingProposalResponse, description: 'A proposal for each heading.' })
  async propose(@Body() { headers, source }: ProposeMappingRequest): Promise<MappingProposalResponse> {
    const known = source ? await this.transactions.run((tx) => this.mappings.find(tx, source)) : undefined;
    const said = known?.columns ?? {};
    const proposedMapping = propose(headers).map((proposal) =>
      Object.hasOwn(said, proposal.header)
        ? { header: proposal.header, column: said[proposal.header]!, confidence: 1 }
        : proposal,
    );
    return { proposedMapping };
  }

  @Get('mappings/:source')
  @RequirePermission('customer:import')
  @ApiOperation({ summary: 'Read what the headings of a system’s files mean' })
  @ApiMappingSource()
  @ApiOkResponse({ type: MappingResponse, description: 'As somebody last said.' })
  read(@Param() { source }: MappingPath): Promise<MappingResponse> {
    return this.transactions.run(async (tx) => toMappingResponse(await this.mappings.read(tx, source)));
  }

  @Put('mappings/:source')
  @RequirePermission('customer:import')
  @ApiOperation({
    summary: 'Say what the headings of a system’s files mean',
    description: 'Replaces what was said before. Uploads that bring a mapping of their own are remembered here too.',
  })
  @ApiMappingSource()
  @ApiOkResponse({ type: MappingResponse, description: 'As it counts from now on.' })
  save(
    @Command() run: RunCommand,
    @Param() { source }: MappingPath,
    @Body() body: SaveMappingRequest,
    @CurrentUser() user: User,
  ): Promise<MappingResponse> {
    refuseReservedSource(source, '/source');
    const mapping = { source, columns: checkedMapping(body.columns), changedBy: user.id, changedAt: new Date() };
    return run(async (tx) => {
      await this.mappings.remember(tx, mapping);
      return toMappingResponse(mapping);
    });
  }
}
