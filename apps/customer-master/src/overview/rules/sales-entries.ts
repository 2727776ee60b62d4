import { entry } from './timeline-entry.js';

/** What the timeline shows of contacts, follow-ups and opportunities. */
export const salesEntries = {
  'interaction.recorded': entry<'interaction.recorded'>(
    ({ interactionId, channel, direction, outcome, employeeId }) => ({
      interactionId,
      channel,
      direction,
      outcome,
      employeeId,
    }),
    '{direction:direction}联系（{channel:channel}）：{outcome:contact}',
    'Contact by {channel:channel} ({direction:direction}): {outcome:contact}',
  ),
  'follow-up.completed': entry<'follow-up.completed'>(
    ({ followUpId, kind, outcome, completedBy }) => ({ followUpId, kind, outcome, completedBy }),
    '跟进（{kind:followUp}）：{outcome:done}',
    'Follow-up ({kind:followUp}): {outcome:done}',
  ),
  'follow-up.overdue': entry<'follow-up.overdue'>(
    ({ followUpId, kind, assignee, dueAt }) => ({ followUpId, kind, assignee, dueAt }),
    '跟进（{kind:followUp}）超时',
    'Follow-up ({kind:followUp}) is overdue',
  ),
  'opportunity.opened': entry<'opportunity.opened'>(
    ({ opportunityId, stage, amountMinor, currency }) => ({ opportunityId, stage, amountMinor, currency }),
    '新增商机（{stage:stage}）',
    'Opportunity opened ({stage:stage})',
  ),
  'opportunity.stage-changed': entry<'opportunity.stage-changed'>(
    ({ opportunityId, from, to, reason, amountMinor, currency }) => ({
      opportunityId,
      from,
      to,
      reason,
      amountMinor,
      currency,
    }),
    '商机由{from:stage}变为{to:stage}',
    'Opportunity moved from {from:stage} to {to:stage}',
  ),
  'opportunity.won': entry<'opportunity.won'>(
    ({ opportunityId, reason, amountMinor, currency }) => ({ opportunityId, reason, amountMinor, currency }),
    '商机赢单',
    'Opportunity won',
  ),
  'opportunity.lost': entry<'opportunity.lost'>(
    ({ opportunityId, reason, amountMinor, currency }) => ({ opportunityId, reason, amountMinor, currency }),
    '商机输单',
    'Opportunity lost',
  ),
  'opportunity.stalled': entry<'opportunity.stalled'>(
    ({ opportunityId, stage, daysInStage }) => ({ opportunityId, stage, daysInStage }),
    '商机停滞（{stage:stage}）',
    'Opportunity stalled ({stage:stage})',
  ),
};
