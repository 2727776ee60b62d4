import { choice, type ConfigOf, defineConfig, flag, integer, text, timeOfDay, url } from '@crm/platform/config';

/** Variables of customer-master besides those that every service has. */
export const customerMasterConfig = defineConfig({
  DEFAULT_DEPARTMENT: text({
    doc: 'Department that owns a customer for whom neither the acting user nor the request names one.',
    default: 'service',
  }),
  MESSAGE_PROVIDER: choice(['mailbox', 'smtp'], {
    doc: 'Who takes messages to customers: smtp sends e-mail, and text and WeChat messages where MESSAGE_HTTP_URL is given; mailbox keeps all of them readable at GET /mailbox, for trying out.',
    default: 'mailbox',
  }),
  SMTP_URL: url(['smtp', 'smtps'], {
    doc: 'SMTP server with account, smtp://user:password@host:587.',
    secret: true,
    requiredWhen: (values) => values['MESSAGE_PROVIDER'] === 'smtp',
  }),
  MESSAGE_HTTP_URL: url(['https', 'http'], {
    doc: 'Gateway of the firm for text and WeChat messages: gets a POST with {id, channel, to, subject, text} each.',
    optional: true,
  }),
  MESSAGE_HTTP_TOKEN: text({ doc: 'Bearer token for MESSAGE_HTTP_URL.', secret: true, optional: true }),
  MESSAGE_QUIET_FROM: timeOfDay({
    doc: 'From then on, HH:mm of BUSINESS_TIME_ZONE, messages that can wait do; service messages do not.',
    default: '00:00',
  }),
  MESSAGE_QUIET_TO: timeOfDay({
    doc: 'Until then, HH:mm; over midnight where it is earlier. The same as MESSAGE_QUIET_FROM: nothing waits.',
    default: '00:00',
  }),
  MESSAGE_FROM: text({ doc: 'Sender address of e-mail.', default: 'OneCustomer <no-reply@example.com>' }),
  MESSAGE_CAP: integer({
    doc: 'Most messages to one customer within MESSAGE_CAP_DAYS over all services; service messages do not count.',
    default: 10,
    min: 0,
    max: 1_000,
  }),
  FOLLOW_UP_REMIND_HOURS: integer({
    doc: 'So many hours before a follow-up is due (a visit: begins) its assignee is reminded, unless other times are asked for; 0: not.',
    default: 2,
    min: 0,
    max: 720,
  }),
  FOLLOW_UP_ESCALATE_HOURS: integer({
    doc: 'So many hours after a follow-up was due who leads its assignee is told that it is not done.',
    default: 24,
    min: 0,
    max: 720,
  }),
  MATCH_NIGHTLY: choice(['report', 'apply', 'off'], {
    doc: 'Compares every night the customers whose blocking keys have changed: report puts the pairs into the review queue, apply makes one customer of certain ones; off: not.',
    default: 'report',
  }),
  MATCH_NIGHTLY_AT: timeOfDay({ doc: 'When it does so, HH:mm of BUSINESS_TIME_ZONE.', default: '02:30' }),
  WEBHOOK_ALLOW_LOOPBACK: flag({
    doc: 'Lets webhooks go to http(s)://localhost and 127.0.0.1, for tests and trying out; of no effect with NODE_ENV=production.',
    default: false,
  }),
  WEBHOOK_DISABLE_AFTER_DAYS: integer({
    doc: 'A webhook that took nothing for so many days, though it was tried, is disabled.',
    default: 5,
    min: 1,
    max: 60,
  }),
  MESSAGE_CAP_DAYS: integer({ doc: 'Days that MESSAGE_CAP looks back.', default: 7, min: 1, max: 365 }),
});

/** Inject with `@Inject(CONFIG) config: CustomerMasterConfig`. */
export type CustomerMasterConfig = ConfigOf<typeof customerMasterConfig>;
