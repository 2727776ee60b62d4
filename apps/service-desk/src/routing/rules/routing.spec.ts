import { describe, expect, it } from '@jest/globals';
import { recordOf } from './record.js';
import { type Candidate, defaultRoutingRules, route, type Wanted } from './routing.js';

const wanted = (wish: Partial<Wanted> = {}): Wanted => ({
  ...{ kind: 'repair', level: 'gold', productId: 'P-7', region: 'shanxi', language: 'zh' },
  ...wish,
});
type Profile = NonNullable<Candidate['profile']>;
const knows = (wish: Partial<Profile> = {}): Profile => ({
  ...{ kinds: [], products: [], languages: [], regions: [], levels: [], capacity: 10, active: true },
  ...wish,
});
const candidate = (employeeId: string, openCases = 0, wish: Partial<Candidate> = {}): Candidate => ({
  ...{ employeeId, department: 'service', openCases, profile: null },
  ...{ isAbsent: false, isWorking: true, isOwn: false },
  ...wish,
});
const choose = (team: Candidate[], about = wanted(), limits: { barred?: string[]; avoided?: string[] } = {}) =>
  route(team, about, { barred: [], ...limits }, defaultRoutingRules);
const chosen = (...args: Parameters<typeof choose>) => choose(...args).chosen?.employeeId;
const why = (profile: Partial<Profile>, about: Partial<Wanted> = {}, more: Partial<Candidate> = {}) =>
  choose([candidate('E1', 0, { profile: knows(profile), ...more })], wanted(about)).considered[0]!.excluded;

describe('routing', () => {
  it('chooses who has the fewest open cases, then the first id, in whatever order they are looked at', () => {
    const team = [candidate('E3', 1), candidate('E1', 4), candidate('E2', 1)];
    expect(choose(team).chosen).toMatchObject({ employeeId: 'E2', reason: 'least_loaded' });
    expect(chosen(team.toReversed())).toBe('E2');
  });

  it('never chooses the person complained of, also when there is nobody else', () => {
    const team = [candidate('E3', 1), candidate('E2', 0)];
    expect(chosen(team, wanted(), { barred: ['E2'] })).toBe('E3');
    expect(choose([candidate('E2')], wanted(), { barred: ['E2'] })).toMatchObject({
      chosen: null,
      considered: [{ excluded: 'complained_of' }],
    });
  });

  it('avoids the earlier handler as long as there is somebody else', () => {
    const team = [candidate('E1', 4), candidate('E2', 1), candidate('E3', 1)];
    expect(chosen(team, wanted(), { avoided: ['E2', 'E3'] })).toBe('E1');
    expect(chosen([candidate('E2', 9)], wanted(), { avoided: ['E2'] })).toBe('E2');
  });

  it('excludes who is away, off, full, or does not serve such a case, and says why', () => {
    expect(why({})).toBeNull();
    expect(why({}, {}, { isAbsent: true })).toBe('absent');
    expect(why({ active: false })).toBe('inactive');
    expect(why({}, {}, { isWorking: false })).toBe('off_hours');
    expect(why({ kinds: ['complaint'] })).toBe('kind');
    expect(why({ products: ['P-8', 'PUMP-*'] })).toBe('product');
    expect(why({ products: ['P-*'] })).toBeNull();
    expect(why({ products: ['P-8'] }, { productId: null })).toBeNull();
    expect(why({ languages: ['en'] })).toBe('language');
    expect(why({ languages: ['en'] }, { language: null })).toBeNull();
    expect(why({ levels: ['diamond'] })).toBe('level');
    expect(why({ levels: ['basic'] }, { level: null })).toBeNull();
    expect(why({ capacity: 3 }, {}, { openCases: 3 })).toBe('full');
    expect(why({ capacity: 3 }, {}, { openCases: 2 })).toBeNull();
    // Another region is no reason to leave a customer alone.
    expect(why({ regions: ['hebei'] })).toBeNull();
  });

  it('prefers who knows the matter, the level, the region and the language', () => {
    const generalist = candidate('E1', 0, { profile: knows() });
    for (const profile of [
      knows({ kinds: ['repair'] }),
      knows({ products: ['P-7'] }),
      knows({ levels: ['gold'] }),
      knows({ regions: ['shanxi'] }),
      knows({ languages: ['zh'] }),
    ]) {
      const result = choose([generalist, candidate('E2', 2, { profile })]);
      expect(result.chosen).toMatchObject({ employeeId: 'E2', reason: 'best_fit' });
    }
    const [group, exact] = [knows({ products: ['P-*'] }), knows({ products: ['P-7'] })];
    expect(chosen([candidate('E1', 0, { profile: group }), candidate('E2', 0, { profile: exact })])).toBe('E2');
  });

  it('spares a specialist who has much more to do, in relation to the capacity of each', () => {
    const specialist = candidate('E1', 8, { profile: knows({ kinds: ['repair'] }) });
    expect(chosen([specialist, candidate('E2', 1, { profile: knows() })])).toBe('E2');
    // 8 of 10 is more than 20 of 100.
    const [small, large] = [knows({ capacity: 10 }), knows({ capacity: 100 })];
    expect(chosen([candidate('E1', 8, { profile: small }), candidate('E2', 20, { profile: large })])).toBe('E2');
  });

  it("gives a diamond customer to the customer's own agent, also a busy one, but not to one who is away", () => {
    const profile = knows({ capacity: 5, levels: ['basic'] });
    const own = candidate('E9', 5, { profile, isOwn: true });
    const other = candidate('E1', 0, { profile: knows({ kinds: ['repair'], products: ['P-7'] }) });
    const diamond = wanted({ level: 'diamond' });
    expect(choose([own, other], diamond).chosen).toMatchObject({ employeeId: 'E9', reason: 'own_agent' });
    expect(chosen([{ ...own, isAbsent: true }, other], diamond)).toBe('E1');
    expect(chosen([own, other], diamond, { barred: ['E9'] })).toBe('E1');
    expect(chosen([own, other], wanted({ level: 'gold' }))).toBe('E1');
  });

  it('is recorded with the ten best and the number of the others', () => {
    const team = Array.from({ length: 40 }, (_, at) =>
      candidate(`E${100 + at}`, at, { isAbsent: at < 5, profile: at > 30 ? knows() : null }),
    );
    const record = recordOf(choose(team), 3);
    expect(record).toMatchObject({ rulesVersion: 3, candidates: 40, excluded: { absent: 5, full: 9 } });
    expect(record.best).toHaveLength(10);
    expect(record.best[0]).toEqual({
      ...{ employeeId: 'E105', openCases: 5, capacity: null, excluded: null, avoided: false, score: 36 },
      parts: { ownAgent: 0, skill: 0, level: 0, region: 0, language: 0, load: 36 },
    });
  });
});
