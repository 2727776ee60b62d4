// @ts-check
const assignment = 'libs/messaging/src/transport/embedded/assignment.ts';
const eventLog = 'libs/messaging/src/transport/embedded/event-log.ts';
const partitionWork = 'libs/messaging/src/transport/kafka/partition-work.ts';

/** From publish to the handler. @type {import('./catalogue.mjs').Mutant[]} */
export const transportMutants = [
  {
    name: 'offset-before-commit',
    title: 'the offset is stored before the effect is committed (embedded)',
    patches: [
      {
        file: assignment,
        replace: 'if (messages.length > 0 && goOn()) done = await handler(messages, goOn);',
        by: 'await this.finish(this.reached(messages, messages.length));\n      done = await handler(messages, () => true);',
      },
      { file: assignment, replace: 'await this.finish(this.reached(messages, done));', by: '' },
    ],
    fault: 'F8',
    caughtBy: /event in the read model missing/,
  },
  {
    name: 'offset-before-commit-kafka',
    title: 'the offset is stored before the effect is committed (Kafka)',
    patches: [
      {
        file: partitionWork,
        replace: 'const done = await this.handle(',
        by: `const ahead = messages[Math.min(at + largestBatch, messages.length) - 1]!.offset;
        batch.resolveOffset(ahead);
        await offsets.reached(ahead);
        const done = await this.handle(`,
      },
    ],
    fault: 'F8',
    transport: 'kafka',
    caughtBy: /event in the read model missing/,
  },
  {
    name: 'max-plus-one',
    title: 'offsets are the highest one stored plus 1',
    patches: [
      {
        file: eventLog,
        replace: 'SET next_offset = p.next_offset + l.messages FROM locked l',
        by: `SET next_offset = l.messages + (
      SELECT coalesce(max("offset"), -1) + 1 FROM event_log e WHERE e.topic = l.topic AND e.partition = l.partition
    ) FROM locked l`,
      },
    ],
    fault: 'E1',
    caughtBy: /event in the read model missing/,
  },
];
