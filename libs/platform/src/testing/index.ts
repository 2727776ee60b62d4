export { EventProbe } from './event-probe.js';
export { startTestApp, type TestApp, type TestAppOptions } from './start-test-app.js';
