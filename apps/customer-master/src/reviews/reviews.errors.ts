import { Problem } from '@crm/platform/problem';
import type { ReviewState } from './reviews.repository.js';

/** Somebody else looks at the pair. */
export class PairReserved extends Problem {
  constructor(until: Date) {
    super({
      type: 'pair-reserved',
      status: 409,
      titles: { zh: '该匹配项正由他人处理', en: 'Somebody else is looking at this pair' },
      members: { until: until.toISOString() },
    });
  }
}

/** The pair was decided, or the two do not resemble each other any more. */
export class PairNotOpen extends Problem {
  constructor(state: ReviewState) {
    super({
      type: 'pair-not-open',
      status: 409,
      titles: { zh: '该匹配项不在待审核状态', en: 'This pair is not open' },
      members: { state },
    });
  }
}

/** There is no decision that could be taken back. */
export class NothingDecided extends Problem {
  constructor() {
    super({
      type: 'nothing-decided',
      status: 409,
      titles: { zh: '该匹配项没有可撤销的决定', en: 'Nothing was decided about this pair' },
    });
  }
}
