export { bootstrapService } from './bootstrap-service.js';
export { basePathOf } from './create-app.js';
export { describeApi } from './describe-api.js';
export { migrateService } from './migrate-service.js';
export { defineService, type ServiceDescription } from './service.js';
