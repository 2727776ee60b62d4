import { Module } from '@nestjs/common';
import { Customers } from './customers.service.js';

/** Who is one customer with whom today; the same for every figure of this service. */
@Module({ providers: [Customers], exports: [Customers] })
export class CustomersModule {}
