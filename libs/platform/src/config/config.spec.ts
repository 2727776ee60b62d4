import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  ConfigFaults,
  defineConfig,
  describeConfig,
  flag,
  integer,
  list,
  printableConfig,
  readConfig,
  text,
} from './index.js';

const schema = defineConfig({
  HOLD_MINUTES: integer({ doc: 'Minutes that points are held.', default: 30, min: 1, max: 600 }),
  SMTP_PASSWORD: text({ doc: 'Password of the mail server.', secret: true, optional: true }),
});

const complete = {
  DATABASE_URL: 'postgres://loyalty:pa%20ss@db:5432/loyalty?sslpassword=hush',
  EVENT_LOG_URL: 'postgres://log:log-pass@db:5432/log',
  OIDC_ISSUER: 'https://id.example',
  OIDC_JWKS_URL: 'https://id.example/jwks',
  MASTER_KEY_FILE: '/keys/master.json',
  CONTACT_KEY_FILE: '/keys/contact',
};

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(schema, environment);
    return [];
  } catch (error) {
    return (error as ConfigFaults).faults;
  }
}

describe('reading the configuration', () => {
  it('gives typed values and defaults', () => {
    const config = readConfig(schema, {
      ...complete,
      HOLD_MINUTES: '45',
      TRUSTED_PROXIES: '10.0.0.0/8, loopback',
      KAFKA_SSL: 'true',
    });
    const minutes: number = config.HOLD_MINUTES;
    expect(minutes).toBe(45);
    expect(config).toMatchObject({
      PORT: 3000,
      ROLE: 'all',
      TRANSPORT: 'embedded',
      BUSINESS_TIME_ZONE: 'Asia/Shanghai',
      RATE_LIMIT_PER_MINUTE: 6000,
      TRUSTED_PROXIES: ['10.0.0.0/8', 'loopback'],
      KAFKA_SSL: true,
    });
    expect(config.SMTP_PASSWORD).toBeUndefined();
  });

  it('names every fault at once in plain sentences', () => {
    const { DATABASE_URL: _, ...rest } = complete;
    expect(
      faultsOf({ ...rest, PORT: '70000', ROLE: 'web', BUSINESS_TIME_ZONE: 'Mars/Olympus', HOLD_MINUTES: '1.5' }),
    ).toEqual([
      'ROLE must be one of all, http, worker, but is "web".',
      'PORT must be a whole number from 0 to 65535, but is "70000".',
      'BUSINESS_TIME_ZONE must be an IANA time zone such as Asia/Shanghai, but is "Mars/Olympus".',
      "DATABASE_URL is missing: PostgreSQL URL of the service's own database.",
      'HOLD_MINUTES must be a whole number from 1 to 600, but is "1.5".',
    ]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig(schema, { ...complete, PORT: '', HOLD_MINUTES: ' ' })).toMatchObject({
      PORT: 3000,
      HOLD_MINUTES: 30,
    });
    expect(faultsOf({ ...complete, OIDC_ISSUER: '' })[0]).toMatch(/^OIDC_ISSUER is missing/);
  });

  it('requires what the chosen transport needs', () => {
    const { EVENT_LOG_URL: _, ...rest } = complete;
    expect(faultsOf(rest)).toEqual(['EVENT_LOG_URL is missing: PostgreSQL URL of the embedded event log.']);
    expect(faultsOf({ ...rest, TRANSPORT: 'kafka', KAFKA_SASL_MECHANISM: 'scram-sha-512' })).toEqual([
      'KAFKA_BROKERS is missing: Kafka bootstrap servers, host:port.',
      "KAFKA_SASL_USERNAME is missing: The service's own Kafka principal.",
      'KAFKA_SASL_PASSWORD is missing: Password of that principal.',
    ]);
    expect(readConfig(schema, { ...rest, TRANSPORT: 'kafka', KAFKA_BROKERS: 'k1:9092,k2:9092' }).KAFKA_BROKERS).toEqual(
      ['k1:9092', 'k2:9092'],
    );
  });

  it('does not repeat the value of a secret that is wrong', () => {
    expect(faultsOf({ ...complete, DATABASE_URL: 'hunter2' })).toEqual([
      'DATABASE_URL must be a URL that begins with postgres:// or postgresql://, but its value is not.',
    ]);
  });

  it('reads a secret from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'password');
    writeFileSync(file, 'from the file\n');
    expect(readConfig(schema, { ...complete, SMTP_PASSWORD_FILE: file }).SMTP_PASSWORD).toBe('from the file');
    expect(faultsOf({ ...complete, SMTP_PASSWORD_FILE: file, SMTP_PASSWORD: 'too' })).toEqual([
      'SMTP_PASSWORD and SMTP_PASSWORD_FILE are both set; set one of them.',
    ]);
    expect(faultsOf({ ...complete, SMTP_PASSWORD_FILE: '/no/such/file' })).toEqual([
      'SMTP_PASSWORD_FILE names a file that cannot be read (ENOENT): /no/such/file',
    ]);
  });

  it('refuses sample passwords in production only', () => {
    const sample = {
      ...complete,
      DATABASE_URL: 'postgres://loyalty:changeme@db/loyalty',
      SMTP_PASSWORD: 'sample-password',
    };
    expect(faultsOf(sample)).toEqual([]);
    expect(faultsOf({ ...sample, NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL holds a sample password, which production refuses.',
      'SMTP_PASSWORD holds a sample password, which production refuses.',
    ]);
  });
});

describe('a schema', () => {
  it('lists the names a manifest may set, and those it must', () => {
    expect(schema.keys).toEqual(
      expect.arrayContaining(['HOLD_MINUTES', 'SMTP_PASSWORD', 'SMTP_PASSWORD_FILE', 'DATABASE_URL_FILE']),
    );
    expect(schema.keys).not.toContain('PORT_FILE');
    expect([...schema.requiredKeys].sort()).toEqual([
      'CONTACT_KEY_FILE',
      'DATABASE_URL',
      'MASTER_KEY_FILE',
      'OIDC_ISSUER',
      'OIDC_JWKS_URL',
    ]);
  });

  it('refuses to give a base variable another meaning', () => {
    expect(() => defineConfig({ PORT: list({ doc: 'ports' }) })).toThrow(
      'PORT: every service has this variable already',
    );
  });

  it('describes each variable for --help', () => {
    const help = describeConfig(defineConfig({ DRY: flag({ doc: 'Only says what it would do.', default: false }) }));
    expect(help).toContain('  DRY\n      Only says what it would do.\n      True or false; default false.');
    expect(help).toContain('DATABASE_URL (or DATABASE_URL_FILE)');
    expect(help).toContain('; required.');
  });
});

describe('showing the configuration', () => {
  it('hides secrets, and credentials inside URLs', () => {
    const shown = printableConfig(schema, readConfig(schema, { ...complete, SMTP_PASSWORD: 'hunter2' }));
    expect(shown).toMatchObject({
      DATABASE_URL: 'postgres://loyalty:***@db:5432/loyalty?sslpassword=***',
      SMTP_PASSWORD: '***',
      OIDC_ISSUER: 'https://id.example',
      PORT: 3000,
    });
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|pa%20ss|log-pass|hush/);
  });
});
