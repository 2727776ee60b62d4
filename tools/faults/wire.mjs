// @ts-check
/**
 * @typedef {{ key: string, value: Buffer | null, headers: Record<string, string> }} WireRecord
 * @typedef {{ ids: Set<string>, records: number, last: number, highest: number, jumps: number, gaps: number }} Trail
 */

/**
 * The order of a topic per aggregate, record by record. A relay that fails over may send again from an earlier event
 * on, so a step back is allowed; but what follows an event is its successor or a step back, never a jump, and the last
 * record is the newest event. Where a send may be under way that nobody can call back, repetitions can come late, and
 * only `gaps` count: what is there for the first time is the successor of all before.
 */
export class WireOrder {
  /** @type {Map<string, Trail>} */ trails = new Map();

  /** @param {WireRecord} record */
  see({ headers }) {
    const aggregate = headers.ce_aggregateid ?? '';
    const version = Number(headers.ce_aggregateversion ?? 0);
    let trail = this.trails.get(aggregate);
    if (!trail)
      this.trails.set(aggregate, (trail = { ids: new Set(), records: 0, last: 0, highest: 0, jumps: 0, gaps: 0 }));
    trail.records++;
    trail.ids.add(headers.ce_id ?? '');
    if (version > trail.last + 1) trail.jumps++;
    if (version > trail.highest + 1) trail.gaps++;
    trail.last = version;
    trail.highest = Math.max(trail.highest, version);
  }
}
