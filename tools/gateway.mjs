// The gateway as a process of its own, for Compose: `node tools/gateway.mjs`.
// PORT, HOST; services are reached at http://<service>:3000; ISSUER_STATE: directory of the
// local issuer's key; without it the gateway publishes no keys.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGateway } from './start/gateway.mjs';
import { jwks, signingKey } from './start/issuer.mjs';
import { services } from './start/services.mjs';
import { announce, withdraw } from './start/state.mjs';

const port = Number(process.env.PORT ?? 3000);
const state = process.env.ISSUER_STATE;
const upstreams = Object.fromEntries(services.map(({ name }) => [name, `http://${name}:3000`]));

if (state) await mkdir(join(state, 'keys'), { recursive: true });
const gateway = await createGateway({ upstreams, jwks: state ? jwks(await signingKey(state)) : undefined });
await gateway.listen({ port, host: process.env.HOST ?? '0.0.0.0' });
if (state) await announce(state, { port });
console.log(`gateway listens on port ${port}`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await gateway.close();
    if (state) await withdraw(state);
    process.exit(0);
  });
}
