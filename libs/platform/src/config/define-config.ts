import { baseVariables } from './base-variables.js';
import type { Variable } from './variable.js';

/** Injection token of the values: `@Inject(CONFIG) config: ConfigOf<typeof loyaltyConfig>`. */
export const CONFIG = Symbol('CONFIG');

type Variables = Record<string, Variable>;
type ValuesOf<Set> = { readonly [Name in keyof Set]: Set[Name] extends Variable<infer Value> ? Value : never };

/** All variables of one service. */
export interface ConfigSchema<Own extends Variables = Variables> {
  readonly variables: typeof baseVariables & Own;
  /** Every name the service reads from its environment, `<SECRET>_FILE` included; a manifest may set these and no other. */
  readonly keys: readonly string[];
  /** Names that must be set in every environment (a secret's own name, or its `_FILE`). */
  readonly requiredKeys: readonly string[];
}

/** The values that every service has. */
export type BaseConfig = ValuesOf<typeof baseVariables>;

/** The values of one schema. */
export type ConfigOf<Schema> = Schema extends ConfigSchema<infer Own> ? BaseConfig & ValuesOf<Own> : never;

/** The variables of a service: those that all have, and its own. A service may not give a base variable another meaning. */
export function defineConfig<Own extends Variables = Record<never, never>>(own?: Own): ConfigSchema<Own> {
  const taken = Object.keys(own ?? {}).filter((name) => name in baseVariables);
  if (taken.length > 0) throw new Error(`${taken.join(', ')}: every service has this variable already`);
  const variables = { ...baseVariables, ...own } as typeof baseVariables & Own;
  const entries = Object.entries<Variable>(variables);
  return {
    variables,
    keys: entries.flatMap(([name, { secret }]) => (secret ? [name, `${name}_FILE`] : [name])),
    requiredKeys: entries.filter(([, { required }]) => required).map(([name]) => name),
  };
}
