import { directoryMigrations } from '@crm/directory';
import { defineService } from '@crm/platform/bootstrap';
import { Account } from './accounts/account.entity.js';
import { AppModule } from './app.module.js';
import { loyaltyConfig } from './config.js';
import { CreatePrograms1764400000001 } from './migrations/1764400000001-create-programs.js';
import { CreateLedger1764400000002 } from './migrations/1764400000002-create-ledger.js';
import { BookGoodwill1764400000012 } from './migrations/1764400000012-book-goodwill.js';
import { Program } from './programs/program.entity.js';
import { ProgramRule } from './programs/program-rule.entity.js';
import { Redemption } from './redemptions/redemption.entity.js';

export const service = defineService({
  name: 'loyalty',
  title: 'OneCustomer: loyalty',
  description:
    'Points of every customer: earned from paid orders by dated rules, kept in a double-entry ledger of integers, spent ' +
    'and given back without ever becoming negative. A merged customer is shown and spent as one; nothing is moved, so ' +
    'an unmerge gives each side its own account again.',
  module: AppModule,
  config: loyaltyConfig,
  entities: [Account, Program, ProgramRule, Redemption],
  migrations: [
    ...directoryMigrations,
    CreatePrograms1764400000001,
    CreateLedger1764400000002,
    BookGoodwill1764400000012,
  ],
});
