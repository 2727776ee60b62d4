import { Rebuild, type RebuildProgress } from '@crm/messaging';
import { runJob } from './run-job.js';
import type { ServiceDescription } from './service.js';

/**
 * Fills one of the service's read models anew: `node dist/rebuild.js READ-MODEL [--fresh]`. Exit 1 when it could not finish:
 * called again it goes on where it was.
 */
export async function rebuildService(service: ServiceDescription): Promise<void> {
  const flags = process.argv.slice(2);
  const [name] = flags.filter((flag) => !flag.startsWith('--'));
  await runJob(service, {
    role: 'rebuild',
    failure: `${name ?? service.name} could not be rebuilt`,
    async work(app, logger) {
      const rebuild = app.get(Rebuild);
      if (!name) throw new Error(`Which read model? ${service.name} has: ${rebuild.readModels().join(', ') || 'none'}`);
      const onProgress = (progress: RebuildProgress): void =>
        logger.write('info', { ...progress }, `rebuilding ${name}`);
      const result = await rebuild.run(name, { fresh: flags.includes('--fresh'), onProgress });
      logger.write('info', { ...result }, `${result.readModel} was rebuilt`);
    },
  });
}
