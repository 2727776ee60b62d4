import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { JointRegistrations } from '../src/customers/joint-registrations.service.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing } from './importing.js';

/** One handles rows together, the other one by one. */
let together: CustomerMasterApp;
let single: CustomerMasterApp;
let importing: { together: Importing; single: Importing };
const takenTogether: number[] = [];

beforeAll(async () => {
  [together, single] = [await startCustomerMaster(), await startCustomerMaster()];
  jest
    .spyOn(single.app.get(JointRegistrations), 'take')
    .mockImplementation(async (_, records) => records.map(() => undefined));
  const joint = together.app.get(JointRegistrations);
  const take = joint.take.bind(joint);
  jest.spyOn(joint, 'take').mockImplementation(async (...args) => {
    const done = await take(...args);
    takenTogether.push(done.filter((one) => one !== undefined).length);
    return done;
  });
  const of = async (master: CustomerMasterApp) =>
    new Importing(master.url, await master.tokens.bearer({ sub: 'E1', roles: ['steward'] }));
  importing = { together: await of(together), single: await of(single) };
});

afterAll(async () => {
  await together.close();
  await single.close();
});

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

/** All that the rows left in the database, without ids and times: by the records of each customer. */
async function stateOf(master: CustomerMasterApp) {
  const customers = await master.run((tx) =>
    tx.query<Record<string, unknown>[]>(
      `WITH record AS (
         SELECT member.customer_id AS id, string_agg(record.source || ':' || record.source_id || '@' || record.version, ' '
                  ORDER BY record.source, record.source_id) AS records
         FROM membership member JOIN source_record record ON record.id = member.record_id
         WHERE member.valid_to IS NULL GROUP BY member.customer_id)
       SELECT record.records, c.kind, c.version, c.card_version, c.status, c.status_rule, c.display_name, c.search_names,
              c.plain, c.owner_department, c.owned_because, cardinality(c.name_tokens) AS tokens, cardinality(c.name_keys) AS names,
              c.merged_into,
              (SELECT jsonb_agg(jsonb_build_array(type, contested) ORDER BY type, contested) FROM customer_identifier i WHERE i.customer_id = c.id) AS numbers,
              (SELECT jsonb_agg(jsonb_build_array(type, channel, opted_out) ORDER BY type, channel) FROM customer_contact t WHERE t.customer_id = c.id) AS contacts,
              (SELECT count(*) FROM match_key k WHERE k.customer_id = c.id) AS keys,
              (SELECT octet_length(features) FROM match_record m WHERE m.customer_id = c.id) AS features,
              (SELECT count(*) FROM lost_watch w WHERE w.customer_id = c.id) AS watched,
              (SELECT count(*) FROM subject_key s WHERE s.subject_id = c.id) AS secrets
       FROM customer c JOIN record USING (id) ORDER BY record.records`,
    ),
  );
  const pairs = await master.run((tx) =>
    tx.query(
      `WITH record AS (
         SELECT member.customer_id AS id, min(record.source || ':' || record.source_id) AS name
         FROM membership member JOIN source_record record ON record.id = member.record_id
         WHERE member.valid_to IS NULL GROUP BY member.customer_id)
       SELECT least(low.name, high.name) AS low, greatest(low.name, high.name) AS high, state, round(probability::numeric, 9) AS probability,
              round(weight::numeric, 6) AS weight, strong, model_version
       FROM match_edge edge JOIN record low ON low.id = edge.low_id JOIN record high ON high.id = edge.high_id ORDER BY 1, 2`,
    ),
  );
  const others = await master.run((tx) =>
    tx.query(
      `SELECT (SELECT jsonb_agg(jsonb_build_array(kind, name) ORDER BY kind, name) FROM match_attribute) AS attributes,
              (SELECT jsonb_agg(jsonb_build_array(outcome, count) ORDER BY outcome) FROM (
                 SELECT outcome, count(*) FROM customer_import_record GROUP BY outcome) AS each) AS written,
              (SELECT jsonb_agg(row_number ORDER BY row_number) FROM customer_import_failure) AS failed`,
    ),
  );
  return { customers, pairs, others };
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
    for (const [count, seed] of [
      [220, 7],
      [110, 11],
    ] as const) {
      const file = [header, ...rows(count, seed)].join('\n');
      const done = await importing.together.run(file, { source: '' });
      const expected = await importing.single.run(file, { source: '' });
      expect(done.counts).toEqual(expected.counts);
      const [state, wanted] = [await stateOf(together), await stateOf(single)];
      expect(state.customers).toEqual(wanted.customers);
      expect(state.pairs).toEqual(wanted.pairs);
      expect(state.others).toEqual(wanted.others);
      expect(await eventsOf(together)).toEqual(await eventsOf(single));
    }
    // Else nothing was compared.
    expect(takenTogether.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(120);
  }, 600_000);
});
