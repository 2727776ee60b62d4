// @ts-check
/** @typedef {import('./run-fault.mjs').Outcome} Outcome */

const columns = ['transport', 'fault', 'events', 'lost', 'doubled', 'out of order', 's to recover', 'what happened'];

/** @param {Outcome} outcome */
const cells = (outcome) => {
  const { fault, transport, skipped, events, lost, doubled, outOfOrder, recovered, what, breaches } = outcome;
  const name = `${fault.id} ${fault.title}`;
  if (skipped) return [transport, name, '', '', '', '', '', `skipped: ${skipped}`];
  const order = Number.isNaN(outOfOrder) ? '–' : outOfOrder;
  const counts = [events, lost, doubled, order, recovered?.toFixed(1) ?? ''].map(String);
  return [transport, name, ...counts, breaches.length > 0 ? `BREACH ${breaches.join('; ')}` : what];
};

/** @param {Outcome[]} outcomes */
export function tableOf(outcomes) {
  const rows = [columns, ...outcomes.map(cells)];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, at) => (at === columns.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  '))
    .join('\n');
}

/** @param {Outcome} outcome */
export function lineOf({ took, skipped, breaches, what, events, lost, doubled, outOfOrder, recovered = 0 }) {
  if (skipped) return `  skipped: ${skipped}`;
  const counts = `${events} events, ${lost} lost, ${doubled} doubled, ${Number.isNaN(outOfOrder) ? 'any number' : outOfOrder} out of order, recovered in ${recovered.toFixed(1)} s, took ${took.toFixed(0)} s`;
  return `  ${breaches.length > 0 ? 'BREACH' : 'ok'}: ${counts}\n  ${what}${breaches.map((text) => `\n  ! ${text}`).join('')}`;
}

/** The page for the documentation. @param {Outcome[]} outcomes @param {{ events: number, seconds: number, short: boolean }} run */
export function reportOf(outcomes, { events, seconds, short }) {
  const total = outcomes.reduce((sum, outcome) => sum + outcome.events, 0);
  const row = (/** @type {string[]} */ texts) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    introduction,
    '## Last run',
    '',
    `The ${short ? 'short' : 'long'} form: ${total.toLocaleString('en')} events in ${Math.round(seconds / 60)} minutes; the backlog of F16 was ${events.toLocaleString('en')} events.`,
    '',
    row(columns),
    row(columns.map(() => '---')),
    ...outcomes.map((outcome) => row(cells(outcome))),
    '',
  ].join('\n');
}

const introduction = `# Faults

What the event machinery survives, and how that is shown. Written by \`npm run test:faults\`.

Two services stand on the libraries exactly as the five do: a *writer* that takes writes over HTTP (a versioned row, its
entries and one event each, in one transaction) and a *reader* with a read model (\`@Project\`) and a reaction
(\`@React\`) whose own events go back to the writer. Each runs as real processes with a PostgreSQL server of its own, and
real Kafka or the embedded event log between. A supervisor starts a process again when it ends, as an orchestrator
does. Clients write all the time and remember what they were told; half of them ask again with the same
\`Idempotency-Key\` until they know.

After each fault, when the load has ended and nothing is left to do, the oracle compares everything with everything:

- every acknowledged write is stored exactly once, every other one wholly or not at all, and no other exists;
- versions per account have no gap and no inversion: in the source, on the topic (read without our transport), in the
  read model's log, in the reactions and in what came back;
- every event had its effect exactly once in the read model, in the reaction and at the end of the chain;
- the read model equals the fold of its source; backlog, lag and dead letters are what they should be, 0 if nothing else
  is said;
- on the topic an event may be repeated after a fail-over, but what follows an event is its successor or a step back,
  never a jump, and the last one is the newest. Over Kafka, where the fault cuts a relay off from its database while it
  sends (F7 to F10, F16), the repetition may come late, behind newer events of the successor: there only an event's first
  appearance has to be in order.

\`\`\`
npm run test:faults -- [--transport embedded|kafka|both] [--only F4,F8] [--events 1000000] [--minutes 60]
npm run test:faults -- --short      # the form that is part of npm test, about three minutes
npm run test:faults -- --mutants    # deliberately broken builds, each of which the oracle must catch
\`\`\`

F20 (a slow webhook) is in \`apps/customer-master/test/webhooks.e2e.spec.ts\`. F16 takes its size from \`--events\`; \`--minutes\`
goes through all faults again and again until the time is over. F19 needs root, to make a small disk. F24 has three
brokers and a stage of its own.
`;
