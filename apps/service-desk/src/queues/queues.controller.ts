import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseFilesService } from '../cases/case-files.service.js';
import { CaseResponse } from '../cases/case.dto.js';
import { toResponse as toCaseResponse } from '../cases/cases.response.js';
import { ClaimsService } from './claims.service.js';
import { QueuePath, QueueResponse, SaveQueueRequest, toContent, toResponse } from './queues.dto.js';
import { QueuesService } from './queues.service.js';

const queues = {
  repairs: {
    summary: '报修与技术工单 · repairs and technical cases',
    value: {
      names: { zh: '报修与技术', en: 'Repairs' },
      department: 'service',
      dutyOwner: 'E1001',
      kinds: ['repair', 'technical'],
      position: 10,
      headStart: { diamond: 3600, gold: 1800, silver: 600, basic: 0 },
    },
  },
};

@ApiTags('Queues')
@Controller('queues')
export class QueuesController {
  constructor(
    private readonly queues: QueuesService,
    private readonly claims: ClaimsService,
    private readonly files: CaseFilesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'List the queues with what waits in them',
    description: 'By id. Users of department scope see those of their department.',
  })
  @ApiPage(QueueResponse)
  list(@Query() { limit, cursor }: PageQuery, @CurrentUser() user: User): Promise<Page<QueueResponse>> {
    const place = decodeCursor<{ id: string }>(cursor, ({ id }) => typeof id === 'string');
    return this.transactions.run(async (tx) => {
      const depths = await this.queues.list(tx, user, place?.id ?? null, limit + 1);
      const page = toPage(depths, limit, ({ queue }) => ({ id: queue.id }));
      return { ...page, items: page.items.map(toResponse) };
    });
  }

  @Get(':id')
  @RequirePermission('case:read')
  @ApiOperation({ summary: 'Read a queue' })
  @ApiOkResponse({ type: QueueResponse, description: 'The queue, with its version as ETag.' })
  find(@Param() { id }: QueuePath, @CurrentUser() user: User): Promise<QueueResponse> {
    return this.transactions.run(async (tx) => {
      const queue = await this.queues.find(tx, id, user);
      return toResponse(await this.queues.depthOf(tx, queue));
    });
  }

  @Put(':id')
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Say what a queue is',
    description:
      'Cases for which no agent is available wait in the first active queue, by `position`, that is for such cases; ' +
      'who is on duty for it answers for them until somebody takes them. The first version takes `If-Match: "v0"`. ' +
      'Cases that wait already keep their place; where the department or who is on duty is another one, they follow that.',
  })
  @ApiBody({ type: SaveQueueRequest, examples: queues })
  @ApiOkResponse({ type: QueueResponse, description: 'The queue after it.' })
  @ApiProblem(409, 'duty-impossible')
  @ApiProblem(422, 'employee-unknown', 'department-unknown')
  put(
    @Command() run: RunCommand,
    @Param() { id }: QueuePath,
    @IfMatch() version: number,
    @Body() body: SaveQueueRequest,
    @CurrentUser() user: User,
  ): Promise<QueueResponse> {
    return run(async (tx) => {
      const queue = await this.queues.put(tx, id, toContent(body), version, user.id, await databaseNow(tx));
      return toResponse(await this.queues.depthOf(tx, queue));
    });
  }

  @Post(':id/claim')
  @HttpCode(200)
  @RequirePermission('case:handover')
  @ApiOperation({
    summary: 'Take the next case of a queue',
    description:
      'The first in its order that the user can take: not about the user, and of the kinds, products and levels that the ' +
      'user serves as an agent. The user becomes its owner. No two users get the same case.',
  })
  @ApiOkResponse({ type: CaseResponse, description: 'The case, whose owner the user is now.' })
  @ApiNoContentResponse({ description: 'Nothing waits that the user can take.' })
  @ApiProblem(409, 'claim-impossible')
  claim(
    @Command() run: RunCommand,
    @Param() { id }: QueuePath,
    @CurrentUser() user: User,
  ): Promise<CaseResponse | null> {
    return run<CaseResponse | null>(async (tx) => {
      const now = await databaseNow(tx);
      const caseId = await this.claims.claim(tx, id, user, now);
      if (caseId === null) return new Answer(null, { status: 204 });
      return toCaseResponse(await this.files.find(tx, caseId, user), now);
    });
  }
}
