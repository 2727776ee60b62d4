import { beforeAll, describe, expect, it } from '@jest/globals';
import { type EventDefinition, eventDefinitions, topicNames, wireHeaders } from '@crm/contracts';
import { toWire } from '@crm/messaging';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { asyncApiDocuments, asyncApiText } from '../events/asyncapi.mjs';
import { fieldsOf } from '../events/fields.mjs';
import { eventsMarkdown } from '../events/markdown.mjs';
import { type Consumption, readersOf } from '../events/readers.mjs';
import { asyncApiFaults, committedAsyncApi, committedEvents, consumptionOfSources } from './event-documents.js';

const definitions: readonly EventDefinition[] = eventDefinitions;
let consumption: Consumption;
beforeAll(async () => {
  consumption = await consumptionOfSources();
}, 120_000);

describe('docs/events.md', () => {
  it('is what `npm run events` writes', () => {
    expect(committedEvents()).toBe(eventsMarkdown(consumption));
  });

  it('leads from its contents to a chapter that is there once', () => {
    const text = committedEvents();
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
    expect(links.length).toBeGreaterThan(definitions.length);
    expect(links.filter((link) => anchors.filter((anchor) => anchor === link).length !== 1)).toEqual([]);
  });
});

describe('the AsyncAPI documents', () => {
  it('are what `npm run events` writes, for every service and every outside system', () => {
    const [committed, generated] = [committedAsyncApi(), asyncApiDocuments(consumption)];
    // By name only: to show how such long texts differ takes Jest half a minute.
    const stale = [...generated].filter(([name, document]) => committed.get(name) !== asyncApiText(document));
    expect(stale.map(([name]) => name)).toEqual([]);
    expect([...committed.keys()].sort()).toEqual([
      'analytics',
      'customer-master',
      'erp',
      'feedback',
      'loyalty',
      'oa',
      'service-desk',
    ]);
  });

  it('are valid, and every reference leads somewhere', () => {
    const faults = [...committedAsyncApi()].map(([name, text]) => [name, asyncApiFaults(JSON.parse(text) as object)]);
    expect(faults.filter(([, found]) => found!.length > 0)).toEqual([]);
  });

  it.each<[string, (document: Spoilt) => unknown, RegExp]>([
    ['of another version', (document) => (document.asyncapi = '4.0.0'), /asyncapi/],
    [
      'whose operation does neither send nor receive',
      (document) => (one(document.operations).action = 'eat'),
      /action/,
    ],
    ['whose payload is no schema', (document) => (one(document.components.messages).payload.type = 'text'), /payload/],
    ['that leads nowhere', (document) => delete document.components.schemas['envelope'], /leads nowhere/],
  ])('would be found out: one %s', (_, spoil, fault) => {
    const document = JSON.parse(committedAsyncApi().get('oa')!) as Spoilt;
    spoil(document);
    expect(asyncApiFaults(document).join('\n')).toMatch(fault);
  });
});

describe('an event type', () => {
  it('is read by a service, or says whom outside it is for', () => {
    const unread = definitions.filter(({ type }) => readersOf(type, consumption).length === 0);
    expect(unread.filter(({ forOutside }) => forOutside === undefined).map(({ type }) => type)).toEqual([]);
  });

  it('has a meaning for each of its fields', () => {
    const silent = definitions.flatMap(({ type, data }) =>
      fieldsOf(data)
        .filter(({ meaning }) => meaning === '')
        .map(({ name }) => `${type}: ${name}`),
    );
    expect(silent).toEqual([]);
    expect(fieldsOf(wireHeaders).filter(({ meaning }) => meaning === '')).toEqual([]);
  });

  it('travels with the headers that the envelope describes, and no other', () => {
    const fits = addFormats
      .default(new Ajv2020({ strict: true }))
      .compile({ ...JSON.parse(JSON.stringify(wireHeaders)), additionalProperties: false });
    const headers = definitions.flatMap(({ topics, example }) => topics.map((topic) => toWire(topic, example).headers));
    expect(headers.filter((some) => !fits(some))).toEqual([]);
  });
});

describe('the fields of a schema', () => {
  it('are told with their groups, their limits, and whether they may be missing or null', () => {
    const placed = definitions.find(({ type }) => type === 'erp.order.placed')!;
    const fields = new Map(fieldsOf(placed.data).map((field) => [field.name, field]));
    expect(fields.get('customer.phone')).toEqual({
      name: 'customer.phone',
      type: 'string',
      allowed: '1–40 characters',
      required: false,
      meaning: 'Any notation; normalised to E.164.',
    });
    expect(fields.get('lines[].quantity')).toMatchObject({ type: 'integer', allowed: 'from 1', required: true });
    expect(fields.get('lines')).toMatchObject({ type: 'list of objects', allowed: 'at most 500' });
    const received = definitions.find(({ type }) => type === 'response.received')!;
    expect(fieldsOf(received.data)).toContainEqual(
      expect.objectContaining({ name: 'nps', type: 'integer or null', allowed: '0–10' }),
    );
  });
});

it('every topic has a chapter', () => {
  for (const topic of topicNames) expect(committedEvents()).toContain(`\n## \`${topic}\`\n`);
});

interface Spoilt {
  asyncapi: string;
  operations: Record<string, { action: string }>;
  components: { messages: Record<string, { payload: { type: string } }>; schemas: Record<string, object> };
}

const one = <Value>(map: Record<string, Value>): Value => Object.values(map)[0]!;
