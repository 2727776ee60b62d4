import { choice, type ConfigOf, defineConfig, integer, text, url } from '@crm/platform/config';

/** Variables of customer-master besides those that every service has. */
export const customerMasterConfig = defineConfig({
  DEFAULT_DEPARTMENT: text({
    doc: 'Department that owns a customer for whom neither the acting user nor the request names one.',
    default: 'service',
  }),
  MESSAGE_PROVIDER: choice(['mailbox', 'smtp'], {
    doc: 'Who takes messages to customers: smtp sends e-mail; mailbox keeps all of them readable at GET /mailbox, for trying out.',
    default: 'mailbox',
  }),
  SMTP_URL: url(['smtp', 'smtps'], {
    doc: 'SMTP server with account, smtp://user:password@host:587.',
    secret: true,
    requiredWhen: (values) => values['MESSAGE_PROVIDER'] === 'smtp',
  }),
  MESSAGE_FROM: text({ doc: 'Sender address of e-mail.', default: 'OneCustomer <no-reply@example.com>' }),
  MESSAGE_CAP: integer({
    doc: 'Most messages to one customer within MESSAGE_CAP_DAYS over all services; service messages do not count.',
    default: 10,
    min: 0,
    max: 1_000,
  }),
  MESSAGE_CAP_DAYS: integer({ doc: 'Days that MESSAGE_CAP looks back.', default: 7, min: 1, max: 365 }),
});

/** Inject with `@Inject(CONFIG) config: CustomerMasterConfig`. */
export type CustomerMasterConfig = ConfigOf<typeof customerMasterConfig>;
