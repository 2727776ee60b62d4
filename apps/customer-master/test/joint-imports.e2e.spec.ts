import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import type { CustomerMasterApp } from './customer-master-app.js';
import { startTwice, type Twice } from './importing-twice.js';

let twice: Twice;

beforeAll(async () => {
  twice = await startTwice();
});

afterAll(() => twice.close());

/** Numbers that look random and are the same every time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const places = ['太原', '大同', '阳泉', '长治', '晋城', '朔州', '忻州', '吕梁'];
const words = '永恒金银海天宏泰瑞丰盛源利达通顺华兴隆昌荣福祥和安康宁远景明光辉煌'.split('');
const trades = ['贸易', '煤业', '机械', '物流', '化工', '食品', '科技', '建材'];
const families = '王李张刘陈杨赵黄周吴'.split('');
const header =
  'source,sourceId,kind,name,shortName,familyName,givenName,birthDate,uscc,phone,email,address,region,industry,status';

/** Rows as lists have them: mostly strangers, some twice, some alike, some broken. */
function rows(count: number, seed: number): string[] {
  const below = random(seed);
  const pick = <Item>(list: readonly Item[]): Item => list[below(list.length)]!;
  const word = () => pick(words) + pick(words);
  const usccs = ['91140100MA8G34038X', '91350100M000100Y43', '91110108551385082Q'];
  const phone = () => (below(6) === 0 ? `1380000${1000 + below(12)}` : `139${String(10_000_000 + below(89_999_999))}`);
  return Array.from({ length: count }, (_, at) => {
    const source = pick(['erp', 'crm']);
    const sourceId = below(15) === 0 ? `S-${below(20)}` : `K-${at}`;
    const email = below(4) === 0 ? `a${below(40)}@example.com` : '';
    if (below(3) === 0) {
      const family = pick(families);
      const given = word();
      const born = below(2) ? `19${60 + below(40)}-0${1 + below(9)}-1${below(9)}` : '';
      return `${source},${sourceId},person,${family}${given},,${family},${given},${born},,${phone()},${email},,,,`;
    }
    const place = pick(places);
    const name = `${place}${word()}${pick(trades)}有限公司`;
    const uscc = below(12) === 0 ? pick(usccs) : '';
    const kind = below(40) === 0 ? 'firm' : 'organisation';
    const address = below(3) === 0 ? `${place}市小店区学府街${below(30)}号` : '';
    const status = below(9) === 0 ? 'active' : '';
    const short = below(5) === 0 ? name.slice(0, 4) : '';
    const industry = pick(['coal', '', 'machinery']);
    return `${source},${sourceId},${kind},${name},${short},,,,${uscc},${below(2) ? phone() : ''},${email},${address},14010${below(9)},${industry},${status}`;
  });
}

/** The events of each customer in their order, by one of its records; ids and keyed hashes left out. */
async function eventsOf({ run, probe }: CustomerMasterApp) {
  const names = await run((tx) =>
    tx.query<{ name: string; id: string; cards: number }[]>(
      `SELECT min(record.source || ':' || record.source_id) AS name, customer.id::text AS id, customer.card_version AS cards
       FROM customer JOIN membership member ON member.customer_id = customer.id JOIN source_record record ON record.id = member.record_id
       GROUP BY customer.id`,
    ),
  );
  const cards = names.reduce((sum, { cards: own }) => sum + own, 0);
  await waitFor(async () => (await probe.all('customer.card')).length === cards, {
    timeoutMs: 60_000,
    what: 'all cards to be sent',
  });
  const told = new Map<string, string[]>(names.map(({ id }) => [id, []]));
  for (const type of [
    'customer.registered',
    'customer.corrected',
    'customer.status-changed',
    'customer.card',
  ] as const) {
    for (const { aggregateId, aggregateVersion, data } of await probe.all(type)) {
      const { customerId: _, contactKeys, ...facts } = data as Record<string, unknown>;
      const keys = (contactKeys as { type: string }[] | undefined)?.map((key) => key.type);
      told.get(aggregateId)!.push(`${type} ${aggregateVersion} ${JSON.stringify({ ...facts, keys })}`);
    }
  }
  return new Map(
    names.map(({ name, id }) => [name, told.get(id)!.sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('rows that are imported together', () => {
  it('become the same as one by one: customers, crosswalk, keys, pairs to review, events and faults', async () => {
    let taken = 0;
    for (const [count, seed] of [
      [220, 7],
      [110, 11],
    ] as const) {
      const file = [header, ...rows(count, seed)].join('\n');
      taken += (await twice.run(file)).taken;
      expect(await eventsOf(twice.together)).toEqual(await eventsOf(twice.single));
    }
    // Else nothing was compared.
    expect(taken).toBeGreaterThan(120);
  }, 600_000);
});
