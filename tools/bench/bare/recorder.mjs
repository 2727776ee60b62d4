// @ts-check
// Loaded into a service before its code: writes every statement that it sends to PostgreSQL into RECORDING, a line each.
import { appendFileSync } from 'node:fs';
import pg from 'pg';
import { encode } from './recording.mjs';

const file = process.env['RECORDING'] ?? '';
const query = pg.Client.prototype.query;
pg.Client.prototype.query = /** @this {pg.Client} @param {any} config @param {any[]} rest */ function (
  config,
  ...rest
) {
  const { text, values } = typeof config === 'string' ? { text: config, values: rest[0] } : config;
  appendFileSync(file, encode({ text, values: Array.isArray(values) ? values : [] }));
  return Reflect.apply(query, this, [config, ...rest]);
};
