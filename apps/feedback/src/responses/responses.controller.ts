import { CustomerDirectory } from '@crm/directory';
import { TransactionRunner, type Tx } from '@crm/persistence';
import { can, CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, type Page } from '@crm/platform/paging';
import { NotFound } from '@crm/platform/problem';
import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { departmentLimit } from '../customers/current-customer.sql.js';
import { beforeOf, newestFirst } from '../newest-first.cursor.js';
import { ResponseResponse, ResponsesQuery, toResponseResponse } from './response.dto.js';
import { type ResponseRow, ResponsesRepository } from './responses.repository.js';
import { ResponsesService } from './responses.service.js';

@ApiTags('Responses')
@Controller('responses')
export class ResponsesController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly repository: ResponsesRepository,
    private readonly responses: ResponsesService,
    private readonly customers: CustomerDirectory,
  ) {}

  @Get()
  @RequirePermission('feedback:read')
  @ApiOperation({
    summary: 'Responses, newest first',
    description:
      "A user of department scope sees those whose customer is owned by the user's department today. " +
      "The customer's words are shown with the permission `feedback:read-text`.",
  })
  @ApiPage(ResponseResponse)
  list(@Query() query: ResponsesQuery, @CurrentUser() user: User): Promise<Page<ResponseResponse>> {
    const { customerId, limit, cursor } = query;
    return this.transactions.run(async (tx) => {
      const rows = await this.repository.list(tx, {
        customerIds: customerId ? await this.customers.clusterOf(tx, customerId) : null,
        department: departmentLimit(user),
        before: beforeOf(cursor),
        limit: limit + 1,
      });
      const { items, next } = newestFirst(rows, limit);
      return { items: await this.show(tx, items, user), next };
    });
  }

  @Get(':id')
  @RequirePermission('feedback:read')
  @ApiOperation({
    summary: 'One response',
    description: "404 also when its customer is not of the user's department. The words need `feedback:read-text`.",
  })
  @ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'The response.',
    example: '01981a2b-6666-7000-8000-000000000001',
  })
  @ApiOkResponse({ type: ResponseResponse, description: 'The response.' })
  one(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ResponseResponse> {
    return this.transactions.run(async (tx) => {
      const row = await this.repository.find(tx, id, departmentLimit(user));
      if (!row) throw new NotFound();
      const [response] = await this.show(tx, [row], user);
      return response!;
    });
  }

  private async show(tx: Tx, rows: readonly ResponseRow[], user: User): Promise<ResponseResponse[]> {
    const shown = can(user, 'feedback:read-text') ? await this.responses.wordsOfAll(tx, rows) : null;
    return rows.map((row, index) => {
      if (row.comment === null) return toResponseResponse(row, { comment: null, visibility: 'none' });
      if (!shown) return toResponseResponse(row, { comment: null, visibility: 'masked' });
      const comment = shown[index]!;
      return toResponseResponse(row, { comment, visibility: comment === null ? 'erased' : 'shown' });
    });
  }
}
