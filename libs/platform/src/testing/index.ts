export { cutSlowBodies } from '../bootstrap/slow-bodies.js';
export { EventProbe } from './event-probe.js';
export { type ObservedApp, type ObservedAppOptions, startObservedApp } from './start-observed-app.js';
export { startTestApp, type TestApp, type TestAppOptions } from './start-test-app.js';
