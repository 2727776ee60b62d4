export { eventStream, heartbeat, heartbeatEveryMs, retryAfter, serverSentEvent } from './events.js';
