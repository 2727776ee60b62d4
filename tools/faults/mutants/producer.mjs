// @ts-check
const outbox = 'libs/messaging/src/outbox/outbox.ts';
const relay = 'libs/messaging/src/outbox/relay.ts';
const transaction = 'libs/persistence/src/database/transaction.ts';

/** From the request to the transport. @type {import('./catalogue.mjs').Mutant[]} */
export const producerMutants = [
  {
    name: 'answer-before-commit',
    title: 'the client is answered before the commit',
    patches: [
      {
        file: transaction,
        replace: 'await runner.commitTransaction();',
        by: 'setTimeout(() => void runner.commitTransaction().catch(() => undefined), 500);',
      },
      {
        file: transaction,
        replace: 'await runner.release().catch(() => undefined);',
        by: 'setTimeout(() => void runner.release().catch(() => undefined), 900);',
      },
    ],
    fault: 'F1',
    caughtBy: /acknowledged entry not stored/,
  },
  {
    name: 'outbox-outside-transaction',
    title: "outbox rows on a connection of their own instead of the caller's transaction",
    patches: [
      {
        file: outbox,
        replace: 'await tx.query(\n      `INSERT INTO outbox',
        by: 'await tx.queryRunner!.dataSource.query(\n      `INSERT INTO outbox',
      },
    ],
    fault: 'F1',
    caughtBy: /event on the topic without an entry/,
  },
  {
    name: 'mark-before-send',
    title: 'the relay marks an event before it sends it',
    patches: [
      {
        file: relay,
        replace: 'await this.transport.publish(rows.map(toMessage));\n      await this.mark(client, rows);',
        by: 'await this.mark(client, rows);\n      await this.transport.publish(rows.map(toMessage));',
      },
    ],
    fault: 'F4',
    caughtBy: /event on the topic missing/,
  },
  {
    name: 'cursor-instead-of-status',
    title: 'the relay remembers the last position instead of asking for what is not sent',
    patches: [
      { file: relay, replace: 'const pollMs = 500;', by: 'const pollMs = 500;\nlet cursor = 0;' },
      {
        file: relay,
        replace: 'FROM outbox o\n       WHERE published_at IS NULL',
        by: 'FROM outbox o\n       WHERE position > ${cursor} AND published_at IS NULL',
      },
      {
        file: relay,
        replace: 'private async mark(client: pg.Client, rows: Row[]): Promise<void> {',
        by: 'private async mark(client: pg.Client, rows: Row[]): Promise<void> {\n    cursor = Number(rows.at(-1)!.position);',
      },
    ],
    fault: 'F11',
    caughtBy: /event on the topic missing/,
  },
  {
    name: 'lock-on-another-connection',
    title: "the relay's lock on another connection than its work",
    patches: [
      {
        file: relay,
        replace: "await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock",
        by: "await (await lockConnection(this.databaseUrl)).query<{ got: boolean }>('SELECT pg_try_advisory_lock",
      },
      {
        file: relay,
        replace: 'const toMessage =',
        by: `let locks: pg.Client | undefined;
async function lockConnection(connectionString: string): Promise<pg.Client> {
  if (!locks) {
    locks = new pg.Client({ connectionString });
    locks.on('error', () => undefined);
    await locks.connect();
  }
  return locks;
}
const toMessage =`,
      },
    ],
    fault: 'F10',
    processes: 2,
    caughtBy: /event on the topic out of order/,
  },
  {
    name: 'newest-first',
    title: 'the relay sends the newest events first',
    patches: [{ file: relay, replace: 'ORDER BY position LIMIT', by: 'ORDER BY position DESC LIMIT' }],
    fault: 'F16',
    caughtBy: /event on the topic out of order/,
  },
  {
    name: 'parked-row-overtaken',
    title: 'later rows of an aggregate pass the one that can never be sent',
    patches: [
      {
        file: relay,
        replace: 'AND p.aggregate_id = o.aggregate_id)',
        by: 'AND p.aggregate_id = o.aggregate_id AND false)',
      },
    ],
    fault: 'F15',
    caughtBy: /overtook the parked one/,
  },
  {
    name: 'request-asks-broker',
    title: 'a request asks one broker before it writes',
    patches: [
      {
        file: outbox,
        replace: 'if (events.length === 0) return;',
        by: `if (events.length === 0) return;
    const { connect } = await import('node:net');
    const [host, port] = process.env['KAFKA_BROKERS']!.split(',')[0]!.split(':');
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), host, () => resolve(void socket.end())).on('error', reject);
    });`,
      },
    ],
    fault: 'F24',
    transport: 'kafka',
    caughtBy: /requests failed/,
  },
];
