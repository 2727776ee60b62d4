import {
  CaseCustomerReplied,
  CaseIntakeAttached,
  CaseIntakeDetached,
  type EventDraft,
  SlaBreached,
  SlaMet,
  type SlaMetric,
  SlaWarned,
} from '@crm/contracts';
import type { Person } from './case.js';
import { CaseRow } from './case-row.entity.js';

/** A deadline of the case. */
export interface Due {
  metric: SlaMetric;
  cycle: number;
  dueAt: Date;
}

/** What is told of a case while its row stays as it is: of its contacts and its deadlines. */
export abstract class ToldCase extends CaseRow {
  get owner(): Person {
    return { employeeId: this.ownerEmployeeId, department: this.ownerDepartment };
  }

  /** The customer was heard again, about what may have been taken for done. */
  customerReplied(intakeId: string, now: Date): EventDraft {
    const data = { caseId: this.id, intakeId, owner: this.owner, state: this.state };
    return CaseCustomerReplied.draft({ ...this.fact(now), data });
  }

  /** A contact belongs to it now that belonged to another case before. */
  gained(intakeId: string, fromCaseId: string, by: Person, now: Date): EventDraft {
    const data = { caseId: this.id, intakeId, fromCaseId, openedAt: this.openedAt.toISOString(), by };
    return CaseIntakeAttached.draft({ ...this.fact(now), data });
  }

  /** A contact belongs to another case now. */
  lost(intakeId: string, toCaseId: string, by: Person, now: Date): EventDraft {
    const data = { caseId: this.id, intakeId, toCaseId, openedAt: this.openedAt.toISOString(), by };
    return CaseIntakeDetached.draft({ ...this.fact(now), data });
  }

  deadlineMet({ metric, cycle, dueAt }: Due, metAt: Date, now: Date): EventDraft {
    const data = { caseId: this.id, cycle, metric, dueAt: dueAt.toISOString(), metAt: metAt.toISOString() };
    return SlaMet.draft({ ...this.fact(now), data });
  }

  /** It happened at the deadline, whenever it is noticed. */
  deadlineBreached({ metric, cycle, dueAt }: Due): EventDraft {
    const due = dueAt.toISOString();
    const data = { caseId: this.id, cycle, metric, dueAt: due, breachedAt: due };
    return SlaBreached.draft({ ...this.fact(dueAt), data });
  }

  /** So much of the time is used up. It happened then, whenever it is noticed. */
  warned({ metric, cycle, dueAt }: Due, { percent, at }: { percent: number; at: Date }, to: string[]): EventDraft {
    const times = { dueAt: dueAt.toISOString(), warnedAt: at.toISOString() };
    return SlaWarned.draft({ ...this.fact(at), data: { caseId: this.id, cycle, metric, percent, ...times, to } });
  }

  /** What an event of the case begins with; each call counts as one event. */
  fact(time: Date) {
    return { customerId: this.customerId, aggregateId: this.id, aggregateVersion: ++this.version, time };
  }
}
