// @ts-check
import pg from 'pg';

/** @typedef {import('../service-stand.mjs').Stand} Stand */
/** @typedef {{ id: string, customer_id: string, opened_at: Date, n: number }} Made */

/** A term but for its beginning and length: the policy of before there were rules, by the calendar that never rests. */
const term = `'{"extra": 0, "rule": "", "calendarId": "always", "calendarVersion": 1, "longestWait": 864000,
  "measured": {"kind": "complaint", "severity": "normal", "level": null, "productId": null}}'::jsonb`;

const casesAtOnce = 5_000;
const casesPerCustomer = 20;

/** What customers say; each contact is sealed under the key of its customer, as the product does it. */
const subjects = ['送货迟到', '设备漏油', '发票抬头有误', '客服电话无人接听', '配件型号不符', '维修后仍有异响'];
const texts = [
  '货物比约定时间晚到三天，要求说明原因并补偿运费。',
  '上周更换的密封圈又开始漏油，现场已经停机，请尽快派人。',
  '发票抬头写错了，财务无法入账，请重新开具。',
  '打了三次电话都没有人接，微信也没有回复。',
  '收到的配件与订单型号不一致，无法安装。',
];

/**
 * Fills a service desk with cases as they are after years: the older ones closed, the newest open, with their clocks, armed
 * timers, waiting, history and sealed contacts. What is stored is what the product would compute. Goes on where it stopped.
 * @param {Stand} stand @param {number} open @param {number} closed
 */
export async function fill(stand, open, closed) {
  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  await client.query('SET synchronous_commit = off');
  const cipher = await cipherOf(stand);
  const customers = Math.ceil((open + closed) / casesPerCustomer);
  const { rows } = await client.query(`SELECT count(*)::int AS filled FROM service_case WHERE number LIKE 'B-%'`);
  if (rows[0].filled === 0) await client.query(cards, [customers]);
  for (let from = rows[0].filled; from < open + closed; from += casesAtOnce) {
    const to = Math.min(open + closed, from + casesAtOnce);
    await client.query('BEGIN');
    const made = await client.query(cases, [from, to, closed, open, customers]);
    await recordContacts(client, cipher, made.rows);
    await client.query('COMMIT');
    if (to % 100_000 === 0) console.log(`${to} of ${open + closed} cases`);
  }
  await client.end();
}

/** The product's own cipher, with the keys of the stand. @param {Stand} stand */
async function cipherOf({ keyFiles, name }) {
  const { FieldCipher, MasterKeys } = await import('@crm/persistence');
  if (!keyFiles) throw new Error('the stand has not started');
  return new FieldCipher(MasterKeys.fromFile(keyFiles.masterKeyFile, name));
}

/** @param {pg.Client} client @param {import('@crm/persistence').FieldCipher} cipher @param {Made[]} made */
async function recordContacts(client, cipher, made) {
  const tx = {
    query: async (/** @type {string} */ sql, /** @type {unknown[]} */ values) => (await client.query(sql, values)).rows,
  };
  const values = made.flatMap(({ id, customer_id: subjectId, n }) =>
    [
      { column: 'subject', plain: `${subjects[n % subjects.length]}（第${n}号）` },
      { column: 'words', plain: `${texts[n % texts.length]}订单号 SO-${n}。` },
    ].map(({ column, plain }) => ({ subjectId, plain, cell: { table: 'intake', column, row: id } })),
  );
  const sealed = await cipher.sealAll(/** @type {any} */ (tx), values);
  await client.query(contacts, [
    made.map(({ id }) => id),
    sealed.filter((_, at) => at % 2 === 0),
    sealed.filter((_, at) => at % 2 === 1),
  ]);
}

const levels = `(ARRAY['basic','basic','basic','basic','basic','basic','silver','silver','gold','diamond'])`;
/** An id in the form of version 7. @param {string} number */
const customerOf = (number) =>
  `overlay(overlay(md5('customer ' || (${number})) PLACING '7' FROM 13) PLACING '8' FROM 17)::uuid`;

const cards = `
  INSERT INTO customer_card (customer_id, version, kind, status, owner_employee_id, owner_department, level, contactable)
  SELECT ${customerOf('n')}, 1, 'person', 'active', 'A' || (1 + n % 200), 'service', ${levels}[1 + n % 10],
    '[{"channel": "sms", "purpose": "service"}]'
  FROM generate_series(0, $1::int - 1) n ON CONFLICT DO NOTHING`;

/** $1 from, $2 to, $3 closed, $4 open, $5 customers. An id begins with the time, as those of the product do. */
const cases = `
  WITH numbered AS (
    SELECT n, n >= $3::int AS is_open, hashint4(n) & 1023 AS dice,
      date_trunc('second', CASE WHEN n < $3 THEN now() - interval '10 days' - ($3 - n) * (interval '1000 days' / $3)
        ELSE now() - ($3 + $4::int - n) * (interval '9 days' / $4) END) AS opened_at
    FROM generate_series($1::int, $2::int - 1) n
  ), told AS (
    SELECT *, is_open AND dice % 10 = 0 AS waits, (8 + dice % 96) * 3600 AS target,
      (ARRAY['complaint', 'complaint', 'enquiry', 'repair', 'technical', 'request'])[1 + dice % 6] AS kind
    FROM numbered
  ), planned AS (
    SELECT *, opened_at + make_interval(secs => target) + CASE WHEN waits THEN interval '10 days' ELSE '0' END AS due_at,
      (lpad(to_hex((extract(epoch FROM opened_at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' ||
        substr(md5(n::text), 4, 15))::uuid AS id
    FROM told
  ), shared AS (
    SELECT *, CASE WHEN NOT is_open THEN 0 WHEN due_at <= now() THEN 100 WHEN waits THEN 0
        WHEN opened_at + make_interval(secs => target * 0.8) <= now() THEN 80
        WHEN opened_at + make_interval(secs => target * 0.5) <= now() THEN 50 ELSE 0 END AS told,
      gen_random_uuid() AS clock_id, ${customerOf('n::bigint * 7919 % $5::int')} AS customer_id
    FROM planned
  ), cases AS (
    INSERT INTO service_case (id, number, version, customer_id, level, kind, severity, state, cycle, origin, order_id, product_id,
      sole, complained_of, owner_employee_id, owner_department, owner_reason, opened_at, due_at, acknowledged_at,
      first_responded_at, resolved_at, handler_employee_id, handler_department, outcome, closed_at)
    SELECT id, 'B-' || n, CASE WHEN is_open THEN 1 ELSE 4 END, customer_id, ${levels}[1 + dice % 10], kind,
      (ARRAY['low', 'normal', 'normal', 'normal', 'high', 'critical'])[1 + dice % 6],
      CASE WHEN NOT is_open THEN 'closed' WHEN waits THEN 'waiting_customer'
        ELSE (ARRAY['received', 'acknowledged', 'in_progress', 'in_progress'])[1 + dice % 4] END,
      1, 'intake', 'SO-' || n, 'P-' || (dice % 60), false, '{}', 'A' || (1 + dice % 200),
      CASE WHEN n % 1000 = 500 THEN 'legal'
        ELSE (ARRAY['service', 'service', 'service', 'service', 'complaint-centre', 'sales-north'])[1 + n % 6] END, 'least_loaded',
      opened_at, due_at, opened_at + interval '5 min', opened_at + interval '30 min',
      CASE WHEN NOT is_open THEN opened_at + interval '4 h' END, CASE WHEN NOT is_open THEN 'A' || (1 + dice % 200) END,
      CASE WHEN NOT is_open THEN 'service' END,
      CASE WHEN is_open THEN NULL WHEN kind IN ('enquiry', 'request') THEN 'not_required' ELSE 'satisfied' END,
      CASE WHEN NOT is_open THEN opened_at + interval '1 day' END
    FROM shared
  ), waiting AS (
    INSERT INTO sla_wait (id, case_id, cycle, reason, began_at)
    SELECT gen_random_uuid(), id, 1, 'customer', opened_at + interval '1 h' FROM shared WHERE waits
  ), clocks AS (
    INSERT INTO sla_clock (id, case_id, metric, cycle, round, policy_version, rule, calendar_id, calendar_version, longest_wait,
      started_at, terms, target_seconds, due_at, state, met_at, paused_until, told, epoch, active_seconds, waited_seconds)
    SELECT clock_id, id, 'resolution', 1, 1, 1, '', 'always', 1, 864000, opened_at,
      jsonb_build_array(${term} || jsonb_build_object('from', opened_at, 'seconds', target)), target, due_at,
      CASE WHEN NOT is_open THEN 'met' WHEN told = 100 THEN 'breached_running' WHEN waits THEN 'paused' ELSE 'running' END,
      CASE WHEN NOT is_open THEN opened_at + interval '4 h' END,
      CASE WHEN waits THEN opened_at + interval '1 h' + interval '10 days' END, told,
      1 + CASE told WHEN 0 THEN 0 WHEN 50 THEN 1 ELSE 2 END, CASE WHEN NOT is_open THEN 14400 END, CASE WHEN NOT is_open THEN 0 END
    FROM shared
    UNION ALL
    SELECT gen_random_uuid(), id, metric, 1, 1, 1, '', 'always', 1, 864000, opened_at,
      jsonb_build_array(${term} || jsonb_build_object('from', opened_at, 'seconds', 3600)), 3600, opened_at + interval '1 h',
      'met', opened_at + interval '30 min', NULL, 0, 1, 1800, 0
    FROM shared, unnest(ARRAY['acknowledge', 'first_response']) AS metric
  ), armed AS (
    INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
    SELECT gen_random_uuid(), 'sla.clock', clock_id::text, 1 + CASE told WHEN 0 THEN 0 WHEN 50 THEN 1 ELSE 2 END, at, at
    FROM shared, LATERAL (SELECT opened_at + make_interval(secs => target * CASE told WHEN 0 THEN 0.5 WHEN 50 THEN 0.8 ELSE 1 END)
      + CASE WHEN waits THEN interval '10 days' ELSE '0' END AS at) next
    WHERE is_open AND told < 100
  ), entries AS (
    INSERT INTO case_entry (id, case_id, at, type, details)
    SELECT gen_random_uuid(), id, opened_at + after, type, '{}'
    FROM shared, (VALUES ('case.opened', interval '0', true), ('case.responded', '30 min', true), ('case.resolved', '4 h', false),
      ('case.closed', '1 day', false)) AS t (type, after, always)
    WHERE always OR NOT is_open
  )
  SELECT id, customer_id, opened_at, n FROM shared ORDER BY n`;

const contacts = `
  INSERT INTO intake (id, case_id, channel, external_id, fingerprint, received_at, recorded_at, recorded_by, customer_id,
    subject, words, kind, severity, order_id, product_id, decision, suggestions)
  SELECT given.id, c.id, (ARRAY['phone', 'wechat', 'email', 'web_chat'])[1 + substr(c.number, 3)::int % 4], 'bench-' || c.number, '',
    c.opened_at, c.opened_at, c.owner_employee_id, c.customer_id, given.subject, given.words, c.kind, c.severity, c.order_id,
    c.product_id, 'opened', '[]'
  FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given (id, subject, words) JOIN service_case c ON c.id = given.id`;
