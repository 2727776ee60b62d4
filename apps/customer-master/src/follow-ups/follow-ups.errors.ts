import { Problem } from '@crm/platform/problem';
import type { FollowUpState } from './rules/follow-up.js';

/** A follow-up that is done or cancelled does not change any more. */
export class FollowUpClosed extends Problem {
  constructor(state: FollowUpState) {
    super({
      type: 'follow-up-closed',
      status: 409,
      titles: { zh: '该跟进已完成或已取消', en: 'The follow-up is done or cancelled already' },
      members: { state },
    });
  }
}
