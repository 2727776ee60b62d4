import type { CaseState } from '@crm/contracts';
import { Problem } from '@crm/platform/problem';
import type { CaseAction } from './rules/transitions.js';

/** The case is not in a state for this. */
export class CaseStateForbids extends Problem {
  constructor(action: CaseAction, state: CaseState, allowed: readonly CaseAction[]) {
    super({
      type: 'case-state',
      status: 409,
      titles: { zh: '工单当前状态不允许此操作', en: 'The state of the case does not allow this' },
      detail: {
        zh: `工单状态为 ${state}，不能 ${action}；可以：${allowed.join('、')}`,
        en: `The case is ${state}: ${action} is not possible; possible: ${allowed.join(', ')}.`,
      },
      members: { state, allowed },
    });
  }
}

/** Whoever resolved what needs a call-back must not end the case without it. */
export class WithdrawnByHandler extends Problem {
  constructor() {
    super({
      type: 'withdrawn-by-handler',
      status: 403,
      titles: {
        zh: '该工单须由处理人以外的人员撤回',
        en: 'You resolved this case: somebody else has to withdraw it',
      },
    });
  }
}

/** It was handled as what it was taken for. */
export class KindSettled extends Problem {
  constructor(state: CaseState) {
    super({
      type: 'kind-settled',
      status: 409,
      titles: { zh: '工单已办结，类型不能再更改', en: 'The case is resolved: its kind stays as it is' },
      members: { state },
    });
  }
}

/** What needs a call-back does not get round it by being called something else. */
export class CallbackLost extends Problem {
  constructor() {
    super({
      type: 'callback-lost',
      status: 409,
      titles: {
        zh: '该工单办结后须回访，不能改为无须回访的类型',
        en: 'The case needs a call-back: it cannot become of a kind that does not',
      },
    });
  }
}

/** 回避: whom a complaint is about has no hand in it. */
export class Recused extends Problem {
  constructor() {
    super({
      type: 'recused',
      status: 403,
      titles: { zh: '被投诉人须回避', en: 'The complaint is about you: somebody else has to handle it' },
    });
  }
}

/** The case is offered to the user, who has to accept it before acting on it. */
export class CaseOnlyOffered extends Problem {
  constructor() {
    super({
      type: 'case-only-offered',
      status: 403,
      titles: { zh: '请先接受移交再处理该工单', en: 'The case is only offered to you: accept it first' },
    });
  }
}
