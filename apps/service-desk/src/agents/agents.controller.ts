import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CasesService } from '../cases/cases.service.js';
import { AgentPath, AgentResponse, SaveAgentRequest, toContent, toResponse } from './agents.dto.js';
import { type AgentRecord, AgentsService } from './agents.service.js';

const agents = {
  specialist: {
    summary: '泵类报修，普通话与英语，只接钻石与黄金客户 · repairs of pumps, for diamond and gold customers',
    value: {
      kinds: ['repair', 'technical'],
      products: ['P-7', 'PUMP-*'],
      languages: ['zh', 'en'],
      regions: ['shanxi'],
      levels: ['diamond', 'gold'],
      capacity: 20,
      calendarId: 'default',
      active: true,
    },
  },
};

@ApiTags('Agents')
@Controller('agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly cases: CasesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:read')
  @ApiOperation({
    summary: 'List the agents with what each can be given and how much each has',
    description:
      'Those to whom cases are routed: agents by role on their cards, and whoever was made one here; `source` says which. By ' +
      'employee id. Users of department scope see their department and those whom they lead.',
  })
  @ApiPage(AgentResponse)
  list(@Query() { limit, cursor }: PageQuery, @CurrentUser() user: User): Promise<Page<AgentResponse>> {
    const place = decodeCursor<{ id: string }>(cursor, ({ id }) => typeof id === 'string');
    return this.transactions.run(async (tx) => {
      const records = await this.agents.list(tx, user, place?.id ?? null, limit + 1);
      const page = toPage(records, limit, ({ employeeId: id }) => ({ id }));
      return { ...page, items: await this.responses(tx, page.items) };
    });
  }

  @Get(':id')
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'Read an agent' })
  @ApiOkResponse({ type: AgentResponse, description: 'The agent, with its version as ETag.' })
  find(@Param() { id }: AgentPath, @CurrentUser() user: User): Promise<AgentResponse> {
    return this.transactions.run(async (tx) => {
      const [response] = await this.responses(tx, [await this.agents.find(tx, id, user)]);
      return response!;
    });
  }

  @Put(':id')
  @RequirePermission('agent:write')
  @ApiOperation({
    summary: 'Say what an employee can be given, and how much of it',
    description:
      'A list that is empty or left out says nothing: everything. Supervisors may say it of their department and of those ' +
      'whom they lead. The first version takes `If-Match: "v0"`. Counts for what is routed from now on.',
  })
  @ApiBody({ type: SaveAgentRequest, examples: agents })
  @ApiOkResponse({ type: AgentResponse, description: 'The agent after it.' })
  @ApiProblem(409, 'agent-has-left')
  put(
    @Command() run: RunCommand,
    @Param() { id }: AgentPath,
    @IfMatch() version: number,
    @Body() body: SaveAgentRequest,
    @CurrentUser() user: User,
  ): Promise<AgentResponse> {
    return run(async (tx) => {
      const record = await this.agents.put(tx, id, toContent(body), version, user, await databaseNow(tx));
      const [response] = await this.responses(tx, [record]);
      return response!;
    });
  }

  private async responses(tx: Tx, records: readonly AgentRecord[]): Promise<AgentResponse[]> {
    const ids = records.map(({ employeeId }) => employeeId);
    const counts = await this.cases.openCounts(tx, ids);
    const now = await databaseNow(tx);
    return records.map((record) => toResponse(record, counts.get(record.employeeId) ?? 0, now));
  }
}
