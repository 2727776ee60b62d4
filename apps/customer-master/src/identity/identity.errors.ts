import { Problem } from '@crm/platform/problem';
import type { MergeObjectionReason } from './merge-objections.js';
import type { Veto } from './rules/matching.js';
import type { UnmergeRefusal } from './rules/unmerge-plan.js';

/** The two cannot be one customer, whoever asks for it. */
export class MergeRefused extends Problem {
  /** @param relationshipIds what relates them so that they cannot be one; empty for other reasons */
  constructor(reasons: readonly (Veto | MergeObjectionReason)[], relationshipIds: readonly string[] = []) {
    super({
      type: 'merge-refused',
      status: 409,
      titles: { zh: '这两个客户不可能是同一客户', en: 'These two cannot be one customer' },
      members: { reasons, ...(relationshipIds.length > 0 ? { relationshipIds } : {}) },
    });
  }
}

/** The unmerge would leave one side without a record, or was done before. */
export class UnmergeRefused extends Problem {
  constructor(reason: UnmergeRefusal | 'taken_back_already') {
    super({
      type: 'unmerge-refused',
      status: 409,
      titles: { zh: '无法拆分该客户', en: 'The customer cannot be parted so' },
      detail: details[reason],
      members: { reason },
    });
  }
}

const details = {
  nothing_left_to_part: { zh: '没有可以拆出的来源记录', en: 'None of the records is left to be parted.' },
  nothing_would_stay: { zh: '拆分后原客户将没有任何来源记录', en: 'No record would stay with the customer.' },
  several_merges: {
    zh: '所列记录来自多次合并，请逐次拆分',
    en: 'The records came by several merges: take them back one by one.',
  },
  taken_back_already: { zh: '该合并已被撤销', en: 'This merge was taken back already.' },
};
