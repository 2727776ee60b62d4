import { Problem } from '@crm/platform/problem';

/** What has ended cannot be stopped. */
export class SlaChangeOver extends Problem {
  constructor(state: string) {
    super({
      type: 'sla-change-over',
      status: 409,
      titles: { zh: '该任务已结束', en: 'It has ended already' },
      members: { state },
    });
  }
}

/** Open cases are changed only after a report was read to its end. */
export class ReportUnfinished extends Problem {
  constructor(state: string) {
    super({
      type: 'report-unfinished',
      status: 409,
      titles: { zh: '影响报告尚未完成', en: 'The report is not complete' },
      members: { state },
    });
  }
}

/** The report is about another version than the one that is replaced. */
export class ReportStale extends Problem {
  constructor(basedOn: number, currentVersion: number) {
    super({
      type: 'report-stale',
      status: 409,
      titles: { zh: '影响报告已过期，请重新生成', en: 'The report is about an earlier version: make a new one' },
      members: { basedOn, currentVersion },
    });
  }
}

/** What is published is not what the report measured. */
export class ReportOfOtherDraft extends Problem {
  constructor() {
    super({
      type: 'report-of-other-draft',
      status: 409,
      titles: { zh: '影响报告针对的是另一份草稿', en: 'The report measured another draft' },
    });
  }
}
