import { Problem } from '@crm/platform/problem';
import type { TargetFault } from './rules/targets.js';

/** Nothing is sent there. */
export class WebhookTargetRefused extends Problem {
  constructor(reason: TargetFault) {
    super({
      type: 'webhook-target-refused',
      status: 400,
      titles: {
        zh: '该地址不能接收 webhook：须为公网 https 地址，不含账号、片段，端口为 443 或 1024 以上',
        en: 'No webhook goes there: it has to be https on the internet, without credentials or fragment, on port 443 or from 1024',
      },
      members: { reason },
    });
  }
}

/** There are as many webhooks as may be. */
export class TooManyWebhooks extends Problem {
  constructor(most: number) {
    super({
      type: 'too-many-webhooks',
      status: 409,
      titles: { zh: 'webhook 数量已达上限', en: 'There are as many webhooks as may be' },
      members: { most },
    });
  }
}
