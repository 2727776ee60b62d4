export { JsonLogger, type LogOptions } from './json-logger.js';
export { type LoggableError, loggableError } from './loggable-error.js';
export { logRequests, routeOf } from './request-log.js';
export { traceOf, traceRequests } from './request-trace.js';
