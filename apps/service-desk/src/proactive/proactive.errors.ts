import { Problem } from '@crm/platform/problem';
import type { ActionState, TaskState } from './rules/action.js';

/** It is started already, or over. */
export class ActionStateForbids extends Problem {
  constructor(state: ActionState) {
    super({
      type: 'proactive-action-state',
      status: 409,
      titles: { zh: '主动服务当前状态不允许此操作', en: 'The state of the action does not allow this' },
      members: { state },
    });
  }
}

/** The task is not open any more. */
export class TaskIsClosed extends Problem {
  constructor(state: TaskState) {
    super({
      type: 'proactive-task-closed',
      status: 409,
      titles: { zh: '任务已结束', en: 'The task is over' },
      members: { state },
    });
  }
}

/** No customer fits. */
export class NobodyFits extends Problem {
  constructor() {
    super({
      type: 'nobody-fits',
      status: 409,
      titles: { zh: '没有符合条件的客户', en: 'No customer fits' },
    });
  }
}
