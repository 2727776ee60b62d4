import { Problem } from '@crm/platform/problem';

const reasons = {
  itself: { zh: '工单不能并入自身', en: 'A case cannot be merged into itself.' },
  other_customer: { zh: '两个工单属于不同客户', en: 'The cases are of two customers.' },
  customer_unknown: {
    zh: '目标工单尚未关联客户：请反向合并，或先关联客户',
    en: 'Nobody knows whose case the other one is: merge that one into this one, or link its customer first.',
  },
  callback_lost: {
    zh: '该工单办结后须回访，而目标工单无须回访：请反向合并',
    en: 'The case needs a call-back and the other one does not: merge that one into this one.',
  },
};

/** Why a case cannot be merged into another one. */
export type MergeRefusal = keyof typeof reasons;

/** These two cannot be one case. */
export class MergeImpossible extends Problem {
  constructor(reason: MergeRefusal) {
    super({
      type: 'merge-impossible',
      status: 409,
      titles: { zh: '不能合并到该工单', en: 'The case cannot be merged into that one' },
      detail: reasons[reason],
      members: { reason },
    });
  }
}
