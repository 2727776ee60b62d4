import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { isInstant } from '@crm/platform/problem';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { OrderListQuery, OrderResponse, toOrderResponse } from './orders.dto.js';
import type { OrderPlace } from './orders.repository.js';
import { OrdersService } from './orders.service.js';

/** Orders with the customer identified. */
@ApiTags('orders')
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'List the orders of a customer',
    description: 'The newest first; 404 where the user may not see the customer.',
  })
  @ApiPage(OrderResponse)
  list(@Query() query: OrderListQuery, @CurrentUser() user: User): Promise<Page<OrderResponse>> {
    const { customerId, limit, cursor } = query;
    const after = decodeCursor<OrderPlace>(cursor, ({ at, id }) => isInstant(at) && isUUID(id));
    return this.transactions.run(async (tx) => {
      const rows = await this.orders.page(tx, customerId, after, limit + 1, user);
      const { items, next } = toPage(rows, limit, (row) => ({ at: row.placedAt.toISOString(), id: row.id }));
      return { items: items.map(toOrderResponse), next };
    });
  }

  @Get(':source/:orderId')
  @RequirePermission('customer:read')
  @ApiOperation({ summary: 'Read an order by its number in the system that took it' })
  @ApiParam({ name: 'source', type: String, example: 'erp', description: 'The system.' })
  @ApiParam({ name: 'orderId', type: String, example: 'SO-2026-0001', description: "The order's number there." })
  @ApiOkResponse({ type: OrderResponse, description: 'The order.' })
  read(
    @Param('source') source: string,
    @Param('orderId') orderId: string,
    @CurrentUser() user: User,
  ): Promise<OrderResponse> {
    return this.transactions.run(async (tx) => toOrderResponse(await this.orders.find(tx, source, orderId, user)));
  }
}
