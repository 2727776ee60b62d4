import { beforeAll, describe, expect, it } from '@jest/globals';
import { consumptionOfSources } from './event-documents.js';

/**
 * Reactions that take an event of any age, and why history cannot start anything by them. A reaction that is not here has
 * a horizon: orders, cases and balances of past years are imported without surveys, clocks, points or messages.
 */
const ageless: Record<string, string> = {
  'analytics ValueEventsConsumer.score': 'a score is about what is known now, and nobody is written to because of it',
  'customer-master ErpEventsConsumer.take': 'whose order it was is right of any year; readers of ours have horizons',
  'customer-master InsightEventsConsumer.setLevel': 'sets the level that analytics gives today',
  'customer-master OaEventsConsumer.department': 'describes who works here; the newest statement wins',
  'customer-master OaEventsConsumer.employee': 'describes who works here; the newest statement wins',
  'feedback FollowUpCasesConsumer.closed': 'moves a follow-up of our own, which there is only once it was asked for',
  'feedback FollowUpCasesConsumer.merged': 'moves a follow-up of our own, which there is only once it was asked for',
  'feedback FollowUpCasesConsumer.opened': 'moves a follow-up of our own, which there is only once it was asked for',
  'feedback FollowUpCasesConsumer.withdrawn': 'moves a follow-up of our own, which there is only once it was asked for',
  'feedback MessageEventsConsumer.bounced': 'moves an invitation of our own, which there is only once it was made',
  'feedback MessageEventsConsumer.sent': 'moves an invitation of our own, which there is only once it was made',
  'feedback MessageEventsConsumer.suppressed': 'moves an invitation of our own, which there is only once it was made',
  'loyalty CaseEventsConsumer.approved':
    'goodwill is approved by people of today only, and booked once for each gesture',
  'loyalty CaseEventsConsumer.revocationRequested': 'takes back only what was given here',
  'loyalty CustomerEventsConsumer.open': 'opens an account with nothing in it',
  'loyalty OrderEventsConsumer.cancel': 'takes back only what was given here',
  'loyalty OrderEventsConsumer.giveBack': 'takes back only what was given here',
  'service-desk LoyaltyEventsConsumer.granted': 'moves a gesture of our own, which there is only once it was made',
  'service-desk LoyaltyEventsConsumer.kept': 'moves a gesture of our own, which there is only once it was made',
  'service-desk LoyaltyEventsConsumer.refused': 'moves a gesture of our own, which there is only once it was made',
  'service-desk LoyaltyEventsConsumer.revoked': 'moves a gesture of our own, which there is only once it was made',
  'service-desk ReplyMessagesConsumer.bounced': 'moves a reply of our own, which there is only once it was written',
  'service-desk ReplyMessagesConsumer.sent': 'moves a reply of our own, which there is only once it was written',
  'service-desk ReplyMessagesConsumer.suppressed': 'moves a reply of our own, which there is only once it was written',
};

describe('the horizon of a reaction', () => {
  let reactions: { name: string; types: string[]; withinDays: number | null }[];

  beforeAll(async () => {
    const consumption = await consumptionOfSources();
    reactions = [...consumption].flatMap(([service, handlers]) =>
      handlers
        .filter(({ kind }) => kind === 'react' || kind === 'forward')
        .map(({ name, on, withinDays }) => ({ name: `${service} ${name}`, types: [...on], withinDays })),
    );
  }, 120_000);

  it('is a number of days, or its absence has a reason', () => {
    expect(reactions.length).toBeGreaterThan(10);
    const unlimited = reactions.filter(({ withinDays }) => withinDays === null).map(({ name }) => name);
    expect(unlimited.sort()).toEqual(Object.keys(ageless).sort());
    for (const { name, withinDays } of reactions.filter((one) => one.withinDays !== null)) {
      expect([name, Number.isInteger(withinDays) && withinDays! > 0]).toEqual([name, true]);
    }
  });

  it('is there for the one reaction to orders that gives something; the others note, score or take back', () => {
    const toOrders = reactions.filter(({ types }) => types.some((type) => /(^|\.)order\./.test(type)));
    expect(Object.fromEntries(toOrders.map(({ name, withinDays }) => [name, withinDays]))).toEqual({
      'analytics ValueEventsConsumer.score': null,
      'customer-master ErpEventsConsumer.take': null,
      'customer-master WebhookEventsConsumer.forward': 30,
      'loyalty OrderEventsConsumer.accrue': 365,
      'loyalty OrderEventsConsumer.cancel': null,
      'loyalty OrderEventsConsumer.giveBack': null,
    });
  });
});
