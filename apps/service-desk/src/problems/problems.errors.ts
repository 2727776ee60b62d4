import { Problem as ProblemDetails } from '@crm/platform/problem';
import type { ProblemAction, ProblemState } from './rules/progress.js';

/** The recurring problem is not in a state for this. */
export class ProblemStateForbids extends ProblemDetails {
  constructor(action: ProblemAction, state: ProblemState, allowed: readonly ProblemAction[]) {
    super({
      type: 'problem-state',
      status: 409,
      titles: { zh: '问题当前状态不允许此操作', en: 'The state of the problem does not allow this' },
      detail: {
        zh: `问题状态为 ${state}，不能 ${action}；可以：${allowed.join('、') || '无'}`,
        en: `The problem is ${state}: ${action} is not possible; possible: ${allowed.join(', ') || 'nothing'}.`,
      },
      members: { state, allowed },
    });
  }
}

/** A problem ends only by a verification that found its actions effective. */
export class ProblemNotVerified extends ProblemDetails {
  constructor(state: ProblemState, verifyUntil: Date | null) {
    super({
      type: 'problem-not-verified',
      status: 409,
      titles: {
        zh: '须先验证预防措施有效才能关闭问题',
        en: 'The problem can be closed only once its actions are verified as effective',
      },
      detail: verifyUntil
        ? {
            zh: `验证期到 ${verifyUntil.toISOString()} 结束`,
            en: `The verification ends at ${verifyUntil.toISOString()}.`,
          }
        : { zh: '尚未开始验证：措施未完成', en: 'No verification has begun: actions are not planned or not done.' },
      members: { state, verifyUntil: verifyUntil?.toISOString() ?? null },
    });
  }
}

/** The verification window is over, and cases recurred. */
export class ProblemNotEffective extends ProblemDetails {
  constructor(figures: Record<string, unknown>) {
    super({
      type: 'problem-not-effective',
      status: 409,
      titles: {
        zh: '预防措施无效：问题仍在发生',
        en: 'The actions were not effective: cases recurred more often than tolerated',
      },
      members: figures,
    });
  }
}

/** The action was reported as done before. */
export class PreventiveActionIsDone extends ProblemDetails {
  constructor(doneAt: Date) {
    super({
      type: 'preventive-action-done',
      status: 409,
      titles: { zh: '该预防措施已完成', en: 'The preventive action is done already' },
      members: { doneAt: doneAt.toISOString() },
    });
  }
}

/** It was not reported as done yet. */
export class PreventiveActionIsOpen extends ProblemDetails {
  constructor() {
    super({
      type: 'preventive-action-open',
      status: 409,
      titles: { zh: '该预防措施尚未完成', en: 'The preventive action is not done yet' },
    });
  }
}

/** Its evidence was counted. */
export class PreventiveActionIsVerified extends ProblemDetails {
  constructor() {
    super({
      type: 'preventive-action-verified',
      status: 409,
      titles: {
        zh: '该预防措施已经过验证，证据不能再更正',
        en: 'The preventive action was verified; its evidence stays',
      },
    });
  }
}

/** Neither who carries it out, nor who leads that department, nor who writes problems of all departments. */
export class PreventiveActionNotYours extends ProblemDetails {
  constructor() {
    super({
      type: 'preventive-action-not-yours',
      status: 403,
      titles: {
        zh: '只有措施负责人、其部门或问题责任部门的主管、投诉处理中心可以报告',
        en: 'Only who carries it out, a supervisor there or of the department that answers for the problem, or the complaint centre may report it',
      },
    });
  }
}

const unfit = {
  not_active: { zh: '该员工已离职', en: 'That employee has left.' },
  other_department: { zh: '该员工不属于所选部门', en: 'That employee works in another department.' },
};

/** The employee cannot be made responsible. */
export class EmployeeUnfit extends ProblemDetails {
  constructor(reason: keyof typeof unfit) {
    super({
      type: 'employee-unfit',
      status: 409,
      titles: { zh: '不能由该员工负责', en: 'That employee cannot be made responsible' },
      detail: unfit[reason],
      members: { reason },
    });
  }
}
