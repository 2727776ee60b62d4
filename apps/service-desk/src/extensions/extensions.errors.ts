import { Problem } from '@crm/platform/problem';
import type { ExtensionState } from './extension.entity.js';

const whys = {
  no_step: {
    zh: '时限策略不允许（或不再允许）延长该工单的处理时限',
    en: 'The policy allows no (further) extension for this case.',
  },
  decided: { zh: '处理期限已过或已处理完毕', en: 'The deadline has passed, or the case is resolved.' },
  open: { zh: '已有一项延期申请等待审批', en: 'A request waits for its decision already.' },
};
export type Refusal = keyof typeof whys;

/** The resolution of the case cannot be given more time. */
export class ExtensionImpossible extends Problem {
  constructor(reason: Refusal) {
    super({
      type: 'extension-impossible',
      status: 409,
      titles: { zh: '不能延长处理时限', en: 'The deadline cannot be extended' },
      detail: whys[reason],
      members: { reason },
    });
  }
}

/** Somebody else has decided about it already, or nobody has. */
export class ExtensionStateForbids extends Problem {
  constructor(state: ExtensionState) {
    super({
      type: 'extension-state',
      status: 409,
      titles: { zh: '延期申请当前状态不允许此操作', en: 'The state of the extension does not allow this' },
      members: { state },
    });
  }
}

/** Whoever asks for more time does not grant it. */
export class OwnExtension extends Problem {
  constructor() {
    super({
      type: 'own-extension',
      status: 403,
      titles: { zh: '不能审批自己的延期申请', en: 'Somebody else has to decide about your request' },
    });
  }
}
