import { directoryMigrations } from '@crm/directory';
import { defineService } from '@crm/platform/bootstrap';
import { AppModule } from './app.module.js';
import { BusinessCalendar } from './calendars/business-calendar.entity.js';
import { CallbackAttempt, CallbackTask } from './callbacks/callback.entity.js';
import { ServiceCase } from './cases/case.entity.js';
import { CaseEntry } from './cases/case-entry.entity.js';
import { Cause } from './causes/cause.entity.js';
import { serviceDeskConfig } from './config.js';
import { Handover } from './handovers/handover.entity.js';
import { Intake } from './intakes/intake.entity.js';
import { CreateCases1764200000001 } from './migrations/1764200000001-create-cases.js';
import { CreateSla1764200000002 } from './migrations/1764200000002-create-sla.js';
import { CalendarsAsWritten1764280000001 } from './migrations/1764280000001-calendars-as-written.js';
import { CreateProblems1764300000001 } from './migrations/1764300000001-create-problems.js';
import { PreventiveAction } from './problems/preventive-action.entity.js';
import { Problem } from './problems/problem.entity.js';
import { Verification } from './problems/problem-verification.entity.js';
import { CreateArticles1764290000001 } from './migrations/1764290000001-create-articles.js';
import { PublicHolidays1764310000001 } from './migrations/1764310000001-public-holidays.js';
import { MeasureEverything1764320000001 } from './migrations/1764320000001-measure-everything.js';
import { SlaClock } from './sla/sla-clock.entity.js';
import { SlaPolicy } from './sla/sla-policy.entity.js';

export const service = defineService({
  name: 'service-desk',
  title: 'OneCustomer: service desk',
  description:
    'One complaint centre: every contact of a customer becomes or joins a case that has an accountable owner at all ' +
    'times, a deadline by the business calendar, hand-overs that are offered and accepted, and a call-back by somebody ' +
    'other than the handler before a complaint can be closed.\n\n' +
    'Deadlines are in business time: windows are half-open, a deadline is the earliest instant at which the working time ' +
    'reaches the target, met exactly then it is met. A later change of the policy or the calendar applies to clocks that ' +
    'start after it; a clock that runs gets another deadline only when the case waits, or its customer rises to a better level.\n\n' +
    'What the desk knows stands in articles: written by one person, published by another, the same text on every ' +
    'channel, suggested for cases that say something similar.',
  module: AppModule,
  config: serviceDeskConfig,
  entities: [
    BusinessCalendar,
    CallbackAttempt,
    CallbackTask,
    CaseEntry,
    Cause,
    Handover,
    Intake,
    PreventiveAction,
    Problem,
    ServiceCase,
    SlaClock,
    SlaPolicy,
    Verification,
  ],
  migrations: [
    ...directoryMigrations,
    CreateCases1764200000001,
    CreateSla1764200000002,
    CalendarsAsWritten1764280000001,
    CreateArticles1764290000001,
    PublicHolidays1764310000001,
    MeasureEverything1764320000001,
    CreateProblems1764300000001,
  ],
});
