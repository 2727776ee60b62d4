// @ts-check
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from '../start/build.mjs';
import { services } from '../start/services.mjs';

/**
 * Compiles what changed and asks every service what it reads.
 * @param {string} root
 * @returns {Promise<import('./readers.mjs').Consumption>} by the service's name, sorted
 */
export async function consumptionOfBuiltServices(root) {
  await build(root);
  // Only now: what was not compiled cannot be imported.
  const { describeConsumption } = await import('@crm/platform/bootstrap');
  const consumption = new Map();
  for (const name of services.map((service) => service.name).sort()) {
    const { service } = await import(pathToFileURL(join(root, 'apps', name, 'dist', 'service.js')).href);
    consumption.set(name, await describeConsumption(service));
  }
  return consumption;
}
