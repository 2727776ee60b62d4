import { describe, expect, it } from '@jest/globals';
import { judge } from '../../faults/verdict.mjs';
import { WireOrder } from '../../faults/wire.mjs';

const account = '00000001-0000-7000-8000-000000000000';
const base = '00000000-0000-7000-8000-';

interface Fold {
  rows: number;
  distinct: number;
  highest: number;
  inversions: number;
  hash?: string;
  points?: number;
  balance?: number;
}

/** What is seen after 20 entries of one account when all is well. */
function allIsWell() {
  const all: Fold = { rows: 20, distinct: 20, highest: 20, inversions: 0, hash: 'abc' };
  const chain: Fold = { rows: 2, distinct: 2, highest: 2, inversions: 0 };
  const of = (fold: Fold) => new Map([[account, { ...fold }]]);
  return {
    requests: [{ base, entries: 20, state: 'acknowledged' }],
    written: new Map([[base, { rows: 20, distinct: 20 }]]),
    entries: of({ ...all, points: 500, balance: 500 }),
    wire: of({ ...all, rows: 23 }),
    applied: of(all),
    model: of({ ...all, points: 500, balance: 500 }),
    reactions: of(all),
    wireBack: of(chain),
    confirmations: of(chain),
    left: { pending: 0, parked: 0, dead: 0, lag: 0 },
    expected: {},
  };
}

type Seen = ReturnType<typeof allIsWell>;
const at = (folds: Map<string, Fold>): Fold => folds.get(account)!;

describe('the oracle of the fault suite', () => {
  it('is content when everything is everywhere, and lets the wire repeat itself', () => {
    expect(judge(allIsWell())).toEqual({ events: 20, lost: 0, doubled: 0, outOfOrder: 0, breaches: [] });
  });

  it.each<[string, (seen: Seen) => void, object]>([
    ['an acknowledged entry is missing', (seen) => (seen.written.get(base)!.distinct = 19), { lost: 1, doubled: 1 }],
    ['an entry is stored twice', (seen) => (seen.written.get(base)!.rows = 21), { doubled: 1 }],
    [
      'a request that failed is stored in part',
      (seen) => {
        seen.requests[0]!.state = 'unknown';
        Object.assign(seen.written.get(base)!, { rows: 7, distinct: 7 });
      },
      { lost: 1 },
    ],
    ['a refused request is stored', (seen) => (seen.requests[0]!.state = 'refused'), { lost: 0 }],
    ['a request is stored that nobody sent', (seen) => seen.requests.pop(), { lost: 0 }],
    ['the source has a gap in its versions', (seen) => (at(seen.entries).inversions = 1), { outOfOrder: 1 }],
    ['an event never reached the topic', (seen) => (at(seen.wire).distinct = 19), { lost: 1 }],
    ['an event is on the topic without its entry', (seen) => (at(seen.wire).distinct = 21), { lost: 0 }],
    ['the topic is out of order', (seen) => (at(seen.wire).inversions = 2), { outOfOrder: 2 }],
    ['the newest event on the topic is not the last', (seen) => (at(seen.wire).highest = 19), { lost: 0 }],
    ['an event has no effect', (seen) => Object.assign(at(seen.applied), { rows: 19, distinct: 19 }), { lost: 1 }],
    ['an event has its effect twice', (seen) => (at(seen.applied).rows = 21), { doubled: 1 }],
    ['effects are out of order', (seen) => (at(seen.applied).inversions = 1), { outOfOrder: 1 }],
    ['other entries had an effect than those written', (seen) => (at(seen.applied).hash = 'abd'), { lost: 0 }],
    ['an account has effects and no entry', (seen) => seen.applied.set('else', at(seen.applied)), { lost: 0 }],
    ['the read model is not the fold of its source', (seen) => (at(seen.model).points = 499), { lost: 0 }],
    ['the read model has no row', (seen) => seen.model.clear(), { lost: 0 }],
    ['a reaction is missing', (seen) => seen.reactions.clear(), { lost: 20 }],
    ['a reaction came twice', (seen) => (at(seen.reactions).rows = 22), { doubled: 2 }],
    ['the event of a reaction is missing', (seen) => seen.wireBack.clear(), { lost: 2 }],
    ['the end of the chain is missing', (seen) => seen.confirmations.clear(), { lost: 2 }],
    ['the end of the chain came twice', (seen) => (at(seen.confirmations).rows = 3), { doubled: 1 }],
    ['an outbox is not empty', (seen) => (seen.left.pending = 1), { lost: 0 }],
    ['a message is not finished', (seen) => (seen.left.lag = 1), { lost: 0 }],
    ['there is a dead letter', (seen) => (seen.left.dead = 1), { lost: 0 }],
    ['a row is parked in an outbox', (seen) => (seen.left.parked = 1), { lost: 0 }],
  ])('objects when %s', (_, spoil, counts) => {
    const seen = allIsWell();
    spoil(seen);
    const verdict = judge(seen);
    expect(verdict.breaches.length).toBeGreaterThan(0);
    expect(verdict).toMatchObject(counts);
  });
});

describe('the order of a topic', () => {
  const trailOf = (...versions: number[]) => {
    const order = new WireOrder();
    for (const version of versions)
      order.see({
        key: 'a',
        value: null,
        headers: { ce_aggregateid: 'a', ce_aggregateversion: String(version), ce_id: String(version) },
      });
    return order.trails.get('a')!;
  };

  it.each([
    ['one after another', [1, 2, 3, 4], 0, 0],
    ['again from an earlier one, as after a fail-over', [1, 2, 3, 2, 3, 4], 0, 0],
    ['again, and again cut short', [1, 2, 3, 1, 1, 2, 3, 4], 0, 0],
    ['a successor before its predecessor', [1, 3, 2, 4], 2, 1],
    ['two relays at once, or one send that comes late', [1, 2, 1, 3], 1, 0],
    ['a beginning that is missing', [2, 3], 1, 1],
  ])('%s: %j has %i jumps and %i gaps', (_, versions, jumps, gaps) => {
    expect(trailOf(...versions)).toMatchObject({ jumps, gaps });
  });
});
