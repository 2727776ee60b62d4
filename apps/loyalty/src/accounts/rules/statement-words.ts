import type { Titles } from '@crm/platform/problem';
import type { EntryKind, MemberBook } from '../../ledger/ledger.shape.js';

interface Posted {
  kind: EntryKind;
  book: MemberBook;
  points: number;
  orderId: string | null;
}

/** A line of a statement as the customer would have it explained. */
export function postingInWords(posted: Posted): Titles {
  const what = entryInWords(posted);
  if (posted.book === 'available') return what;
  return posted.points > 0
    ? { zh: `${what.zh}，用于偿还欠分`, en: `${what.en}, used to repay what was owed` }
    : { zh: `${what.zh}，余额不足部分记为欠分`, en: `${what.en}; owed, since the points were spent` };
}

function entryInWords({ kind, orderId }: Posted): Titles {
  switch (kind) {
    case 'accrual':
      return { zh: `订单 ${orderId} 获得积分`, en: `Earned with order ${orderId}` };
    case 'return':
      return { zh: `订单 ${orderId} 退货，扣回积分`, en: `Taken back: goods of order ${orderId} were returned` };
    case 'cancellation':
      return { zh: `订单 ${orderId} 取消，扣回积分`, en: `Taken back: order ${orderId} was cancelled` };
    case 'redemption':
      return { zh: '积分兑换', en: 'Redeemed' };
    case 'redemption_cancelled':
      return { zh: '兑换撤销，退回积分', en: 'Given back: the redemption was cancelled' };
    case 'adjustment':
      return { zh: '人工调整', en: 'Adjusted by hand' };
    case 'goodwill':
      return { zh: '服务补偿', en: 'Goodwill of the service desk' };
    case 'goodwill_revoked':
      return { zh: '服务补偿撤回', en: 'Goodwill taken back' };
  }
}
