import { Problem } from '@crm/platform/problem';
import type { RunState } from './survivorship-runs.repository.js';

/** Another change of rules is being previewed or applied. */
export class RulesBeingChanged extends Problem {
  constructor() {
    super({
      type: 'rules-being-changed',
      status: 409,
      titles: { zh: '已有规则变更正在进行', en: 'Another change of rules is under way' },
    });
  }
}

/** Only what was previewed to its end, against the rules that are still in force, is applied. */
export class NotPreviewed extends Problem {
  constructor(state: RunState | 'outdated') {
    super({
      type: 'not-previewed',
      status: 409,
      titles: { zh: '该规则变更尚未预览完成或已过期', en: 'This change of rules has no valid preview' },
      detail: details[state],
      members: { state },
    });
  }
}

const details = {
  previewing: { zh: '预览尚未完成', en: 'The preview is still running.' },
  previewed: { zh: '预览已完成', en: 'The preview is complete.' },
  applying: { zh: '正在应用', en: 'It is being applied.' },
  applied: { zh: '已应用', en: 'It was applied already.' },
  cancelled: { zh: '已取消', en: 'It was cancelled.' },
  outdated: { zh: '规则在预览后已变更，请重新预览', en: 'The rules have changed since: preview again.' },
};
