import { type ConfigOf, defineConfig, text, url } from '@crm/platform/config';

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
  ARTICLE_PAGES: url(['https', 'http'], {
    doc: 'Address below which customers read articles: <address>/<article id>?language=zh. A text that was shortened for its channel ends with it; not set: with an ellipsis.',
    optional: true,
  }),
});

/** Inject with `@Inject(CONFIG) config: ServiceDeskConfig`. */
export type ServiceDeskConfig = ConfigOf<typeof serviceDeskConfig>;
