import type { ConfigOf, ConfigSchema } from '../config/define-config.js';
import { ConfigFaults, readConfig } from '../config/read-config.js';
import { describeConfig, printableConfig } from '../config/show-config.js';
import type { ServiceDescription } from './service.js';

/** What a command line comes to: a configuration to go on with, or something to say and an end. */
export type Start<Config> = { config: Config } | { say: string; exitCode: 0 | 1 };

/** Reads flags and environment: `--help`, `--print-config`, else the configuration or all its faults. */
export function readCommandLine<Schema extends ConfigSchema>(
  service: ServiceDescription<Schema>,
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Start<ConfigOf<Schema>> {
  if (flags.includes('--help')) return { say: helpOf(service), exitCode: 0 };
  try {
    const config = readConfig(service.config, environment);
    if (!flags.includes('--print-config')) return { config };
    return { say: JSON.stringify(printableConfig(service.config, config), null, 2), exitCode: 0 };
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error;
    const faults = error.faults.map((fault) => `  - ${fault}`);
    return { say: [`${service.name} cannot start:`, ...faults].join('\n'), exitCode: 1 };
  }
}

/** The configuration of this process; ends the process where its command line says so. */
export function configOfProcess<Schema extends ConfigSchema>(service: ServiceDescription<Schema>): ConfigOf<Schema> {
  const start = readCommandLine(service, process.argv.slice(2), process.env);
  if ('config' in start) return start.config;
  (start.exitCode === 0 ? process.stdout : process.stderr).write(`${start.say}\n`);
  return process.exit(start.exitCode);
}

const helpOf = (service: ServiceDescription): string =>
  [
    `${service.title} (${service.name})`,
    '',
    'Options:',
    '  --help          prints this',
    '  --print-config  prints the configuration, secrets hidden, and ends',
    '',
    'Environment:',
    describeConfig(service.config),
  ].join('\n');
