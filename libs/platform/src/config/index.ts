export { type BaseConfig, CONFIG, type ConfigOf, type ConfigSchema, defineConfig } from './define-config.js';
export { ConfigFaults, readConfig } from './read-config.js';
export { describeConfig, printableConfig } from './show-config.js';
export {
  choice,
  filePath,
  flag,
  integer,
  list,
  text,
  timeOfDay,
  timeZone,
  url,
  type Variable,
  type VariableSpec,
} from './variable.js';
