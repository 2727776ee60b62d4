const string = { type: 'string', minLength: 1 };
const uuid = { type: 'string', format: 'uuid' };

/** The envelope of an event of ours as `event.ts` describes it, with nothing beside; `data` has a schema of its own. */
export const envelopeSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'source',
    'type',
    'time',
    'subject',
    'dataversion',
    'customerId',
    'aggregateId',
    'aggregateVersion',
    'correlationId',
    'causationId',
    'traceparent',
    'data',
  ],
  properties: {
    id: uuid,
    source: string,
    type: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)+$' },
    time: { type: 'string', format: 'date-time', pattern: 'Z$' },
    subject: { type: 'string', pattern: '^[a-z-]+/.+$' },
    dataversion: { type: 'integer', minimum: 1 },
    customerId: { anyOf: [uuid, { type: 'null' }] },
    aggregateId: string,
    aggregateVersion: { type: 'integer', minimum: 0 },
    correlationId: uuid,
    causationId: { anyOf: [uuid, { type: 'null' }] },
    traceparent: {
      anyOf: [{ type: 'string', pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' }, { type: 'null' }],
    },
    data: { type: 'object' },
  },
};
