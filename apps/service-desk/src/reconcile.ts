import { runJob } from '@crm/platform/bootstrap';
import { ReconciliationService } from './reconciliation/reconciliation.service.js';
import { service } from './service.js';

/** Compares every open clock with what it comes to; exit code 1 when it could not, 2 when there are differences. */
await runJob(service, {
  role: 'reconcile',
  failure: 'the clocks could not be compared',
  async work(app, logger) {
    const result = await app.get(ReconciliationService).run('command', ({ cases, clocks, differenceCount }) => {
      logger.write('info', { cases, clocks, differenceCount }, 'comparing');
    });
    for (const difference of result.differences) logger.write('error', { ...difference }, 'difference');
    const { cases, clocks, differenceCount } = result;
    logger.write('info', { cases, clocks, differenceCount, done: true }, 'every open clock was compared');
    if (differenceCount > 0) process.exitCode = 2;
  },
});
