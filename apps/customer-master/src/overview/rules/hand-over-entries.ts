import { entry } from './timeline-entry.js';

/** What the timeline shows of customers on their way to another owner. */
export const handOverEntries = {
  'customer.hand-over-offered': entry<'customer.hand-over-offered'>(
    ({ handOverId, kind, to, reason }) => ({
      handOverId,
      kind,
      department: to.department,
      employeeId: to.employeeId,
      reason,
    }),
    '{kind:handOver}：{department}',
    '{kind:handOver}: {department}',
  ),
  'customer.hand-over-accepted': entry<'customer.hand-over-accepted'>(
    ({ handOverId, to, acceptedBy }) => ({ handOverId, department: to.department, acceptedBy }),
    '移交已接受（{department}）',
    'Hand-over to {department} accepted',
  ),
  'customer.hand-over-declined': entry<'customer.hand-over-declined'>(
    ({ handOverId, to, declinedBy, because }) => ({
      ...{ handOverId, department: to.department, declinedBy, because: because ?? 'said_so' },
    }),
    '移交未接受：{because:handOverEnd}',
    'Hand-over declined: {because:handOverEnd}',
  ),
  'customer.hand-over-withdrawn': entry<'customer.hand-over-withdrawn'>(
    ({ handOverId, to, withdrawnBy }) => ({ handOverId, department: to.department, withdrawnBy }),
    '移交已撤回或失效',
    'Hand-over withdrawn, or void',
  ),
  'customer.hand-over-expired': entry<'customer.hand-over-expired'>(
    ({ handOverId, to, tell }) => ({ handOverId, department: to.department, tell }),
    '移交逾期未答复',
    'Hand-over expired without an answer',
  ),
};
