import { Problem } from '@crm/platform/problem';

const reasons = {
  not_active: { zh: '您已离职', en: 'You have left.' },
  absent: { zh: '您处于休假状态', en: 'You are absent.' },
  inactive: { zh: '您的坐席状态为停用', en: 'You are given no cases at present.' },
};

/** The user can take no case. */
export class ClaimImpossible extends Problem {
  constructor(reason: keyof typeof reasons) {
    super({
      type: 'claim-impossible',
      status: 409,
      titles: { zh: '不能领取工单', en: 'You can take no case' },
      detail: reasons[reason],
      members: { reason },
    });
  }
}

/** Who has left is on duty for nothing. */
export class DutyImpossible extends Problem {
  constructor() {
    super({
      type: 'duty-impossible',
      status: 409,
      titles: { zh: '该员工已离职，不能值班', en: 'Who has left cannot be on duty' },
    });
  }
}
