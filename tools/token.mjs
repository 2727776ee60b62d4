// `npm run --silent token -- --role agent --department service [--subject id] [--state DIR]`
// Prints a token for the running local instance, and nothing else.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mint, signingKey } from './start/issuer.mjs';
import { runningInstance } from './start/state.mjs';

const usage =
  'npm run --silent token -- --role ROLE [--role ROLE …] [--department ID] [--subject ID] [--hours N] [--state DIR]';

try {
  const { values } = parseArgs({
    options: {
      role: { type: 'string', multiple: true },
      department: { type: 'string' },
      subject: { type: 'string' },
      hours: { type: 'string' },
      state: { type: 'string' },
    },
  });
  if (!values.role) throw new Error(`A role is needed: ${usage}`);
  const state = resolve(values.state ?? '.local');
  if (!(await runningInstance(state))) throw new Error(`No OneCustomer runs with ${state}. Start it with: npm start`);
  const subject = values.subject ?? [values.role[0], values.department].filter(Boolean).join('-');
  const hours = Number(values.hours ?? 12);
  if (!(hours > 0 && hours <= 720)) throw new Error('--hours takes a number from 1 to 720.');
  const roles = values.role.flatMap((role) => role.split(','));
  console.log(await mint(await signingKey(state), { subject, roles, department: values.department, hours }));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
