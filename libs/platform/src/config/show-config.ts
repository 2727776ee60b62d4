import type { ConfigSchema } from './define-config.js';
import type { Variable } from './variable.js';

const hidden = '***';

/** The text of `--help`: every variable with its meaning, shape and default. */
export function describeConfig(schema: ConfigSchema): string {
  const entries = Object.entries(schema.variables as Record<string, Variable>);
  return entries
    .map(([name, variable]) => {
      const file = variable.secret ? ` (or ${name}_FILE)` : '';
      return `  ${name}${file}\n      ${variable.desc}\n      ${capitalised(variable.shape)}; ${presence(variable)}.`;
    })
    .join('\n');
}

/** The values for `--print-config` and the start log; secrets, and passwords inside URLs, hidden. */
export function printableConfig(schema: ConfigSchema, values: object): Record<string, unknown> {
  const variables = schema.variables as Record<string, Variable>;
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, printable(variables[name], value as unknown)]));
}

function printable(variable: Variable | undefined, value: unknown): unknown {
  if (typeof value === 'string' && URL.canParse(value) && value.includes('://')) return withoutCredentials(value);
  return variable?.secret ? hidden : value;
}

/** Host and database of a URL are worth seeing; its password, and what its query may hold, are not. */
function withoutCredentials(value: string): string {
  const url = new URL(value);
  if (!url.password && !url.search) return value;
  const user = url.username ? `${url.username}${url.password ? `:${hidden}` : ''}@` : '';
  const query = [...url.searchParams.keys()].map((key) => `${key}=${hidden}`).join('&');
  return `${url.protocol}//${user}${url.host}${url.pathname}${query ? `?${query}` : ''}`;
}

function presence(variable: Variable): string {
  if (variable.required) return 'required';
  if (variable.default === undefined) return variable.requiredWhen ? 'required for some settings' : 'optional';
  return `default ${Array.isArray(variable.default) ? variable.default.join(',') : String(variable.default)}`;
}

const capitalised = (words: string): string => words[0]!.toUpperCase() + words.slice(1);
