import { describe, expect, it } from '@jest/globals';
import { type ActiveMerge, planByMerge, planByRecords } from './unmerge-plan.js';

const here = ['k', 's', 'f'].map((recordId) => ({ recordId, isEdit: false }));
const edit = { recordId: 'edit', isEdit: true };
const merge = (mergeId: string, recordIds: string[], day = 1): ActiveMerge => ({
  mergeId,
  retiredId: `retired by ${mergeId}`,
  mergedAt: new Date(2026, 0, day),
  recordIds,
});

describe('planning an unmerge', () => {
  it('sends back what came by the merge, edits included', () => {
    const m = merge('m', ['s', 'edit']);
    expect(planByMerge(m, [...here, edit])).toEqual({ merge: m, leaving: ['s', 'edit'] });
  });

  it('takes a merge back when its records are named', () => {
    const m = merge('m', ['s', 'edit']);
    expect(planByRecords(['s'], [...here, edit], [m])).toEqual({ merge: m, leaving: ['s', 'edit'] });
  });

  it('makes a new customer of records that came by no merge, or of a part of one', () => {
    expect(planByRecords(['s'], here, [])).toEqual({ merge: null, leaving: ['s'] });
    expect(planByRecords(['s'], here, [merge('m', ['s', 'f'])])).toEqual({ merge: null, leaving: ['s'] });
  });

  it('takes back the last of merges that lie inside one another', () => {
    const [inner, outer] = [merge('inner', ['s'], 1), merge('outer', ['s', 'f'], 2)];
    expect(planByRecords(['s', 'f'], here, [inner, outer])).toEqual({ merge: outer, leaving: ['s', 'f'] });
    expect(planByRecords(['s'], here, [inner, outer])).toEqual({ merge: inner, leaving: ['s'] });
  });

  it('does not take back two merges at once', () => {
    expect(planByRecords(['s', 'f'], here, [merge('m', ['s']), merge('n', ['f'], 2)])).toBe('several_merges');
  });

  it('leaves a record on both sides, an edit not counting', () => {
    expect(planByRecords(['k', 's', 'f'], [...here, edit], [])).toBe('nothing_would_stay');
    expect(planByMerge(merge('m', ['gone']), here)).toBe('nothing_left_to_part');
    expect(planByMerge(merge('m', ['edit']), [...here, edit])).toBe('nothing_left_to_part');
  });
});
