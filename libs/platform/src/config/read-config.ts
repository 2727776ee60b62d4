import { readFileSync } from 'node:fs';
import { customCleanEnv, EnvMissingError } from 'envalid';
import type { ConfigOf, ConfigSchema } from './define-config.js';
import type { Variable } from './variable.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Every fault of an environment, one plain sentence each. */
export class ConfigFaults extends Error {
  override readonly name = 'ConfigFaults';
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/** Passwords that stand in samples and tutorials: anybody knows them. */
const samplePasswords = new Set(['changeme', 'change-me', 'onecustomer', 'password', 'postgres', 'secret']);

/**
 * The values of a schema from an environment. An empty variable counts as not set; a secret may come from the file that
 * `<NAME>_FILE` names. Throws ConfigFaults with all faults at once.
 */
export function readConfig<Schema extends ConfigSchema>(schema: Schema, environment: Environment): ConfigOf<Schema> {
  const faults = new Map<string, string>();
  const variables = schema.variables as Record<string, Variable>;
  const raw: Record<string, string> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const found = readRaw(name, variable, environment);
    if (found instanceof Error) faults.set(name, found.message);
    else if (found) raw[name] = found;
  }
  const values = customCleanEnv(raw, variables, (cleaned) => ({ ...(cleaned as object) }), {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries<Error | undefined>(errors)) {
        if (error && !faults.has(name)) faults.set(name, faultOf(name, variables[name]!, raw[name], error));
      }
    },
  });
  if (raw['NODE_ENV'] === 'production') addSampleSecrets(variables, raw, faults);
  if (faults.size > 0) throw new ConfigFaults([...faults.values()]);
  return values as ConfigOf<Schema>;
}

function readRaw(name: string, variable: Variable, environment: Environment): string | Error | undefined {
  const direct = environment[name]?.trim() || undefined;
  const file = variable.secret ? environment[`${name}_FILE`]?.trim() : undefined;
  if (!file) return direct;
  if (direct) return new Error(`${name} and ${name}_FILE are both set; set one of them.`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    return new Error(
      `${name}_FILE names a file that cannot be read (${(error as NodeJS.ErrnoException).code}): ${file}`,
    );
  }
}

function faultOf(name: string, variable: Variable, raw: string | undefined, error: Error): string {
  if (error instanceof EnvMissingError) return `${name} is missing: ${variable.desc}`;
  const found = variable.secret ? 'its value is not' : `is "${raw}"`;
  return `${name} must be ${variable.shape}, but ${found}.`;
}

function addSampleSecrets(
  variables: Record<string, Variable>,
  raw: Record<string, string>,
  faults: Map<string, string>,
): void {
  const isSample = (value: string): boolean => samplePasswords.has(value.toLowerCase()) || /^sample/i.test(value);
  const passwordOf = (value: string): string => (URL.canParse(value) ? new URL(value).password : value);
  for (const [name, value] of Object.entries(raw)) {
    if (!variables[name]!.secret || !isSample(passwordOf(value))) continue;
    faults.set(name, `${name} holds a sample password, which production refuses.`);
  }
}
