import { directoryMigrations } from '@crm/directory';
import { defineService } from '@crm/platform/bootstrap';
import { Agent } from './agents/agent.entity.js';
import { AppModule } from './app.module.js';
import { Attachment } from './attachments/attachment.entity.js';
import { BusinessCalendar } from './calendars/business-calendar.entity.js';
import { CallbackAttempt, CallbackTask } from './callbacks/callback.entity.js';
import { ServiceCase } from './cases/case.entity.js';
import { CaseEntry } from './cases/case-entry.entity.js';
import { Cause } from './causes/cause.entity.js';
import { serviceDeskConfig } from './config.js';
import { Goodwill } from './goodwill/goodwill.entity.js';
import { Extension } from './extensions/extension.entity.js';
import { Handover } from './handovers/handover.entity.js';
import { Intake } from './intakes/intake.entity.js';
import { CreateCases1764200000001 } from './migrations/1764200000001-create-cases.js';
import { CreateSla1764200000002 } from './migrations/1764200000002-create-sla.js';
import { CalendarsAsWritten1764280000001 } from './migrations/1764280000001-calendars-as-written.js';
import { CreateProblems1764300000001 } from './migrations/1764300000001-create-problems.js';
import { RecogniseByWordsAndMail1764350000001 } from './migrations/1764350000001-recognise-by-words-and-mail.js';
import { ProactiveAction } from './proactive/proactive-action.entity.js';
import { ProactiveTask } from './proactive/proactive-task.entity.js';
import { PreventiveAction } from './problems/preventive-action.entity.js';
import { Problem } from './problems/problem.entity.js';
import { Verification } from './problems/problem-verification.entity.js';
import { CreateArticles1764290000001 } from './migrations/1764290000001-create-articles.js';
import { PublicHolidays1764310000001 } from './migrations/1764310000001-public-holidays.js';
import { MeasureEverything1764320000001 } from './migrations/1764320000001-measure-everything.js';
import { FiguresOfClocks1764390000001 } from './migrations/1764390000001-figures-of-clocks.js';
import { WallBoard1764390000002 } from './migrations/1764390000002-wall-board.js';
import { AssignCallbacks1764400000001 } from './migrations/1764400000001-assign-callbacks.js';
import { CreateGoodwill1764400000002 } from './migrations/1764400000002-create-goodwill.js';
import { SlaChanges1764330000001 } from './migrations/1764330000001-sla-changes.js';
import { Extensions1764330000002 } from './migrations/1764330000002-extensions.js';
import { SlaChange } from './sla-changes/sla-change.entity.js';
import { StaffAndCustomersTalk1764380000001 } from './migrations/1764380000001-staff-and-customers-talk.js';
import { CustomerPulse1764380000002 } from './migrations/1764380000002-customer-pulse.js';
import { Reply } from './replies/reply.entity.js';
import { CallbacksDueWithClocks1764430000001 } from './migrations/1764430000001-callbacks-due-with-clocks.js';
import { ForgetChangeReports1764430000002 } from './migrations/1764430000002-forget-change-reports.js';
import { OtherEnds1764360000001 } from './migrations/1764360000001-other-ends.js';
import { DecideBounces1764370000002 } from './migrations/1764370000002-decide-bounces.js';
import { RouteBySkill1764370000001 } from './migrations/1764370000001-route-by-skill.js';
import { DeskQueue } from './queues/queue.entity.js';
import { ReconcileClocks1764340000001 } from './migrations/1764340000001-reconcile-clocks.js';
import { CreateProactive1764400000003 } from './migrations/1764400000003-create-proactive.js';
import { DeadlinesThatBegin1764410000001 } from './migrations/1764410000001-deadlines-that-begin.js';
import { WordsGoWithContacts1764420000001 } from './migrations/1764420000001-words-go-with-contacts.js';
import { KindsNotTold1764420000002 } from './migrations/1764420000002-kinds-not-told.js';
import { LinksOfCases1764360000002 } from './migrations/1764360000002-links-of-cases.js';
import { Attachments1764360000003 } from './migrations/1764360000003-attachments.js';
import { ListsOfOpenCases1764440000001 } from './migrations/1764440000001-lists-of-open-cases.js';
import { WhenBouncedAndGivenAway1764440000002 } from './migrations/1764440000002-when-bounced-and-given-away.js';
import { ToldAnotherWay1764440000003 } from './migrations/1764440000003-told-another-way.js';
import { TasksGoOn1764440000004 } from './migrations/1764440000004-tasks-go-on.js';
import { RepliesKnowTheirMessages1764460000002 } from './migrations/1764460000002-replies-know-their-messages.js';
import { OffersOfTheirGivers1764510000001 } from './migrations/1764510000001-offers-of-their-givers.js';
import { TasksGivenByHand1764510000002 } from './migrations/1764510000002-tasks-given-by-hand.js';
import { CasesFollowTheirQueue1764510000003 } from './migrations/1764510000003-cases-follow-their-queue.js';
import { RouteByTheKindTold1764460000001 } from './migrations/1764460000001-route-by-the-kind-told.js';
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
    'start after it, and to those that run where its publisher says so after a report; else a clock that runs gets another ' +
    'deadline only when the case waits, gets worse or is granted more time, or its customer rises to a better level.\n\n' +
    'What the desk knows stands in articles: written by one person, published by another, the same text on every ' +
    'channel, suggested for cases that say something similar.',
  module: AppModule,
  config: serviceDeskConfig,
  entities: [
    Agent,
    Attachment,
    BusinessCalendar,
    CallbackAttempt,
    CallbackTask,
    CaseEntry,
    Cause,
    Goodwill,
    Extension,
    DeskQueue,
    Handover,
    Intake,
    PreventiveAction,
    ProactiveAction,
    ProactiveTask,
    Problem,
    Reply,
    ServiceCase,
    SlaChange,
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
    FiguresOfClocks1764390000001,
    WallBoard1764390000002,
    AssignCallbacks1764400000001,
    CreateGoodwill1764400000002,
    SlaChanges1764330000001,
    Extensions1764330000002,
    StaffAndCustomersTalk1764380000001,
    CustomerPulse1764380000002,
    RecogniseByWordsAndMail1764350000001,
    OtherEnds1764360000001,
    RouteBySkill1764370000001,
    ReconcileClocks1764340000001,
    DecideBounces1764370000002,
    CreateProactive1764400000003,
    DeadlinesThatBegin1764410000001,
    LinksOfCases1764360000002,
    Attachments1764360000003,
    ListsOfOpenCases1764440000001,
    WhenBouncedAndGivenAway1764440000002,
    ToldAnotherWay1764440000003,
    TasksGoOn1764440000004,
    RouteByTheKindTold1764460000001,
    RepliesKnowTheirMessages1764460000002,
    WordsGoWithContacts1764420000001,
    KindsNotTold1764420000002,
    CallbacksDueWithClocks1764430000001,
    ForgetChangeReports1764430000002,
    OffersOfTheirGivers1764510000001,
    TasksGivenByHand1764510000002,
    CasesFollowTheirQueue1764510000003,
  ],
});
