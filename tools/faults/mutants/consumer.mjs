// @ts-check
const inbox = 'libs/messaging/src/consumer/inbox.ts';
const inboxConsumer = 'libs/messaging/src/consumer/inbox-consumer.ts';
const deadLetters = 'libs/messaging/src/consumer/dead-letters.ts';

/** From the handler to the effect. @type {import('./catalogue.mjs').Mutant[]} */
export const consumerMutants = [
  {
    name: 'read-then-write-inbox',
    title: 'the inbox is read first and written afterwards',
    patches: [
      {
        file: inbox,
        replace: 'const rows = await tx.query<Identity[]>(',
        by: `const known = await tx.query<Identity[]>(
      \`SELECT source, event_id AS id FROM inbox
       WHERE consumer = $1 AND (source, event_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))\`,
      [consumer, events.map(({ source }) => source), events.map(({ id }) => id)],
    );
    await tx.query('SELECT pg_sleep(0.05)');
    await tx.query<Identity[]>(`,
      },
      {
        file: inbox,
        replace: 'const fresh = new Set(rows.map(nameOf));',
        by: `const before = new Set(known.map(nameOf));
    const fresh = new Set(events.map(nameOf).filter((name) => !before.has(name)));`,
      },
    ],
    fault: 'F12',
    caughtBy: /event in the read model twice/,
  },
  {
    name: 'inbox-outside-transaction',
    title: 'the inbox row is committed before its effect',
    patches: [
      {
        file: inbox,
        replace: 'const rows = await tx.query<Identity[]>(',
        by: 'const rows = await tx.queryRunner!.dataSource.query<Identity[]>(',
      },
    ],
    fault: 'F14',
    caughtBy: /reaction missing/,
  },
  {
    name: 'overtaken-dead-letter',
    title: 'later events of an aggregate overtake its dead letter',
    patches: [{ file: deadLetters, replace: 'if (first.size === 0) return first;', by: 'return new Set();' }],
    fault: 'F14',
    caughtBy: /reaction out of order/,
  },
  {
    name: 'poison-for-ever',
    title: 'what keeps failing is tried for ever',
    patches: [
      {
        file: inboxConsumer,
        replace: 'return this.transactions.run((tx) => this.giveUp(',
        by: 'throw error;\n          return this.transactions.run((tx) => this.giveUp(',
      },
    ],
    fault: 'F14',
    caughtBy: /message not finished/,
  },
  {
    name: 'rebuild-begins-anew',
    title: 'a rebuild that was killed begins at the first event again',
    patches: [
      {
        file: 'libs/messaging/src/rebuild/shadow.ts',
        replace: 'if (!exists) await this.create(tx, groupIfNew);',
        by: 'if (exists) await this.dropWithin(tx);\n      await this.create(tx, groupIfNew);',
      },
    ],
    fault: 'F17',
    caughtBy: /began anew/,
  },
];
