import { type ConfigOf, defineConfig, integer, text, url } from '@crm/platform/config';

/** Who posts messages of a channel proves it by this. */
const secretOf = (channel: string) =>
  text({
    doc: `Secret by which messages of ${channel} are signed, whsec_<base64 of 24 to 64 bytes>; two, separated by a blank, while it is changed. Not set: none are taken.`,
    secret: true,
    optional: true,
  });

const inBucket = ({ S3_ENDPOINT }: Record<string, unknown>): boolean => S3_ENDPOINT !== undefined;

/** Variables of service-desk besides those that every service has. */
export const serviceDeskConfig = defineConfig({
  SERVICE_DEPARTMENT: text({
    doc: 'Department whose available agents new cases are given to, the one with the fewest open cases first.',
    default: 'service',
  }),
  DUTY_OWNER: text({
    doc: 'Employee or post that owns a new case when no agent is available and the recording user may own none.',
    default: 'duty-officer',
  }),
  DUTY_DEPUTY: text({
    doc: 'Owner in place of DUTY_OWNER when the complaint is about that one; must be somebody else.',
    default: 'deputy-duty-officer',
  }),
  ATTACHMENT_MOST_BYTES: integer({
    doc: 'Longest file that a case takes, in bytes; by default 20 MiB.',
    default: 20 * 1024 * 1024,
    min: 1,
    max: 512 * 1024 * 1024,
  }),
  ATTACHMENTS_DIR: text({
    doc: 'Directory of the sealed contents of files, where no S3_ENDPOINT is set; every replica has to see the same one.',
    default: '.local/attachments',
  }),
  S3_ENDPOINT: url(['https', 'http'], {
    doc: 'Address of an S3-compatible store for the sealed contents of files; not set: ATTACHMENTS_DIR.',
    optional: true,
  }),
  S3_REGION: text({ doc: 'Region of the bucket; many stores do not mind which.', default: 'us-east-1' }),
  S3_BUCKET: text({ doc: 'Bucket, which has to be there.', requiredWhen: inBucket }),
  S3_ACCESS_KEY_ID: text({ doc: 'Who the service is to the store.', requiredWhen: inBucket }),
  S3_SECRET_ACCESS_KEY: text({ doc: 'Secret of S3_ACCESS_KEY_ID.', secret: true, requiredWhen: inBucket }),
  ARTICLE_PAGES: url(['https', 'http'], {
    doc: 'Address below which customers read articles: <address>/<article id>?language=zh. A text that was shortened for its channel ends with it; not set: with an ellipsis.',
    optional: true,
  }),
  NOTICE_KEPT_DAYS: integer({
    doc: 'Days after which a notice to a member of staff is forgotten, read or not.',
    default: 90,
    min: 1,
    max: 3_650,
  }),
  REPLY_LINK_VALID_DAYS: integer({
    doc: 'Days in which a customer can read a reply behind its link, and answer it.',
    default: 30,
    min: 1,
    max: 365,
  }),
  MAIL_MAX_BYTES: integer({
    doc: 'Largest mail that is taken, in bytes, with everything in it.',
    default: 26_214_400,
    min: 10_000,
    max: 104_857_600,
  }),
  INBOUND_SECRET_EMAIL: secretOf('the mail gateway'),
  INBOUND_SECRET_PHONE: secretOf('the call centre'),
  INBOUND_SECRET_WEB_CHAT: secretOf('the web chat'),
  INBOUND_SECRET_WECHAT: secretOf('WeChat'),
  INBOUND_SECRET_APP: secretOf('the app'),
  INBOUND_SECRET_SOCIAL: secretOf('social networks'),
  INBOUND_SECRET_VISIT: secretOf('the reception desks'),
});

/** Inject with `@Inject(CONFIG) config: ServiceDeskConfig`. */
export type ServiceDeskConfig = ConfigOf<typeof serviceDeskConfig>;
