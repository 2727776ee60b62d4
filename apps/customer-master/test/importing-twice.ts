import { keyFiles } from '@crm/testing';
import { expect, jest } from '@jest/globals';
import { JointRegistrations } from '../src/customers/joint-registrations.service.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing } from './importing.js';

/** Two services that get the same files: one handles rows together, the other one by one. */
export interface Twice {
  together: CustomerMasterApp;
  single: CustomerMasterApp;
  /**
   * Imports the file in both, and expects that both have the same afterwards.
   * @returns its counts, and how many of its rows were handled together
   */
  run(file: string): Promise<{ counts: Record<string, number>; taken: number }>;
  /** Takes the file back in both that was imported last. */
  revert(): Promise<void>;
  close(): Promise<void>;
}

export async function startTwice(): Promise<Twice> {
  // The same keys for both: tokens of names are short hashes, and with other keys others of them meet by chance.
  const keys = keyFiles();
  const env = { MASTER_KEY_FILE: keys.masterKeyFile, CONTACT_KEY_FILE: keys.contactKeyFile };
  const [together, single] = [await startCustomerMaster({ env }), await startCustomerMaster({ env })];
  jest
    .spyOn(single.app.get(JointRegistrations), 'take')
    .mockImplementation(async (_, records) => records.map(() => undefined));
  const joint = together.app.get(JointRegistrations);
  const take = joint.take.bind(joint);
  let taken = 0;
  jest.spyOn(joint, 'take').mockImplementation(async (...args) => {
    const done = await take(...args);
    taken += done.filter((one) => one !== undefined).length;
    return done;
  });
  const of = async (master: CustomerMasterApp) =>
    new Importing(master.url, await master.tokens.bearer({ sub: 'E1', roles: ['steward'] }));
  const importing = [await of(together), await of(single)] as const;
  let last: [string, string];
  return {
    together,
    single,
    async run(file) {
      taken = 0;
      const [done, expected] = [
        await importing[0].run(file, { source: '' }),
        await importing[1].run(file, { source: '' }),
      ];
      last = [done.id, expected.id];
      expect(done.counts).toEqual(expected.counts);
      const [state, wanted] = [await stateOf(together), await stateOf(single)];
      expect(state.customers).toEqual(wanted.customers);
      expect(state.pairs).toEqual(wanted.pairs);
      expect(state.others).toEqual(wanted.others);
      return { counts: done.counts, taken };
    },
    async revert() {
      await importing[0].revert(last[0]);
      await importing[1].revert(last[1]);
    },
    async close() {
      await together.close();
      await single.close();
      keys.remove();
    },
  };
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
