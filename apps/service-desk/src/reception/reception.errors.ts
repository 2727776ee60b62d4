import { Problem } from '@crm/platform/problem';

/** The message was recorded before, with another content. */
export class IntakeDiffers extends Problem {
  constructor(intakeId: string) {
    super({
      type: 'intake-differs',
      status: 409,
      titles: {
        zh: '同一渠道的同一编号已登记了不同内容',
        en: 'This message of the channel was recorded with another content',
      },
      members: { intakeId },
    });
  }
}
