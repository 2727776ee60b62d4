export { IsInstant } from '@crm/platform/problem';
