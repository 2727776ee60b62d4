import { Problem } from '@crm/platform/problem';
import type { GoodwillState } from './goodwill.entity.js';

/** It is decided already, or not given yet. */
export class GoodwillStateForbids extends Problem {
  constructor(state: GoodwillState) {
    super({
      type: 'goodwill-state',
      status: 409,
      titles: { zh: '补偿当前状态不允许此操作', en: 'The state of the goodwill does not allow this' },
      members: { state },
    });
  }
}

/** Nobody knows whose case it is. */
export class GoodwillWithoutCustomer extends Problem {
  constructor() {
    super({
      type: 'goodwill-without-customer',
      status: 409,
      titles: { zh: '工单尚未关联客户，不能给予补偿', en: 'Nobody knows whose case it is' },
    });
  }
}

/** The customer has got, or would get, more than customers may get in the period. */
export class GoodwillCap extends Problem {
  constructor(left: number, days: number) {
    super({
      type: 'goodwill-cap',
      status: 409,
      titles: { zh: '超过该客户的补偿上限', en: 'More than this customer may get' },
      detail: { zh: `${days} 天内还可给予 ${left} 分`, en: `Within ${days} days there are ${left} points left.` },
      members: { left, days },
    });
  }
}

/** More than this person may approve. */
export class GoodwillAboveLimit extends Problem {
  constructor(limit: number) {
    super({
      type: 'goodwill-above-limit',
      status: 403,
      titles: { zh: '超过您的审批限额', en: 'More than you may approve' },
      members: { limit },
    });
  }
}

/** This person has approved so much this month that there is not enough left. */
export class GoodwillBudgetUsed extends Problem {
  constructor(month: string, budget: number) {
    super({
      type: 'goodwill-budget',
      status: 409,
      titles: { zh: '本月补偿额度不足', en: 'Not enough of your budget of this month is left' },
      members: { month, budget },
    });
  }
}

/** The case turned out to be somebody else's after this was proposed. */
export class GoodwillOfAnother extends Problem {
  constructor() {
    super({
      type: 'goodwill-other-customer',
      status: 409,
      titles: {
        zh: '工单的客户已更正，该补偿属于原客户：请驳回后重新提出',
        en: 'The customer of the case was corrected since: reject it and propose it anew',
      },
    });
  }
}

/** Somebody else has to decide. */
export class GoodwillOwn extends Problem {
  constructor() {
    super({
      type: 'own-goodwill',
      status: 403,
      titles: { zh: '本人提出的补偿须由他人审批', en: 'Somebody else has to approve what you proposed' },
    });
  }
}
