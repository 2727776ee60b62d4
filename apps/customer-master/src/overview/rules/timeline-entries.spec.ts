import { describe, expect, it } from '@jest/globals';
import { definitionOf, type EventByType } from '@crm/contracts';
import { factsOf, labelOf, timelineTypes, type TimelineType } from './timeline-entries.js';

describe('an entry of the timeline', () => {
  it.each(timelineTypes)('of %s has a label in Chinese and English without a hole, and plain facts', (type) => {
    const facts = factsOf(definitionOf(type)!.example as EventByType<TimelineType>);
    const { zh, en } = labelOf(type, facts);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(zh).not.toMatch(/[{}]|undefined|null|_/);
    expect(en).toMatch(/^[\x20-\x7e]+$/);
    expect(en).not.toMatch(/[{}]|undefined|null|_/);
    for (const value of Object.values(facts))
      expect(['string', 'number', 'boolean'].includes(typeof value) || value === null).toBe(true);
  });

  it('says what happened in the words of the departments', () => {
    const label = labelOf('case.opened', { kind: 'complaint', number: 'C-2026-000123' });
    expect(label).toEqual({ zh: '投诉 C-2026-000123 立案', en: 'Complaint C-2026-000123 opened' });
  });

  it('of a word that is not known yet shows the word itself', () => {
    expect(labelOf('message.suppressed', { reason: 'full_moon' }).zh).toBe('消息未发送：full_moon');
  });
});
