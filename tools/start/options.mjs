// @ts-check
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const usage = `npm start -- [options]

  --port N      port of the gateway on 127.0.0.1 (3000)
  --state DIR   where databases, keys and logs are kept (.local)
  --empty       do not load the samples
  --kafka       exchange events over a real Kafka instead of the event log in PostgreSQL
  --help        this text
`;

/** A mistake of the person at the keyboard: said in one sentence, without a stack. */
export class PlainError extends Error {}

/**
 * @typedef {{ port: number, state: string, empty: boolean, kafka: boolean, help: boolean }} StartOptions
 * @param {string[]} args
 * @returns {StartOptions}
 */
export function parseOptions(args) {
  const { values } = parse(args);
  const port = Number(values.port ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new PlainError(`--port takes a number from 1 to 65535, not "${values.port}".`);
  }
  return {
    port,
    state: resolve(values.state ?? '.local'),
    empty: values.empty ?? false,
    kafka: values.kafka ?? false,
    help: values.help ?? false,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        state: { type: 'string' },
        empty: { type: 'boolean' },
        kafka: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new PlainError(`${/** @type {Error} */ (error).message}\n\n${usage}`);
  }
}
