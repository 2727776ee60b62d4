import { Problem } from '@crm/platform/problem';
import type { CallbackState } from './callback.entity.js';
import { hoursToAnotherTime, mostPostponements } from './rules/attempts.js';

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

/** The last attempt is too recent, or the customer wants to be called later. */
export class CallbackTooSoon extends Problem {
  constructor(nextAttemptFrom: Date) {
    super({
      type: 'callback-too-soon',
      status: 409,
      titles: { zh: '还不能再次回访', en: 'It is too early to call again' },
      detail: {
        zh: `回访须换一个时段（上午、下午、晚上）且至少间隔一小时，或间隔 ${hoursToAnotherTime} 小时；客户约定了时间的，以约定为准`,
        en: `Another part of the day (morning, afternoon, evening) and an hour later, or ${hoursToAnotherTime} hours later; where the customer named a time, at that time.`,
      },
      members: { nextAttemptFrom: nextAttemptFrom.toISOString() },
    });
  }
}

/** The customer asked to be called at another time so often that this is an answer too. */
export class CallbackPostponedOften extends Problem {
  constructor() {
    super({
      type: 'callback-postponed-often',
      status: 409,
      titles: {
        zh: `回访最多改约 ${mostPostponements} 次`,
        en: `A call-back can be postponed ${mostPostponements} times`,
      },
    });
  }
}

/** Why somebody cannot be the one who calls. */
export type CallerRefusal = 'handler' | 'complained_of' | 'not_active' | 'absent' | 'not_known';

const refusals: Record<CallerRefusal, { zh: string; en: string }> = {
  handler: { zh: '该员工是处理人', en: 'This employee resolved the case.' },
  complained_of: { zh: '该员工是被投诉人', en: 'The case is about this employee.' },
  not_active: { zh: '该员工已离职', en: 'This employee has left.' },
  absent: { zh: '该员工目前不在岗', en: 'This employee is away.' },
  not_known: { zh: '没有这个员工', en: 'There is no such employee.' },
};

/** This one cannot be the one who calls. */
export class CallbackImpossible extends Problem {
  constructor(reason: CallerRefusal) {
    super({
      type: 'callback-impossible',
      status: 409,
      titles: { zh: '不能由该员工回访', en: 'This employee cannot make the call-back' },
      detail: refusals[reason],
      members: { reason },
    });
  }
}
