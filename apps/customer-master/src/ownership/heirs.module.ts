import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { EmployeesModule } from '../employees/employees.module.js';
import { Heirs } from './heirs.service.js';

/** Apart from `OwnershipModule`: for folders whose work is somebody's. */
@Module({ imports: [CustomersModule, EmployeesModule], providers: [Heirs], exports: [Heirs] })
export class HeirsModule {}
