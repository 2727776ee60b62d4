import { Module } from '@nestjs/common';
import { EmployeesModule } from '../employees/employees.module.js';
import { FirstOwners } from './first-owners.service.js';
import { OwnerChoice } from './owner-choice.service.js';
import { OwnerRules } from './owner-rules.service.js';
import { Responsibilities } from './responsibilities.service.js';

/** The rules of ownership; apart from `OwnershipModule`, since customers are registered and shown by them. */
@Module({
  imports: [EmployeesModule],
  providers: [OwnerRules, OwnerChoice, FirstOwners, Responsibilities],
  exports: [OwnerRules, OwnerChoice, FirstOwners, Responsibilities],
})
export class OwnerRulesModule {}
