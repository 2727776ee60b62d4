import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { Order } from './orders.repository.js';
import { type OrderLine, type OrderState, orderStates, stateOf } from './rules/order-progress.js';

export class OrderListQuery extends PageQuery {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'Whose orders; with those of every id that was merged into it.',
  })
  @IsUUID()
  customerId: string;
}

export class OrderLineResponse {
  @ApiProperty({ type: String, example: '1', description: 'Unique within the order.' })
  lineId: string;
  @ApiProperty({ type: String, example: 'P-7', description: "The product's id in the ERP." })
  productId: string;
  @ApiPropertyOptional({ type: String, example: '洗精煤', description: 'As printed on the order.' })
  productName?: string;
  @ApiPropertyOptional({ type: String, example: 'coal', description: 'Product category.' })
  category?: string;
  @ApiProperty({ type: 'integer', minimum: 1, example: 2, description: 'Pieces.' })
  quantity: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 199900, description: 'Net amount in minor units (分).' })
  amountMinor: number;
  @ApiPropertyOptional({ type: 'integer', example: 41000, description: 'Margin in minor units; may be negative.' })
  marginMinor?: number;
}

const moment = (description: string) => ({ type: String, format: 'date-time', nullable: true, description });

export class OrderResponse {
  @ApiProperty({ type: String, example: 'erp', description: 'The system that took the order.' })
  source: string;
  @ApiProperty({ type: String, example: 'SO-2026-0001', description: "The order's number there." })
  orderId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The customer as first identified; a retired id redirects to its survivor.',
  })
  customerId: string;
  @ApiProperty({
    enum: orderStates,
    example: 'paid',
    description:
      'placed 已下单 · paid 已付款 · shipped 已发货 · delivered 已送达 · cancelled 已取消 · partly_returned 部分退货 · returned 已退货.',
  })
  state: OrderState;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 199900,
    description: 'Sum of the lines in minor units; null while only a return is known.',
  })
  amountMinor: number | null;
  @ApiProperty({ type: 'integer', example: 0, description: 'What was given back for returned lines, in minor units.' })
  returnedMinor: number;
  @ApiProperty({ type: String, example: 'CNY', description: 'ISO 4217 code of the amounts.' })
  currency: string;
  @ApiProperty({ type: String, nullable: true, example: 'direct', description: 'How it was sold.' })
  channel: string | null;
  @ApiProperty({ type: String, nullable: true, example: '140100', description: 'GB/T 2260 code of the region.' })
  region: string | null;
  @ApiProperty({ type: [OrderLineResponse], description: 'What was ordered.' })
  lines: readonly OrderLine[];
  @ApiProperty({ type: String, format: 'date-time', description: 'When the customer placed it.' })
  placedAt: string;
  @ApiProperty(moment('When it was paid in full.'))
  paidAt: string | null;
  @ApiProperty(moment('When the goods left.'))
  shippedAt: string | null;
  @ApiProperty(moment('When the goods arrived.'))
  deliveredAt: string | null;
  @ApiProperty(moment('When it was cancelled as a whole.'))
  cancelledAt: string | null;
  @ApiProperty(moment('When lines first came back.'))
  returnedAt: string | null;
}

export function toOrderResponse(order: Order): OrderResponse {
  const at = (time: Date | null): string | null => time?.toISOString() ?? null;
  return {
    source: order.source,
    orderId: order.orderId,
    customerId: order.customerId,
    state: stateOf(order),
    amountMinor: order.amountMinor,
    returnedMinor: order.returnedMinor,
    currency: order.currency,
    channel: order.channel,
    region: order.region,
    lines: order.lines ?? [],
    placedAt: order.placedAt.toISOString(),
    paidAt: at(order.paidAt),
    shippedAt: at(order.shippedAt),
    deliveredAt: at(order.deliveredAt),
    cancelledAt: at(order.cancelledAt),
    returnedAt: at(order.returnedAt),
  };
}
