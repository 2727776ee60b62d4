export { measureProcess, measureRequests } from './http-metrics.js';
export { MetricsController } from './metrics.controller.js';
