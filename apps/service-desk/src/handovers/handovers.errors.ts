import { Problem } from '@crm/platform/problem';
import type { HandoverState } from './handover.entity.js';

const refusals = {
  owner: { zh: '该员工已经是负责人', en: 'That employee is the owner already.' },
  yourself: { zh: '不能移交给自己', en: 'You cannot offer it to yourself.' },
  complained_of: { zh: '被投诉人须回避', en: 'The complaint is about that employee.' },
  not_active: { zh: '该员工已离职', en: 'That employee has left.' },
  absent: { zh: '该员工正在休假', en: 'That employee is absent.' },
  other_department: { zh: '该员工不属于所选部门', en: 'That employee works in another department.' },
  nobody_there: { zh: '该部门已无在职人员', en: 'Everybody of that department has left.' },
};

/** Why an offer cannot be made to somebody. */
export type Refusal = keyof typeof refusals;

/** The case cannot be offered to this one. */
export class HandoverImpossible extends Problem {
  constructor(reason: Refusal) {
    super({
      type: 'handover-impossible',
      status: 409,
      titles: { zh: '不能移交给该对象', en: 'The case cannot be handed over to this one' },
      detail: refusals[reason],
      members: { reason },
    });
  }
}

/** Another offer of the case waits for its answer. */
export class HandoverOpen extends Problem {
  constructor(handoverId: string) {
    super({
      type: 'handover-open',
      status: 409,
      titles: { zh: '该工单已有待确认的移交', en: 'The case is on offer already' },
      members: { handoverId },
    });
  }
}

/** The offer was answered before. */
export class HandoverAnswered extends Problem {
  constructor(state: HandoverState) {
    super({
      type: 'handover-answered',
      status: 409,
      titles: { zh: '移交已被处理', en: 'The offer has been answered already' },
      members: { state },
    });
  }
}

/** Only what was bounced twice is decided; an offer waits for its answer. */
export class HandoverNotBounced extends Problem {
  constructor() {
    super({
      type: 'handover-not-bounced',
      status: 409,
      titles: {
        zh: '移交仍在等待答复，两次推诿后才可裁决',
        en: 'The offer waits for its answer; only what was bounced twice is decided',
      },
      detail: {
        zh: '如需另行安排，可先撤回该移交，再移交给合适的人',
        en: 'To give the case to somebody else, withdraw the offer and make another one.',
      },
    });
  }
}

/** Neither the giver, nor a supervisor of the giver, nor the complaint centre. */
export class HandoverNotGiven extends Problem {
  constructor() {
    super({
      type: 'handover-not-given',
      status: 403,
      titles: {
        zh: '只有移交方、其主管或投诉处理中心可以撤回',
        en: 'Only who gives the case, the supervisor there or the complaint centre may withdraw the offer',
      },
    });
  }
}

/** The offer is somebody else's to answer. */
export class HandoverNotYours extends Problem {
  constructor() {
    super({
      type: 'handover-not-yours',
      status: 403,
      titles: { zh: '只有被移交的一方可以处理', en: 'Only whom the case was offered to may answer' },
    });
  }
}

/** The case was bounced too often: the complaint centre decides who answers for it. */
export class NeedsAdjudication extends Problem {
  /** @param handoverId what is to be decided on; null: it was decided */
  constructor(handoverId: string | null) {
    super({
      type: 'needs-adjudication',
      status: 409,
      titles: {
        zh: '该工单已被两次推诿，须由投诉处理中心裁决',
        en: 'The case was bounced twice: the complaint centre decides',
      },
      detail:
        handoverId === null
          ? { zh: '已裁决，不得再移交', en: 'It has decided; the case is offered to nobody any more.' }
          : { zh: '等待裁决', en: 'It has not decided yet.' },
      members: { handoverId },
    });
  }
}
