import { Problem } from '@crm/platform/problem';

/** One run over all customers at a time. */
export class MatchRunAtWork extends Problem {
  constructor() {
    super({
      type: 'match-run-at-work',
      status: 409,
      titles: { zh: '已有匹配任务正在运行', en: 'A match run is under way' },
    });
  }
}

/** A run that has ended cannot be cancelled. */
export class MatchRunOver extends Problem {
  constructor(state: string) {
    super({
      type: 'match-run-over',
      status: 409,
      titles: { zh: '该匹配任务已结束', en: 'This match run has ended' },
      members: { state },
    });
  }
}

/** A run shows its report and pairs once all customers are compared. */
export class MatchRunNotCompared extends Problem {
  constructor(state: string) {
    super({
      type: 'match-run-not-compared',
      status: 409,
      titles: { zh: '匹配尚未完成', en: 'The customers are not compared yet' },
      members: { state },
    });
  }
}

/** Only a candidate can be put in force. */
export class NoCandidateModel extends Problem {
  constructor() {
    super({
      type: 'no-candidate-model',
      status: 409,
      titles: { zh: '该模型不是候选模型', en: 'This model is no candidate' },
    });
  }
}
