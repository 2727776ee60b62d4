import { choice, filePath, flag, integer, list, text, timeZone, url } from './variable.js';

const overKafka = (values: Record<string, unknown>): boolean => values['TRANSPORT'] === 'kafka';
const withPassword = (values: Record<string, unknown>): boolean =>
  overKafka(values) && values['KAFKA_SASL_MECHANISM'] !== 'none';

/** Variables that every service has. */
export const baseVariables = {
  NODE_ENV: choice(['development', 'test', 'production'], {
    doc: 'Kind of deployment; production refuses sample secrets.',
    default: 'development',
  }),
  ROLE: choice(['all', 'http', 'worker'], {
    doc: 'http answers requests; worker relays and consumes events and fires timers; all does both.',
    default: 'all',
  }),
  HOST: text({ doc: 'Address to listen on.', default: '0.0.0.0' }),
  PORT: integer({ doc: 'Port to listen on; 0 takes a free one.', default: 3000, min: 0, max: 65535 }),
  PUBLIC_URL: url(['http', 'https'], {
    doc: 'Where users and browsers reach the gateway; used in links that the system sends.',
    default: 'http://localhost:8080',
  }),
  TRUSTED_PROXIES: list({
    doc: 'Addresses, CIDR ranges or loopback/linklocal/uniquelocal whose X-Forwarded-For is believed.',
    default: ['loopback'],
  }),
  RATE_LIMIT_PER_MINUTE: integer({
    doc: 'Requests per minute of one client (token subject, else address), per process.',
    default: 6000,
    min: 1,
    max: 10_000_000,
  }),
  LOG_LEVEL: choice(['debug', 'info', 'warn', 'error', 'silent'], {
    doc: 'Least severe level that is logged.',
    default: 'info',
  }),
  DRAIN_MS: integer({
    doc: 'Milliseconds after SIGTERM in which it still answers, unready, before the port closes.',
    default: 0,
    min: 0,
    max: 15_000,
  }),
  BUSINESS_TIME_ZONE: timeZone({
    doc: 'A business day is a day of this zone unless a calendar or program names its own.',
    default: 'Asia/Shanghai',
  }),
  DATABASE_URL: url(['postgres', 'postgresql'], { doc: "PostgreSQL URL of the service's own database.", secret: true }),
  DATABASE_POOL_SIZE: integer({ doc: 'Most database connections of one process.', default: 10, min: 2, max: 200 }),
  DATABASE_STATEMENT_TIMEOUT_MS: integer({
    doc: 'A statement that runs longer is cancelled, in milliseconds.',
    default: 15_000,
    min: 1_000,
    max: 86_400_000,
  }),
  MASTER_KEY_FILE: filePath({ doc: "JSON file with the master keys that wrap each subject's data key." }),
  CONTACT_KEY_FILE: filePath({ doc: 'File with the deployment-wide key of contact keys, base64 of 32 bytes.' }),
  OIDC_ISSUER: url(['http', 'https'], { doc: 'Issuer (iss) whose tokens are accepted.' }),
  OIDC_AUDIENCE: text({ doc: 'Audience (aud) that a token must name.', default: 'onecustomer' }),
  OIDC_JWKS_URL: url(['http', 'https'], { doc: "Address of the issuer's public keys (JWKS)." }),
  TRANSPORT: choice(['embedded', 'kafka'], {
    doc: 'How events travel: an event log in PostgreSQL, or Kafka.',
    default: 'embedded',
  }),
  EVENT_LOG_URL: url(['postgres', 'postgresql'], {
    doc: 'PostgreSQL URL of the embedded event log.',
    secret: true,
    requiredWhen: (values) => values['TRANSPORT'] === 'embedded',
  }),
  KAFKA_BROKERS: list({ doc: 'Kafka bootstrap servers, host:port.', requiredWhen: overKafka }),
  KAFKA_SSL: flag({ doc: 'TLS to the brokers.', default: false }),
  KAFKA_CA_FILE: filePath({
    doc: "PEM file with the authority of the brokers' certificates, where it is a private one.",
    optional: true,
  }),
  KAFKA_CERTIFICATE_FILE: filePath({
    doc: "PEM file with the service's own certificate, where the brokers ask for one.",
    optional: true,
  }),
  KAFKA_KEY_FILE: filePath({ doc: 'PEM file with the key of that certificate.', optional: true }),
  KAFKA_SASL_MECHANISM: choice(['none', 'plain', 'scram-sha-256', 'scram-sha-512'], {
    doc: 'How the service signs in at the brokers.',
    default: 'none',
  }),
  KAFKA_SASL_USERNAME: text({ doc: "The service's own Kafka principal.", requiredWhen: withPassword }),
  KAFKA_SASL_PASSWORD: text({ doc: 'Password of that principal.', secret: true, requiredWhen: withPassword }),
};
