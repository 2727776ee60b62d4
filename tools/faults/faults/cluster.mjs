// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../until.mjs';
import { assert } from './fault.mjs';

/** @type {import('./fault.mjs').Fault} */
export const f24 = {
  id: 'F24',
  title: 'three brokers restarted one after another (SIGTERM), no failed request',
  cluster: true,
  load: { perSecond: 150 },
  async strike({ stage: { cluster }, load }) {
    for (const node of cluster.nodes) {
      await node.stop();
      // Long enough for the services to find the new leaders and go on without it.
      await pause(5_000);
      await node.start();
      await until(() => cluster.inSync(), 180_000, 'the broker to have what it missed', 500);
    }
    const reasons = [...load.reasons].map(([reason, count]) => `${count} × ${reason}`).join(', ');
    assert(load.failures === 0, `requests failed: ${reasons}`);
    return `${cluster.nodes.length} brokers, ${load.requests.length} requests, 0 failed`;
  },
};
