import type { OpportunityStage, StageReason } from '@crm/contracts';
import { Problem } from '@crm/platform/problem';

/** An opportunity cannot go from the one stage to the other. */
export class NoSuchMove extends Problem {
  constructor(from: OpportunityStage, to: OpportunityStage) {
    super({
      type: 'no-such-move',
      status: 409,
      titles: {
        zh: '商机不能从当前阶段变为该阶段：赢单不可更改，输单须先重新打开',
        en: 'The opportunity cannot move there: a won one stays won, a lost one has to be taken up again first',
      },
      members: { from, to },
    });
  }
}

/** The move needs a reason, or one of another list. */
export class MoveReasonRefused extends Problem {
  /** @param allowed the reasons of this move */
  constructor(from: OpportunityStage, to: OpportunityStage, allowed: readonly StageReason[]) {
    super({
      type: 'move-reason-refused',
      status: 409,
      titles: {
        zh: '该阶段变更须说明原因，且只能使用所列原因',
        en: 'This move needs a reason, and one of those that are allowed',
      },
      members: { from, to, allowed },
    });
  }
}
