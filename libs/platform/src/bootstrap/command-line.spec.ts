import { describe, expect, it } from '@jest/globals';
import { defineConfig, text } from '../config/index.js';
import { readCommandLine } from './command-line.js';
import { defineService } from './service.js';

const service = defineService({
  name: 'tasks-test',
  title: 'Tasks',
  description: '',
  module: class {},
  config: defineConfig({ SMTP_PASSWORD: text({ doc: 'Password of the mail server.', secret: true, optional: true }) }),
  entities: [],
  migrations: [],
});
const environment = {
  DATABASE_URL: 'postgres://a:b@db/x',
  EVENT_LOG_URL: 'postgres://a:b@db/log',
  OIDC_ISSUER: 'https://id.example',
  OIDC_JWKS_URL: 'https://id.example/jwks',
  MASTER_KEY_FILE: '/k',
  CONTACT_KEY_FILE: '/k',
  SMTP_PASSWORD: 'hunter2',
};

describe('the command line of a service', () => {
  it('goes on with the configuration', () => {
    expect(readCommandLine(service, [], environment)).toMatchObject({
      config: { PORT: 3000, SMTP_PASSWORD: 'hunter2' },
    });
  });

  it('--help tells every variable and ends well, whatever the environment', () => {
    const start = readCommandLine(service, ['--help'], {});
    expect(start).toMatchObject({ exitCode: 0, say: expect.stringContaining('DATABASE_URL (or DATABASE_URL_FILE)') });
    for (const name of Object.keys(service.config.variables))
      expect(start).toMatchObject({ say: expect.stringContaining(name) });
  });

  it('--print-config shows the values with secrets hidden', () => {
    const start = readCommandLine(service, ['--print-config'], environment) as { say: string; exitCode: number };
    expect(start.exitCode).toBe(0);
    expect(JSON.parse(start.say)).toMatchObject({
      SMTP_PASSWORD: '***',
      PORT: 3000,
      DATABASE_URL: 'postgres://a:***@db/x',
    });
  });

  it.each([[[]], [['--print-config']]])('with faults in the environment says them all and ends with 1: %j', (flags) => {
    expect(readCommandLine(service, flags, { ...environment, PORT: 'x', DATABASE_URL: undefined })).toEqual({
      exitCode: 1,
      say:
        'tasks-test cannot start:\n' +
        '  - PORT must be a whole number from 0 to 65535, but is "x".\n' +
        "  - DATABASE_URL is missing: PostgreSQL URL of the service's own database.",
    });
  });

  it.each(['Tasks', 'tasks_test', 'tasks-', '', '1'])('a service is not called %j', (name) => {
    expect(() => defineService({ ...service, name })).toThrow('is not a name for a path');
  });
});
