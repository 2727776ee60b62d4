import type { OrderPaid } from '@crm/contracts';
import { Project } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';

/** Keeps who bought what, so that a recall finds its customers. */
@Controller()
export class OrderEventsConsumer {
  @Project('crm.order.paid', { readModel: { name: 'customer-products@1', tables: ['customer_product'] } })
  async paid(tx: Tx, { data, time }: OrderPaid): Promise<void> {
    const products = [...new Set(data.lines.map(({ productId }) => productId))].sort();
    await tx.query(
      `INSERT INTO customer_product AS known (customer_id, product_id, last_bought_at)
       SELECT $1, product_id, $3 FROM unnest($2::text[]) AS product_id ORDER BY product_id
       ON CONFLICT (product_id, customer_id)
       DO UPDATE SET last_bought_at = greatest(known.last_bought_at, EXCLUDED.last_bought_at)`,
      [data.customerId, products, time],
    );
  }
}
