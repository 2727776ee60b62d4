import { Module } from '@nestjs/common';
import { ConsentContactWays } from '../consents/consent-contact-ways.js';
import { MatchingModule } from '../matching/matching.module.js';
import { AttributeDefinitionsModule } from '../attributes/attribute-definitions.module.js';
import { AttributeChecks } from './attribute-checks.service.js';
import { ContactChannels, ContactWays } from './contactability.js';
import { Corrections } from './corrections.service.js';
import { CrosswalkRepository } from './crosswalk.repository.js';
import { CrosswalkFileController } from './crosswalk-file.controller.js';
import { CrosswalkController } from './crosswalk.controller.js';
import { CustomerCards } from './customer-cards.service.js';
import { CustomerChanges } from './customer-changes.service.js';
import { CustomerFacetsController } from './customer-facets.controller.js';
import { CustomerFacets } from './customer-facets.service.js';
import { NumberTokens } from './number-tokens.service.js';
import { CustomerListRepository } from './customer-list.repository.js';
import { CustomerSearch } from './customer-search.service.js';
import { CustomerLookups } from './customer-lookups.service.js';
import { CustomerPages } from './customer-pages.service.js';
import { CustomerViews } from './customer-views.service.js';
import { CustomersController } from './customers.controller.js';
import { CustomersRepository } from './customers.repository.js';
import { CustomersService } from './customers.service.js';
import { Duplicates } from './duplicates.service.js';
import { EditRecords } from './edit-records.service.js';
import { Explanations } from './explanations.service.js';
import { GoldenRecords } from './golden-records.service.js';
import { InsightEventsConsumer } from './insight-events.consumer.js';
import { JointOwners } from './joint-owners.service.js';
import { JointPlans } from './joint-plans.service.js';
import { JointRegistrations } from './joint-registrations.service.js';
import { CustomerWork } from './customer-work.js';
import { HoldersRepository } from './holders.repository.js';
import { MatchIndexRepository } from './match-index.repository.js';
import { MatchKeys } from './match-keys.service.js';
import { ProvenanceController } from './provenance.controller.js';
import { ProvenanceViews } from './provenance-views.service.js';
import { Registrations } from './registrations.service.js';
import { PersonalLater } from './personal-later.service.js';
import { PinEnds } from './pin-ends.service.js';
import { RecordPaths } from './record-paths.service.js';
import { RecordReturns } from './record-returns.service.js';
import { RecordVersionsRepository } from './record-versions.repository.js';
import { Standings } from './standings.service.js';
import { StandingsRepository } from './standings.repository.js';
import { SourceRecordsRepository } from './source-records.repository.js';
import { SurvivorshipRules } from './survivorship-rules.service.js';
import { OwnerRulesModule } from '../ownership/owner-rules.module.js';
import { StatusRulesModule } from '../standing/status-rules.module.js';
import { Verifications } from './verifications.service.js';
import { ViewGrounds } from './view-grounds.service.js';
import { VisibleCustomers } from './visible-customers.repository.js';

/** For other folders: CustomersService. For identity and ownership, which change customers themselves: the rest of the exports. */
@Module({
  imports: [MatchingModule, AttributeDefinitionsModule, OwnerRulesModule, StatusRulesModule],
  controllers: [
    CrosswalkController,
    CrosswalkFileController,
    CustomerFacetsController,
    CustomersController,
    ProvenanceController,
    InsightEventsConsumer,
  ],
  providers: [
    CustomersService,
    CustomerLookups,
    CustomerViews,
    CustomerPages,
    ProvenanceViews,
    ViewGrounds,
    CustomerChanges,
    CustomerCards,
    AttributeChecks,
    Corrections,
    EditRecords,
    Explanations,
    PersonalLater,
    PinEnds,
    Verifications,
    SurvivorshipRules,
    Registrations,
    JointRegistrations,
    JointPlans,
    JointOwners,
    RecordPaths,
    RecordReturns,
    Standings,
    StandingsRepository,
    GoldenRecords,
    Duplicates,
    MatchKeys,
    CustomersRepository,
    CustomerListRepository,
    CustomerSearch,
    CustomerFacets,
    NumberTokens,
    VisibleCustomers,
    SourceRecordsRepository,
    RecordVersionsRepository,
    CrosswalkRepository,
    CustomerWork,
    HoldersRepository,
    MatchIndexRepository,
    ContactChannels,
    { provide: ContactWays, useClass: ConsentContactWays },
  ],
  exports: [
    CustomersService,
    CustomerViews,
    CustomerChanges,
    CustomerCards,
    CustomerPages,
    JointRegistrations,
    RecordPaths,
    RecordReturns,
    Standings,
    GoldenRecords,
    PersonalLater,
    ContactWays,
    SurvivorshipRules,
    Explanations,
    Verifications,
  ],
})
export class CustomersModule {}
