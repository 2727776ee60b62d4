import { Problem } from '@crm/platform/problem';
import type { HandoverState } from './handover.entity.js';

const refusals = {
  owner: { zh: '该员工已经是负责人', en: 'That employee is the owner already.' },
  yourself: { zh: '不能移交给自己', en: 'You cannot offer it to yourself.' },
  complained_of: { zh: '被投诉人须回避', en: 'The complaint is about that employee.' },
  not_active: { zh: '该员工已离职', en: 'That employee has left.' },
  other_department: { zh: '该员工不属于所选部门', en: 'That employee works in another department.' },
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
