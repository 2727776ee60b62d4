export { HealthController } from './health.controller.js';
export { type Health, Readiness } from './readiness.js';
