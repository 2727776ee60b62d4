// @ts-check
/** The event log in SQL; `Topics` for the embedded transport. */
export class EventLogTopics {
  /** @param {import('./database.mjs').Database} database */
  constructor(database) {
    this.database = database;
  }

  /** @param {string} group @param {string[]} topics */
  async lag(group, topics) {
    const [row] = await this.database.query(
      `SELECT sum(p.next_offset - coalesce(c.next, 0)) AS lag FROM event_partition p LEFT JOIN consumer_offset c
       ON c."group" = $1 AND c.topic = p.topic AND c.partition = p.partition WHERE p.topic = ANY ($2)`,
      [group, topics],
    );
    return Number(row.lag);
  }

  /** @param {string} topic @param {(record: import('./wire.mjs').WireRecord) => void} see */
  async read(topic, see) {
    const client = await this.database.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await client.query({
        text: `DECLARE log CURSOR FOR SELECT key, value, headers FROM event_log WHERE topic = $1 ORDER BY partition, "offset"`,
        values: [topic],
      });
      for (;;) {
        const { rows } = await client.query('FETCH 5000 FROM log');
        if (rows.length === 0) return;
        for (const row of rows) see(row);
      }
    } finally {
      await client.end();
    }
  }

  /** Takes the topic's events away, as a retention would. @param {string} topic @returns {Promise<number>} how many went */
  async prune(topic) {
    const rows = await this.database.query('DELETE FROM event_log WHERE topic = $1 RETURNING 1', [topic]);
    return rows.length;
  }

  async stop() {}
}
