import { directoryMigrations } from '@crm/directory';
import { defineService } from '@crm/platform/bootstrap';
import { AppModule } from './app.module.js';
import { analyticsConfig } from './config.js';
import { CreatePurchases1764500000001 } from './migrations/1764500000001-create-purchases.js';
import { CreateServiceFacts1764500000002 } from './migrations/1764500000002-create-service-facts.js';
import { CreateValue1764500000003 } from './migrations/1764500000003-create-value.js';
import { PointsByAccount1764500000004 } from './migrations/1764500000004-points-by-account.js';
import { CasesFindTheirCustomer1764500000005 } from './migrations/1764500000005-cases-find-their-customer.js';
import { OtherEndsOfCases1764560000001 } from './migrations/1764560000001-other-ends-of-cases.js';
import { KindsOfCases1764560000011 } from './migrations/1764560000011-kinds-of-cases.js';

export const service = defineService({
  name: 'analytics',
  title: 'Analytics · 客户分析',
  description:
    'Who is worth what, and how the business with the customers goes. Purchases, cases, survey answers and points of the ' +
    'other services become read models; from them come the value of each customer (recency, frequency, monetary value, ' +
    'level, segment, each with its reasons), key figures with their definitions, and a dashboard. A changed level is told ' +
    'to the other services by the event `level.changed`.',
  module: AppModule,
  config: analyticsConfig,
  entities: [],
  migrations: [
    ...directoryMigrations,
    CreatePurchases1764500000001,
    CreateServiceFacts1764500000002,
    CreateValue1764500000003,
    PointsByAccount1764500000004,
    CasesFindTheirCustomer1764500000005,
    OtherEndsOfCases1764560000001,
    KindsOfCases1764560000011,
  ],
  pages: ['analytics/dashboard'],
});
