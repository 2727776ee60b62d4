// @ts-check
const hours = 8;

/**
 * Open cases whose deadline for the resolution is all at one instant, each with its clock and the timer that tells the
 * breach; half and four fifths of the time were told. The calendar is that which never rests, so that what is stored is
 * what the product would compute.
 * @param {(sql: string, values: unknown[]) => Promise<unknown>} query
 * @param {number} count @param {Date} dueAt in whole seconds
 * @param {string[]} owners employees' ids, of the department `service`
 */
export async function armDueTimers(query, count, dueAt, owners) {
  await query(
    `WITH made AS (
       SELECT gen_random_uuid() AS id, gen_random_uuid() AS clock_id, 'DUE-' || nextval('case_number') AS number,
              ($3::text[])[1 + n % cardinality($3::text[])] AS owner, $2::timestamptz AS due_at,
              $2::timestamptz - make_interval(hours => ${hours}) AS opened_at
       FROM generate_series(1, $1::int) n
     ), cases AS (
       INSERT INTO service_case (id, number, version, kind, severity, state, cycle, origin, sole, complained_of,
         owner_employee_id, owner_department, owner_reason, opened_at, due_at)
       SELECT id, number, 1, 'complaint', 'normal', 'received', 1, 'intake', false, '{}', owner, 'service', 'least_loaded',
         opened_at, due_at FROM made
     ), clocks AS (
       INSERT INTO sla_clock (id, case_id, metric, cycle, round, policy_version, rule, calendar_id, calendar_version,
         longest_wait, started_at, terms, target_seconds, due_at, state, told, epoch)
       SELECT clock_id, id, 'resolution', 1, 1, 1, '', 'always', 1, 864000, opened_at,
         jsonb_build_array(jsonb_build_object('from', opened_at, 'seconds', ${hours * 3600}, 'extra', 0, 'rule', '', 'calendarId', 'always',
           'calendarVersion', 1, 'longestWait', 864000, 'measured',
           jsonb_build_object('kind', 'complaint', 'severity', 'normal', 'level', NULL, 'productId', NULL))), ${hours * 3600}, due_at,
         'running', 80, 3 FROM made
     )
     INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
     SELECT gen_random_uuid(), 'sla.clock', clock_id::text, 3, due_at, due_at FROM made`,
    [count, dueAt.toISOString(), owners],
  );
}

/**
 * Agents of the department `service` with a line of supervisors above each.
 * @param {(sql: string, values: unknown[]) => Promise<unknown>} query @param {number} count @returns {Promise<string[]>} their ids
 */
export async function knowAgents(query, count) {
  const agents = Array.from({ length: count }, (_, index) => `A${index + 1}`);
  await query(
    `INSERT INTO employee_card (employee_id, version, department, supervisor_id, roles, skills, active)
     SELECT id, 1, 'service', CASE WHEN id LIKE 'A%' THEN 'S' || (1 + substr(id, 2)::int % 5) WHEN id LIKE 'S%' THEN 'H1' END,
       CASE WHEN id LIKE 'A%' THEN '{agent}'::text[] ELSE '{supervisor}' END, '{}', true
     FROM unnest($1::text[] || '{S1,S2,S3,S4,S5,H1}'::text[]) AS id ON CONFLICT DO NOTHING`,
    [agents],
  );
  return agents;
}
