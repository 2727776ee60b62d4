import { TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isPlace, type Place } from '../cases/place.js';
import { CallbackResponse, ListCallbacksQuery, toResponse } from './callbacks.dto.js';
import { CallbacksService } from './callbacks.service.js';

@ApiTags('Call-backs')
@Controller('callbacks')
export class CallbacksController {
  constructor(
    private readonly callbacks: CallbacksService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('callback:write')
  @ApiOperation({
    summary: 'List the tasks to call customers back, most urgent first',
    description: 'Of every department: somebody other than the handler has to call.',
  })
  @ApiPage(CallbackResponse)
  list(@Query() { limit, cursor, state }: ListCallbacksQuery): Promise<Page<CallbackResponse>> {
    const place = decodeCursor<Place & Record<string, unknown>>(cursor, isPlace);
    return this.transactions.run(async (tx) => {
      const records = await this.callbacks.list(tx, state ?? null, place, limit + 1);
      const page = toPage(records, limit, ({ task }) => ({ at: task.dueAt.toISOString(), id: task.id }));
      return { ...page, items: page.items.map(toResponse) };
    });
  }
}
