import { defineService } from '@crm/platform/bootstrap';
import { AppModule } from './app.module.js';
import { customerMasterConfig } from './config.js';
import { Customer } from './customers/customer.entity.js';
import { Department } from './employees/department.entity.js';
import { Employee } from './employees/employee.entity.js';
import { Message } from './messages/message.entity.js';
import { CreateCustomers1764100000001 } from './migrations/1764100000001-create-customers.js';
import { CreateEmployees1764110000001 } from './migrations/1764110000001-create-employees.js';
import { CreateConsents1764110000002 } from './migrations/1764110000002-create-consents.js';
import { CreateIntake1764120000001 } from './migrations/1764120000001-create-intake.js';
import { CreateMessages1764130000001 } from './migrations/1764130000001-create-messages.js';
import { CreateOrders1764140000001 } from './migrations/1764140000001-create-orders.js';
import { CreateImports1764150000001 } from './migrations/1764150000001-create-imports.js';
import { GrowImports1764230000001 } from './migrations/1764230000001-grow-imports.js';
import { CreateOverview1764160000001 } from './migrations/1764160000001-create-overview.js';
import { AddMessageTrace1764170000001 } from './migrations/1764170000001-add-message-trace.js';
import { CreateSurvivorship1764180000001 } from './migrations/1764180000001-create-survivorship.js';
import { CreateRelationships1764190000001 } from './migrations/1764190000001-create-relationships.js';
import { CreateMatching1764210000001 } from './migrations/1764210000001-create-matching.js';
import { CreateOwnership1764220000001 } from './migrations/1764220000001-create-ownership.js';
import { CreateAttributeDefinitions1764200000001 } from './migrations/1764200000001-create-attribute-definitions.js';
import { CreateStanding1764200000002 } from './migrations/1764200000002-create-standing.js';
import { CreateWebhooks1764420000001 } from './migrations/1764420000001-create-webhooks.js';
import { GrowMessages1764270000001 } from './migrations/1764270000001-grow-messages.js';
import { CasesFindTheirCustomer1764381000001 } from './migrations/1764381000001-cases-find-their-customer.js';
import { LastRowCounts1764520000003 } from './migrations/1764520000003-last-row-counts.js';
import { UnlikelyPairs1764520000004 } from './migrations/1764520000004-unlikely-pairs.js';
import { NumberTokens1764520000005 } from './migrations/1764520000005-number-tokens.js';
import { HandOversToLeavers1764520000006 } from './migrations/1764520000006-hand-overs-to-leavers.js';
import { RevertsGoOnFromAPlace1764530000001 } from './migrations/1764530000001-reverts-go-on-from-a-place.js';
import { MergesByCustomer1764440000001 } from './migrations/1764440000001-merges-by-customer.js';
import { OverviewCounts1764460000001 } from './migrations/1764460000001-overview-counts.js';
import { ForgetIntake1764460000003 } from './migrations/1764460000003-forget-intake.js';
import { OrderSumsFromIndex1764460000002 } from './migrations/1764460000002-order-sums-from-index.js';
import { CountFacets1764490000001 } from './migrations/1764490000001-count-facets.js';
import { NeverAVersionTwice1764520000001 } from './migrations/1764520000001-never-a-version-twice.js';
import { GoldenChanges1764520000002 } from './migrations/1764520000002-golden-changes.js';
import { PersonalLater1764470000001 } from './migrations/1764470000001-personal-later.js';
import { MatchChanged1764470000002 } from './migrations/1764470000002-match-changed.js';
import { OrderReviews1764280000001 } from './migrations/1764280000001-order-reviews.js';
import { CreateSearch1764260000001 } from './migrations/1764260000001-create-search.js';
import { CreateQuality1764250000001 } from './migrations/1764250000001-create-quality.js';
import { CreateSalesWork1764240000001 } from './migrations/1764240000001-create-sales-work.js';

export const service = defineService({
  name: 'customer-master',
  title: 'OneCustomer: customer master',
  description:
    'The one record of every customer: registration with duplicate check, the crosswalk to the ids of other systems, ' +
    'the golden record with its provenance, merge and lossless unmerge, owner and department.',
  module: AppModule,
  config: customerMasterConfig,
  entities: [Customer, Department, Employee, Message],
  migrations: [
    CreateCustomers1764100000001,
    CreateEmployees1764110000001,
    CreateConsents1764110000002,
    CreateIntake1764120000001,
    CreateMessages1764130000001,
    CreateOrders1764140000001,
    CreateImports1764150000001,
    CreateOverview1764160000001,
    AddMessageTrace1764170000001,
    CreateSurvivorship1764180000001,
    CreateRelationships1764190000001,
    CreateMatching1764210000001,
    CreateAttributeDefinitions1764200000001,
    CreateStanding1764200000002,
    CreateSalesWork1764240000001,
    CreateOwnership1764220000001,
    CreateQuality1764250000001,
    CreateSearch1764260000001,
    GrowMessages1764270000001,
    OrderReviews1764280000001,
    CasesFindTheirCustomer1764381000001,
    MergesByCustomer1764440000001,
    OverviewCounts1764460000001,
    OrderSumsFromIndex1764460000002,
    ForgetIntake1764460000003,
    GrowImports1764230000001,
    CreateWebhooks1764420000001,
    PersonalLater1764470000001,
    MatchChanged1764470000002,
    CountFacets1764490000001,
    NeverAVersionTwice1764520000001,
    GoldenChanges1764520000002,
    LastRowCounts1764520000003,
    UnlikelyPairs1764520000004,
    NumberTokens1764520000005,
    HandOversToLeavers1764520000006,
    RevertsGoOnFromAPlace1764530000001,
  ],
});
