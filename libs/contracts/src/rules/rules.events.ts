import { defineEvent, type EventDraft, type EventOf } from '../event.js';
import { integer, nullable, oneOf, record, text } from '../schema.js';

/** What a company sets for itself, each with versions of its own. */
export const ruleKinds = [
  'attribute-definition',
  'match-model',
  'opportunity-stages',
  'ownership-rules',
  'quality-rules',
  'status-rules',
  'survivorship-rules',
  'calendar',
  'cause',
  'goodwill-limits',
  'problem-rules',
  'routing-rules',
  'sla-policy',
] as const;
export type RuleKind = (typeof ruleKinds)[number];

export const RulesChanged = defineEvent({
  type: 'rules.changed',
  version: 1,
  topics: ['crm.customer.v1', 'crm.case.v1'],
  thing: 'rules',
  summary: 'What the company set for itself was changed: a rule set, a definition, a calendar.',
  forOutside: 'For an audit of who changed by which rules the company works; what they say is read from the API.',
  data: record({
    rules: oneOf(ruleKinds, 'What kind of rules.'),
    of: nullable(
      text('Which of them, where there are several: the industry, the calendar, the cause, person or firm.'),
    ),
    version: integer('Their version from now on.', { minimum: 1 }),
    changedBy: text('The employee or client who changed them.'),
  }),
  example: {
    customerId: null,
    aggregateId: 'calendar:CN',
    data: { rules: 'calendar', of: 'CN', version: 4, changedBy: 'E1000' },
  },
});
export type RulesChanged = EventOf<typeof RulesChanged>;

/** The fact that rules have another version. @param of left out: there is one set of them */
export function rulesChanged(rules: RuleKind, version: number, changedBy: string, time: Date, of?: string): EventDraft {
  return RulesChanged.draft({
    customerId: null,
    aggregateId: of === undefined ? rules : `${rules}:${of}`,
    aggregateVersion: version,
    time,
    data: { rules, of: of ?? null, version, changedBy },
  });
}
