import type { ClaimPurpose } from '@crm/contracts';
import { Problem } from '@crm/platform/problem';
import type { Owner } from '../customers/customer.shape.js';
import type { HandOverState } from './rules/hand-over.js';

/** The customer is offered to somebody, or asked for, already. */
export class HandOverOpen extends Problem {
  /** @param handOverId null where it was written at the same moment */
  constructor(handOverId: string | null) {
    super({
      type: 'hand-over-open',
      status: 409,
      titles: { zh: '该客户已有待答复的移交', en: 'A hand-over of this customer waits for its answer' },
      members: { handOverId },
    });
  }
}

/** Somebody was quicker, the time is over, or the customer went another way. */
export class HandOverOver extends Problem {
  constructor(state: Exclude<HandOverState, 'offered'>) {
    super({
      type: 'hand-over-over',
      status: 409,
      titles: { zh: '该移交已经结束', en: 'This hand-over is over' },
      members: { state },
    });
  }
}

/** It is for somebody else to offer, answer or take back. */
export class HandOverNotYours extends Problem {
  constructor() {
    super({
      type: 'hand-over-not-yours',
      status: 403,
      titles: { zh: '此移交应由他人处理', en: 'This hand-over is for somebody else to decide' },
    });
  }
}

const impossible = {
  owner: { zh: '对方已经是归属人', en: 'That is the owner already.' },
  not_active: { zh: '接收人已离职或已调离该部门', en: 'The receiver has left, or works in another department.' },
};

/** The customer cannot go there. */
export class HandOverImpossible extends Problem {
  constructor(reason: keyof typeof impossible) {
    super({
      type: 'hand-over-impossible',
      status: 409,
      titles: { zh: '无法移交', en: 'The customer cannot be handed over like this' },
      detail: impossible[reason],
      members: { reason },
    });
  }
}

/** Rules are being previewed or applied, or all customers of this employee are being handed over. */
export class OwnershipRunAtWork extends Problem {
  constructor() {
    super({
      type: 'ownership-run-at-work',
      status: 409,
      titles: { zh: '同类任务正在进行', en: 'A run of this kind is at work' },
    });
  }
}

/** A run that is over cannot be stopped. */
export class OwnershipRunOver extends Problem {
  constructor(state: string) {
    super({
      type: 'ownership-run-over',
      status: 409,
      titles: { zh: '任务已经结束', en: 'The run is over' },
      members: { state },
    });
  }
}

/** Whom somebody who wants to follow up a customer has to talk to; nothing of the customer itself. */
export interface OwnedBy {
  claimId: string;
  customerId: string;
  purpose: ClaimPurpose;
  owner: Owner & { name: string | null; departmentName: string | null };
  /** RFC 3339; null: not known. */
  since: string | null;
  /** RFC 3339; null: not known. */
  lastInteractionAt: string | null;
  /** The request for a hand-over that came of the claim; null: none was wanted, or one is open already. */
  handOverId: string | null;
}

/** Somebody else follows the customer up. */
export class CustomerOwned extends Problem {
  constructor(owned: OwnedBy) {
    super({
      type: 'customer-owned',
      status: 409,
      titles: { zh: '该客户已有归属，请与归属人联系', en: 'Somebody else owns this customer; talk to them' },
      members: { ...owned },
    });
  }
}
