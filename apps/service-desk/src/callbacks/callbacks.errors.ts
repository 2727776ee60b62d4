import { Problem } from '@crm/platform/problem';
import type { CallbackState } from './callback.entity.js';
import { hoursBetweenAttempts } from './rules/attempts.js';

/** Whoever resolved the case must not ask the customer about it. */
export class CallbackByHandler extends Problem {
  constructor() {
    super({
      type: 'callback-by-handler',
      status: 403,
      titles: { zh: '回访须由处理人以外的人员进行', en: 'Somebody other than the handler has to call back' },
    });
  }
}

/** The task is not open any more. */
export class CallbackNotOpen extends Problem {
  constructor(state: CallbackState) {
    super({
      type: 'callback-not-open',
      status: 409,
      titles: { zh: '回访任务已结束', en: 'The call-back is over' },
      members: { state },
    });
  }
}

/** The last attempt is too recent. */
export class CallbackTooSoon extends Problem {
  constructor(nextAttemptFrom: Date) {
    super({
      type: 'callback-too-soon',
      status: 409,
      titles: {
        zh: `两次回访须间隔至少 ${hoursBetweenAttempts} 小时`,
        en: `Two attempts must be at least ${hoursBetweenAttempts} hours apart`,
      },
      members: { nextAttemptFrom: nextAttemptFrom.toISOString() },
    });
  }
}
