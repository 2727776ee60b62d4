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

const unfit = {
  not_active: { zh: '该员工已离职', en: 'That employee has left.' },
  absent: { zh: '该员工正在休假', en: 'That employee is absent.' },
  other_department: { zh: '该员工不属于您的部门', en: 'That employee works in another department than you.' },
};

/** The task cannot be given to this one. */
export class AssigneeUnfit extends Problem {
  constructor(reason: keyof typeof unfit) {
    super({
      type: 'assignee-unfit',
      status: 409,
      titles: { zh: '不能指派给该员工', en: 'The task cannot be given to that employee' },
      detail: unfit[reason],
      members: { reason },
    });
  }
}
