import { describe, expect, it } from '@jest/globals';
import { addedDays, changed, related, type Relationship } from './relationship.js';
import { misplaced } from './relationship-types.js';

const made = new Date('2026-01-05T00:00:00Z');
const now = new Date('2026-03-01T00:00:00Z');
const aRelationship: Relationship = {
  id: '01981a2b-8888-7000-8000-000000000001',
  version: 1,
  type: 'contact_person_of',
  from: '01981a2b-1111-7000-8000-00000000c001',
  to: '01981a2b-1111-7000-8000-00000000c002',
  validFrom: '2026-01-01',
  validTo: null,
  details: { title: '采购经理', department: '采购部' },
  madeBy: 'E1',
  madeAt: made,
  changedAt: made,
};
const factsOf = (patch: Parameters<typeof changed>[1], before = aRelationship) => {
  const [next, drafts] = changed(before, patch, now);
  return { next, told: drafts.map(({ type, aggregateVersion }) => [type, aggregateVersion]), drafts };
};

describe('a change of a relationship', () => {
  it('that gives it an end is its end', () => {
    const { next, told } = factsOf({ validTo: '2026-07-01' });
    expect(told).toEqual([['customer.relation-ended', 2]]);
    expect(next).toMatchObject({ version: 2, validTo: '2026-07-01', changedAt: now });
  });

  it('of anything else is a correction that names it, also where an end is another one or taken back', () => {
    const ended = { ...aRelationship, validTo: '2026-07-01' };
    for (const validTo of ['2026-08-01', null]) {
      const { told, drafts } = factsOf({ validTo }, ended);
      expect(told).toEqual([['customer.relation-corrected', 2]]);
      expect(drafts[0]!.data).toMatchObject({ fields: ['validTo'], validTo });
    }
    expect(factsOf({ details: null }).drafts[0]!.data).toMatchObject({ fields: ['details'] });
  });

  it('of both is two facts, counted one by one', () => {
    const { told, next } = factsOf({ validFrom: '2025-01-01', validTo: '2026-07-01' });
    expect(told).toEqual([
      ['customer.relation-corrected', 2],
      ['customer.relation-ended', 3],
    ]);
    expect(next.version).toBe(3);
  });

  it('into what it is already tells nothing', () => {
    const { told, next } = factsOf({ validTo: null, details: { department: '采购部', title: '采购经理' } });
    expect([told, next.version, next.changedAt]).toEqual([[], 1, made]);
  });

  it('tells nobody what a contact person does there', () => {
    const { drafts } = factsOf({ validFrom: '2025-01-01', details: { title: '总监', decisionRole: 'influencer' } });
    expect(JSON.stringify([related(aRelationship), ...drafts])).not.toMatch(/采购|总监|influencer/);
  });
});

describe('the days that a change adds', () => {
  const period = (text: string) => {
    const [validFrom, validTo] = text.split('..') as [string, string];
    return { validFrom: `2026-0${validFrom}-01`, validTo: validTo ? `2026-0${validTo}-01` : null };
  };
  it.each([
    ['3..5', '3..5', []],
    ['3..5', '3..4', []],
    ['3..', '4..', []],
    ['3..5', '3..3', []],
    ['3..5', '2..5', ['2..3']],
    ['3..5', '3..', ['5..']],
    ['3..5', '2..6', ['2..3', '5..6']],
    ['3..5', '6..', ['6..']],
    ['3..5', '1..2', ['1..2']],
    ['3..', '1..2', ['1..2']],
    ['3..3', '3..5', ['3..5']],
    ['3..3', '1..', ['1..']],
  ])('%s → %s: %j', (before, after, added) => {
    expect(addedDays(period(before), period(after))).toEqual(added.map(period));
  });
});

it('only a person is a contact person, only organisations are in a group, and either may be an end user', () => {
  const kinds = { from: 'person', to: 'organisation' } as const;
  expect(misplaced('contact_person_of', kinds)).toEqual([]);
  expect(misplaced('end_user_of', kinds)).toEqual([]);
  expect(misplaced('group_member', kinds)).toEqual(['from']);
  expect(misplaced('contact_person_of', { from: 'organisation', to: 'person' })).toEqual(['from', 'to']);
});
