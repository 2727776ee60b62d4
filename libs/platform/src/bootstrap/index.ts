export { bootstrapService } from './bootstrap-service.js';
export { basePathOf } from './create-app.js';
export { describeApi } from './describe-api.js';
export { describeConsumption } from './describe-consumption.js';
export { migrateService } from './migrate-service.js';
export { rebuildService } from './rebuild-service.js';
export { type Job, runJob } from './run-job.js';
export { slowLine } from './slow-bodies.js';
export { defineService, type ServiceDescription } from './service.js';
