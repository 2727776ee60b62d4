// `npm run --silent dead-letters -- list|show|replay|discard …`: what consumers could not handle, and what to do about it.
import { Client, Refused } from './dead-letters/client.mjs';
import { readOptions, usage } from './dead-letters/options.mjs';
import { fields, table } from './dead-letters/print.mjs';
import { PlainError } from './start/options.mjs';

const listOf = (service, { outbox }) => `/${service}/v1/${outbox ? 'outbox/parked' : 'dead-letters'}`;
const idOf = (item) => String(item.id ?? item.position);

/** Everything that the filters find, of every chosen service, with its name. */
async function find(client, options) {
  const found = await Promise.all(
    options.services.map(async (service) => {
      const items = await client.all(listOf(service, options), options.filter);
      return items.map((item) => ({ service, ...item }));
    }),
  );
  return found.flat();
}

/** The service that has a letter. An id is in one only. */
async function locate(client, options, id) {
  for (const service of options.services) {
    try {
      return { service, ...(await client.get(`${listOf(service, options)}/${encodeURIComponent(id)}`)) };
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
    }
  }
  throw new PlainError(`There is no ${options.outbox ? 'parked event' : 'dead letter'} ${id}.`);
}

/** What became of an item and of those behind it; goes on where one request does not take all. */
async function decide(client, options, { service, ...item }) {
  const verb = options.command === 'discard' ? 'discard' : options.outbox ? 'retry' : 'replay';
  const path = `${listOf(service, options)}/${idOf(item)}`;
  const answer = await client.post(`${path}/${verb}`, options.reason && { reason: options.reason });
  if (options.outbox) {
    const outcome = verb === 'retry' ? 'requeued' : 'discarded';
    return [{ service, id: idOf(item), type: item.eventType, outcome, error: null }];
  }
  const outcomes = answer.outcomes.map(({ id, eventType, outcome: became, error }) => {
    return { service, id, type: eventType, outcome: became, error };
  });
  const last = answer.outcomes.at(-1).outcome;
  if (answer.next === null || last !== 'replayed') return outcomes;
  const rest = await decide(client, { ...options, command: 'replay', reason: undefined }, { service, id: answer.next });
  return [...outcomes, ...rest];
}

/** One after another, oldest first; what somebody else decided meanwhile, or what went along before, is left out. */
async function decideAll(client, options) {
  const items = options.all
    ? (await find(client, options)).reverse()
    : await Promise.all(options.ids.map((id) => locate(client, options, id)));
  const outcomes = [];
  for (const item of items) {
    try {
      outcomes.push(...(await decide(client, options, item)));
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      if (!options.all) outcomes.push({ ...refusal(item), error: error.problem.title });
    }
  }
  return outcomes;
}

const refusal = ({ service, eventType, ...item }) => ({ service, id: idOf(item), type: eventType, outcome: 'refused' });

const row = ({ service, consumer, eventType, waiting, attempts, createdAt, error, ...item }) => ({
  service,
  id: idOf(item),
  ...(consumer === undefined ? {} : { consumer }),
  type: eventType,
  waiting,
  attempts,
  since: createdAt,
  error,
});

const counted = (outcomes) => {
  const counts = new Map();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'Nothing to decide';
};

async function run(args) {
  const options = readOptions(args, new Date());
  if (options.command === 'help') return console.log(usage);
  const client = await Client.open(options);
  const print = (value, words) => console.log(options.json ? JSON.stringify(value, null, 2) : words(value));
  if (options.command === 'list') return print(await find(client, options), (items) => table(items.map(row)));
  if (options.command === 'show') return print(await locate(client, options, options.ids[0]), fields);
  const outcomes = await decideAll(client, options);
  print(outcomes, () => `${outcomes.length > 0 ? `${table(outcomes)}\n` : ''}${counted(outcomes)}.`);
  if (outcomes.some(({ outcome }) => outcome === 'failed' || outcome === 'refused')) process.exitCode = 1;
}

await run(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof PlainError ? error.message : error);
  process.exitCode = 1;
});
