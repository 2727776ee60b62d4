import { Global, Module } from '@nestjs/common';
import { CustomerCardsConsumer } from './customers/customer-cards.consumer.js';
import { CustomerDirectory } from './customers/customer-directory.js';
import { IdentityChanges } from './customers/identity-changes.js';
import { LevelChanges } from './customers/level-changes.js';
import { EmployeeCardsConsumer } from './employees/employee-cards.consumer.js';
import { EmployeeDirectory } from './employees/employee-directory.js';

/** The read copies that every service but customer-master keeps: customer cards with merged ids, employees and absence. */
@Global()
@Module({
  controllers: [CustomerCardsConsumer, EmployeeCardsConsumer],
  providers: [CustomerDirectory, EmployeeDirectory, IdentityChanges, LevelChanges],
  exports: [CustomerDirectory, EmployeeDirectory, IdentityChanges, LevelChanges],
})
export class DirectoryModule {}
