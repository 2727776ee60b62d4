import * as kafka from './kafka.global-setup.mjs';
import stopTestPostgres from './postgres.global-teardown.mjs';

export default async function stopBoth(globalConfig, projectConfig) {
  await kafka.teardown?.(globalConfig, projectConfig);
  await stopTestPostgres();
}
