import startKafka from './kafka.global-setup.mjs';
import startTestPostgres from './postgres.global-setup.mjs';

/** Jest takes one setup per project; the tests on a real broker need a database as well. */
export default async function startBoth(globalConfig, projectConfig) {
  await startTestPostgres();
  await startKafka(globalConfig, projectConfig);
}
