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
    const shown = (events: readonly never[]) =>
      salesSummaryOf([part('follow_up', pictureOf(foldFollowUp, events))]).followUps;
    expect(shown(late)).toMatchObject({ openCount: 1, overdueCount: 1, nextDueAt: '2026-01-06T00:00:00.000Z' });
    expect(shown([...late, later])).toMatchObject({ overdueCount: 0, nextDueAt: '2026-01-09T00:00:00.000Z' });
    expect(shown([...late, later, lateAgain])).toMatchObject({ openCount: 1, overdueCount: 1 });
    expect(shown([...late, told(FollowUpCompleted, 3)])).toMatchObject({
      openCount: 0,
      overdueCount: 0,
      nextDueAt: null,
    });
  });

  it('show an opportunity as it is, in whatever order its events come', () => {
    const open = [
      told(OpportunityOpened, 1, { amountMinor: 100, probability: 10 }),
      told(OpportunityStalled, 2, { stage: 'lead', amountMinor: 100, probability: 10 }),
      told(OpportunityCorrected, 3, { stage: 'lead', amountMinor: 999, probability: 50, expectedCloseOn: null }),
    ];
    const shown = (events: readonly never[]) =>
      salesSummaryOf([part('opportunity', pictureOf(foldOpportunity, events))]).opportunities;
    expect(shown(open)).toMatchObject({
      openCount: 1,
      stalledCount: 1,
      amounts: [{ currency: 'CNY', amountMinor: 999, weightedAmountMinor: 500 }],
      nextCloseOn: null,
    });
    expect(shown([...open, told(OpportunityResumed, 4)])).toMatchObject({ openCount: 1, stalledCount: 0 });
    expect(shown([...open, told(OpportunityStageChanged, 4, { to: 'proposal' })])).toMatchObject({ stalledCount: 0 });
    expect(shown([...open, told(OpportunityLost, 4)])).toMatchObject({ openCount: 0, stalledCount: 0, amounts: [] });
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
    const { interactions } = salesSummaryOf([part('interactions', one), part('interactions', other)]);
    expect(interactions.lastAt).toBe('2026-01-05T04:00:00.000Z');
    expect(interactions.last.map(({ at, outcome }) => `${at.slice(11, 13)} ${outcome}`)).toEqual([
      '04 reached',
      '03 order',
      '02 reached',
    ]);
  });

  it('add up amounts by currency, and name the next day', () => {
    const deal = (amountMinor: number, currency: string, expectedCloseOn: string | null) =>
      part(
        'opportunity',
        foldOpportunity(
          undefined,
          told(OpportunityOpened, 1, { amountMinor, currency, expectedCloseOn, probability: 33 }),
        ),
      );
    const { opportunities } = salesSummaryOf([
      deal(100, 'CNY', '2026-05-01'),
      deal(50, 'USD', '2026-04-01'),
      deal(10, 'CNY', null),
    ]);
    expect(opportunities).toMatchObject({
      openCount: 3,
      nextCloseOn: '2026-04-01',
      amounts: [
        { currency: 'CNY', amountMinor: 110, weightedAmountMinor: 36 },
        { currency: 'USD', amountMinor: 50, weightedAmountMinor: 17 },
      ],
    });
  });
});
