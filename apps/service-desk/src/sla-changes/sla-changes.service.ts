import { isDeepStrictEqual } from 'node:util';
import { Timers, type Tx } from '@crm/persistence';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { type ChangeReason, type ChangeSubject, SlaChange } from './sla-change.entity.js';
import { daysKept, retentionTimer } from './sla-change-retention.js';
import { ReportOfOtherDraft, ReportStale, ReportUnfinished, SlaChangeOver } from './sla-changes.errors.js';
import {
  type ChangedClock,
  type ClockPlace,
  type ListedClock,
  SlaChangesRepository,
} from './sla-changes.repository.js';

export type { ChangedClock, ClockPlace, ListedClock, SlaChange };

/** Kind of the timer that works a change off; aggregate: the change. */
export const changeTimer = 'sla.change';

/** What may become of open cases when something is published: they keep their deadlines, or get new ones. */
export const openCasesChoices = ['keep', 'apply'] as const;

/** What whoever publishes decides about the open cases. */
export interface OpenCasesChoice {
  /** Left out: `keep`. */
  openCases?: (typeof openCasesChoices)[number] | null;
  /** The report that the decision is based on; needed to apply. */
  reportId?: string | null;
}

/** Of what something is the next version. */
export interface ChangeOf {
  subject: ChangeSubject;
  /** Null: the policy. */
  calendarId: string | null;
  /** The version before. */
  basedOn: number;
}

/** What was published. */
export interface Published extends ChangeOf {
  version: number;
  /** As a report has it as its draft. */
  content: object;
}

interface Wish {
  version: number | null;
  draft: object | null;
  reason: ChangeReason | null;
  onlyProvisional: boolean;
  reportId: string | null;
}

/** Who asks for it when. */
export interface Asking {
  by: string;
  now: Date;
}

const needsReport = { zh: '应用于未结工单须给出影响报告', en: 'To apply it to open cases, name the report.' };
const noReport = { zh: '没有这份影响报告', en: 'There is no such report.' };

/** Reports of what drafts would change, and applications of what was published, to open cases. Both run in the background. */
@Injectable()
export class SlaChanges {
  constructor(
    private readonly repository: SlaChangesRepository,
    private readonly timers: Timers,
  ) {}

  /** Begins to measure what a draft would change. */
  report(tx: Tx, of: ChangeOf, draft: object, asking: Asking): Promise<SlaChange> {
    return this.start(tx, of, { version: null, draft, reason: null, onlyProvisional: false, reportId: null }, asking);
  }

  /**
   * Begins to apply what was just published, where its publisher asks for that.
   * @returns null: open cases keep their deadlines
   * @throws ValidationFailed, ReportUnfinished, ReportStale, ReportOfOtherDraft
   */
  async publish(tx: Tx, what: Published, choice: OpenCasesChoice, asking: Asking): Promise<SlaChange | null> {
    if (choice.openCases !== 'apply') return null;
    const reportId = choice.reportId ?? null;
    if (!reportId) throw new ValidationFailed([{ pointer: '/reportId', message: needsReport }]);
    await this.refuseUnread(tx, reportId, what);
    const reason = what.subject === 'policy' ? 'policy_changed' : 'calendar_changed';
    return this.start(
      tx,
      what,
      { version: what.version, draft: null, reason, onlyProvisional: false, reportId },
      asking,
    );
  }

  /** Begins to recompute what was computed over years whose public holidays were not known before this version. */
  holidaysKnown(tx: Tx, what: ChangeOf & { version: number }, asking: Asking): Promise<SlaChange> {
    const reason = 'calendar_published';
    return this.start(
      tx,
      what,
      { version: what.version, draft: null, reason, onlyProvisional: true, reportId: null },
      asking,
    );
  }

  /** @throws NotFound */
  async find(tx: Tx, id: string): Promise<SlaChange> {
    const change = await this.repository.find(tx, id);
    if (!change) throw new NotFound();
    return change;
  }

  page(tx: Tx, before: string | undefined, limit: number): Promise<SlaChange[]> {
    return this.repository.page(tx, before, limit);
  }

  clocks(tx: Tx, id: string, behind: ClockPlace | undefined, limit: number): Promise<ListedClock[]> {
    return this.repository.clocks(tx, id, behind, limit);
  }

  /** What it has moved stays moved. @throws NotFound, SlaChangeOver */
  async cancel(tx: Tx, id: string, now: Date): Promise<SlaChange> {
    const change = await this.repository.lock(tx, id);
    if (!change) throw new NotFound();
    if (change.state !== 'running') throw new SlaChangeOver(change.state);
    change.state = 'cancelled';
    change.finishedAt = now;
    await this.repository.saveProgress(tx, change);
    return change;
  }

  private async start(tx: Tx, of: ChangeOf, wish: Wish, { by, now }: Asking): Promise<SlaChange> {
    const { subject, calendarId, basedOn } = of;
    const change = Object.assign(new SlaChange(), {
      ...{ id: newId(), mode: wish.version === null ? 'report' : 'application', subject, calendarId, basedOn },
      ...wish,
      ...{ state: 'running', total: await this.repository.openCases(tx), checked: 0, changed: 0, unreachable: 0 },
      ...{ counts: {}, doneTo: null, madeBy: by, madeAt: now, finishedAt: null },
    } satisfies SlaChange);
    await this.repository.add(tx, change);
    await this.timers.arm(tx, { kind: changeTimer, aggregateId: change.id, epoch: 1, dueAt: now });
    if (change.mode === 'report') {
      const dueAt = new Date(now.getTime() + daysKept * 86_400_000);
      await this.timers.arm(tx, { kind: retentionTimer, aggregateId: change.id, epoch: 1, dueAt });
    }
    return change;
  }

  private async refuseUnread(tx: Tx, reportId: string, what: Published): Promise<void> {
    const report = await this.repository.find(tx, reportId);
    const isAboutIt = report?.mode === 'report' && report.subject === what.subject;
    if (!isAboutIt || report.calendarId !== what.calendarId) {
      throw new ValidationFailed([{ pointer: '/reportId', message: noReport }]);
    }
    if (report.basedOn !== what.basedOn) throw new ReportStale(report.basedOn, what.basedOn);
    if (report.state !== 'completed') throw new ReportUnfinished(report.state);
    if (!isDeepStrictEqual(report.draft, asStored(what.content))) throw new ReportOfOtherDraft();
  }
}

/** As the database gives it back. */
export const asStored = (content: object): unknown => JSON.parse(JSON.stringify(content));
