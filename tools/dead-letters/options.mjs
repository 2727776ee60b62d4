import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PlainError } from '../start/options.mjs';
import { services } from '../start/services.mjs';

export const usage = `npm run --silent dead-letters -- COMMAND [ID …] [options]

  list                  what waits for a decision; --status parked|replayed|discarded shows others
  show ID               one with its content, those that wait behind it, and what was decided so far
  replay ID … | --all   gives it to its consumer again, with those that wait behind it, in order
  discard ID … | --all  goes on without it; needs --reason

  --service S      only this service (all five)
  --consumer C     only of this consumer: a read model, or a service's name for its reactions
  --type T         only events of this type
  --since T        only what was kept since: a time (2026-03-01T00:00:00Z), or 30m, 2h, 7d ago
  --error TEXT     only where the error contains this
  --reason TEXT    why it is discarded
  --all            everything to be decided that the filters find, one aggregate after another
  --outbox         the same for own events that the broker refused; ID is the position, and needs --service
  --json           prints JSON
  --url URL        where the services are (the running local instance)
  --token TOKEN    token of an admin (made for the running local instance)
  --state DIR      state directory of the local instance (.local)
`;

const commands = ['list', 'show', 'replay', 'discard'];
const unitsMs = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const known = {
  ...{ service: text, consumer: text, type: text, since: text, error: text, status: text, reason: text },
  ...{ all: flag, outbox: flag, json: flag, help: flag, url: text, token: text, state: text },
};

/** What was asked for. Throws a PlainError, which names the mistake. @param {string[]} args @param {Date} now */
export function readOptions(args, now) {
  const { values, positionals } = parse(args);
  const [command, ...ids] = positionals;
  if (values.help) return { command: 'help' };
  if (command === undefined) throw new PlainError(usage);
  const { service, consumer, type, since, error, status, reason, all, outbox, json, url, token, state } = values;
  const filter = { consumer, type, error, from: since && timeOf(since, now), state: status };
  const refuse = (wrong, message) => {
    if (wrong) throw new PlainError(message);
  };
  refuse(!commands.includes(command), `There is no command "${command}"; there are ${commands.join(', ')}.`);
  refuse(service && !services.some(({ name }) => name === service), `There is no service "${service}".`);
  refuse(command === 'show' && ids.length !== 1, 'show takes one ID.');
  refuse(command === 'list' && ids.length > 0, 'list takes no ID.');
  const decides = command === 'replay' || command === 'discard';
  refuse(all && !decides, '--all goes with replay and discard.');
  refuse(decides && ids.length > 0 === all, `${command} takes an ID, or --all with filters.`);
  refuse(decides && status, '--status goes with list.');
  refuse(command === 'discard' && !reason, 'discard needs --reason.');
  refuse(command !== 'discard' && reason, '--reason goes with discard.');
  const isLimited = service || consumer || type || error || since;
  refuse(command === 'discard' && all && !isLimited, 'discard --all needs a filter: it cannot be taken back.');
  refuse(outbox && (consumer || status), '--consumer and --status do not go with --outbox.');
  refuse(outbox && ids.length > 0 && !service, 'With --outbox an ID needs --service.');
  const chosen = services.map(({ name }) => name).filter((name) => service === undefined || name === service);
  return {
    command,
    ids,
    filter,
    reason,
    all,
    outbox,
    json,
    url,
    token,
    services: chosen,
    state: resolve(state ?? '.local'),
  };
}

function parse(args) {
  try {
    return parseArgs({ args, options: known, allowPositionals: true });
  } catch (error) {
    throw new PlainError(`${error.message}\n\n${usage}`);
  }
}

function timeOf(since, now) {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(since) ?? [];
  const time = count ? new Date(now.getTime() - count * unitsMs[unit]) : new Date(since);
  if (Number.isNaN(time.getTime())) throw new PlainError(`--since takes a time or 30m, 2h, 7d, not "${since}".`);
  return time.toISOString();
}
