import { it } from '@jest/globals';
import { startServices } from './running-services.js';
import { liveThrough } from './customer-things.js';
it('x', async () => {
  const running = await startServices();
  try {
  for (const s of ['feedback', 'customer-master']) process.stderr.write((running.app(s).app.getHttpAdapter().getInstance() as any).printRoutes({ commonPrefix: false, includeHooks: false }) + '\n');
  process.stderr.write(JSON.stringify(await liveThrough(running), null, 1));
  } finally { await running.close(); }
}, 120000);
