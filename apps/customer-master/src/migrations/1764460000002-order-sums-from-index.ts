import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the orders of a customer come to is added up from the index alone, without the lines. */
export class OrderSumsFromIndex1764460000002 implements MigrationInterface {
  readonly name = 'OrderSumsFromIndex1764460000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX customer_order_of_customer;
      CREATE INDEX customer_order_of_customer ON customer_order (customer_id, placed_at DESC, id DESC)
        INCLUDE (currency, paid_at, shipped_at, delivered_at, cancelled_at, returned_at, lines_at, amount_minor, returned_minor);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX customer_order_of_customer;
      CREATE INDEX customer_order_of_customer ON customer_order (customer_id, placed_at DESC, id DESC);
    `);
  }
}
