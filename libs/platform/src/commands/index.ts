export { Answer, Command, CommandRunner, type RunCommand } from './command.js';
export { platformMigrations } from './platform.migrations.js';
export { EtagInterceptor, IfMatch, IfMatchIfGiven } from './version.js';
