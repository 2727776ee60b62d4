import {
  FollowUpCompleted,
  FollowUpOpened,
  FollowUpOverdue,
  FollowUpPostponed,
  InteractionCorrected,
  InteractionRecorded,
  OpportunityCorrected,
  OpportunityLost,
  OpportunityOpened,
  OpportunityResumed,
  OpportunityStageChanged,
  OpportunityStalled,
} from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Part } from './pictures.js';
import { foldFollowUp, foldInteractions, foldOpportunity } from './sales-pictures.js';
import { salesSummaryOf } from './sales-summary.js';

/** The example of an event, in a version and with other data. */
const told = <E extends { example: { data: object } }>(definition: E, aggregateVersion: number, data: object = {}) =>
  ({ ...definition.example, aggregateVersion, data: { ...definition.example.data, ...data } }) as never;

/** Every order of a few events. */
const orders = <T>(events: readonly T[]): T[][] =>
  events.length < 2
    ? [[...events]]
    : events.flatMap((event, at) => orders(events.toSpliced(at, 1)).map((rest) => [event, ...rest]));

const part = (kind: Part['kind'], picture: unknown): Part => ({
  kind,
  customerId: '01981a2b-1111-7000-8000-00000000c001',
  picture,
  asOf: new Date('2026-01-07T00:00:00Z'),
});

/** The one picture that all orders of the events lead to, each event told twice. */
function pictureOf<Picture>(fold: (before: Picture | undefined, event: never) => Picture, events: readonly never[]) {
  const pictures = orders(events).map((order) =>
    [...order, ...order].reduce<Picture | undefined>((before, event) => fold(before, event), undefined),
  );
  for (const picture of pictures) expect(picture).toEqual(pictures[0]);
  return pictures[0];
}

describe('the pictures of sales', () => {
  it('show a follow-up as it is, in whatever order its events come', () => {
    const late = [
      told(FollowUpOpened, 1, { dueAt: '2026-01-06T00:00:00.000Z' }),
      told(FollowUpOverdue, 2, { dueAt: '2026-01-06T00:00:00.000Z' }),
    ];
    const later = told(FollowUpPostponed, 3, { dueAt: '2026-01-09T00:00:00.000Z' });
    const lateAgain = told(FollowUpOverdue, 4, { dueAt: '2026-01-09T00:00:00.000Z' });
    const shown = (events: readonly never[]) => pictureOf(foldFollowUp, events);
    expect(shown(late)).toMatchObject({
      ...{ isOpen: true, dueAt: '2026-01-06T00:00:00.000Z', overdueVersion: 2, postponedVersion: -1 },
    });
    expect(shown([...late, later])).toMatchObject({
      ...{ isOpen: true, dueAt: '2026-01-09T00:00:00.000Z', overdueVersion: 2, postponedVersion: 3 },
    });
    expect(shown([...late, later, lateAgain])).toMatchObject({ isOpen: true, overdueVersion: 4, postponedVersion: 3 });
    expect(shown([...late, told(FollowUpCompleted, 3)])).toMatchObject({ isOpen: false });
  });

  it('show an opportunity as it is, in whatever order its events come', () => {
    const open = [
      told(OpportunityOpened, 1, { amountMinor: 100, probability: 10 }),
      told(OpportunityStalled, 2, { stage: 'lead', amountMinor: 100, probability: 10 }),
      told(OpportunityCorrected, 3, { stage: 'lead', amountMinor: 999, probability: 50, expectedCloseOn: null }),
    ];
    const shown = (events: readonly never[]) => pictureOf(foldOpportunity, events);
    expect(shown(open)).toMatchObject({
      ...{
        stage: 'lead',
        amountMinor: 999,
        probability: 50,
        expectedCloseOn: null,
        stalledVersion: 2,
        movedVersion: 1,
      },
    });
    expect(shown([...open, told(OpportunityResumed, 4)])).toMatchObject({ stalledVersion: 2, movedVersion: 4 });
    expect(shown([...open, told(OpportunityStageChanged, 4, { to: 'proposal' })])).toMatchObject({
      ...{ stage: 'proposal', movedVersion: 4 },
    });
    expect(shown([...open, told(OpportunityLost, 4)])).toMatchObject({ stage: 'lost' });
  });

  it('show the last three contacts of all ids, as they were corrected', () => {
    const contact = (hour: number, version = 1, more = {}) =>
      told(version === 1 ? InteractionRecorded : InteractionCorrected, version, {
        interactionId: `01981a2b-9999-7000-8000-0000000000${10 + hour}`,
        occurredAt: new Date(Date.UTC(2026, 0, 5, hour)).toISOString(),
        outcome: 'reached',
        ...more,
      });
    const one = pictureOf(foldInteractions, [contact(1), contact(3), contact(3, 2, { outcome: 'order' })]);
    const other = pictureOf(foldInteractions, [contact(2), contact(4), contact(0)]);
    const { interactions } = salesSummaryOf({
      ...{ parts: [part('interactions', one), part('interactions', other)], tallies: [], opportunitySums: [] },
    });
    expect(interactions.lastAt).toBe('2026-01-05T04:00:00.000Z');
    expect(interactions.last.map(({ at, outcome }) => `${at.slice(11, 13)} ${outcome}`)).toEqual([
      '04 reached',
      '03 order',
      '02 reached',
    ]);
  });
});
