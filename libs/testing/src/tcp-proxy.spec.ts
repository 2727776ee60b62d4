import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TcpProxy } from './tcp-proxy.js';
import { waitFor } from './wait-for.js';

/** A client of the echo server behind the proxy, with what it heard. */
interface Caller {
  socket: Socket;
  heard: string;
  fate: 'open' | 'ended' | 'reset';
}

describe('a TCP proxy', () => {
  let echo: Server;
  let proxy: TcpProxy;
  let atTarget: { heard: string; closed: boolean }[];
  let callers: Caller[];

  beforeEach(async () => {
    atTarget = [];
    callers = [];
    echo = createServer((socket) => {
      const seen = { heard: '', closed: false };
      atTarget.push(seen);
      socket.on('data', (chunk) => {
        seen.heard += String(chunk);
        socket.write(chunk);
      });
      socket.on('error', () => undefined).on('close', () => (seen.closed = true));
    });
    await once(echo.listen(0, '127.0.0.1'), 'listening');
    proxy = await TcpProxy.to({ port: (echo.address() as AddressInfo).port });
  });

  afterEach(async () => {
    for (const { socket } of callers) socket.destroy();
    await proxy.stop();
    await new Promise((closed) => echo.close(closed));
  });

  async function call(through = proxy): Promise<Caller> {
    const socket = connect({ port: through.port, host: '127.0.0.1' });
    const caller: Caller = { socket, heard: '', fate: 'open' };
    callers.push(caller);
    socket.on('data', (chunk) => (caller.heard += String(chunk)));
    socket
      .on('error', () => (caller.fate = 'reset'))
      .on('close', (failed) => (caller.fate = failed ? 'reset' : 'ended'));
    await once(socket, 'connect');
    return caller;
  }

  const hears = (caller: Caller, text: string) => waitFor(() => caller.heard === text, { what: `the echo of ${text}` });

  /** One full turn through the proxy on a second connection: what has not arrived by then is being withheld. */
  const turn = async (through = proxy) => {
    const other = await call(through);
    other.socket.write('turn');
    await hears(other, 'turn');
  };

  it('forwards both directions, more than one buffer too', async () => {
    const caller = await call();
    const long = 'x'.repeat(3_000_000);
    caller.socket.write(long);
    await waitFor(() => caller.heard.length === long.length, { what: 'three megabytes' });
    expect(proxy.connections).toBe(1);
  });

  it('passes the end on', async () => {
    const caller = await call();
    caller.socket.end('last words');
    await hears(caller, 'last words');
    await waitFor(() => atTarget[0]?.closed && caller.fate === 'ended' && proxy.connections === 0);
  });

  it('delays each direction by the latency, in order', async () => {
    const caller = await call();
    proxy.latency(60);
    const before = performance.now();
    caller.socket.write('one');
    caller.socket.write(' two');
    await hears(caller, 'one two');
    expect(performance.now() - before).toBeGreaterThanOrEqual(119);
  });

  it('resets everything while it is cut, and lets new connections through when restored', async () => {
    const caller = await call();
    caller.socket.write('a');
    await hears(caller, 'a');
    proxy.cut();
    await waitFor(() => caller.fate === 'reset' && atTarget[0]?.closed, { what: 'both ends to notice' });
    await call().catch(() => undefined);
    await waitFor(() => callers.at(-1)?.fate === 'reset', { what: 'the new connection to be refused' });
    proxy.restore();
    await turn();
  });

  it('drops the open connections and no more', async () => {
    const caller = await call();
    caller.socket.write('a');
    await hears(caller, 'a');
    proxy.drop();
    await waitFor(() => caller.fate === 'reset');
    await turn();
  });

  it('swallows everything in a partition, connections and ends too, and delivers it when the network heals', async () => {
    const early = await call();
    early.socket.write('before');
    await hears(early, 'before');
    proxy.blackhole();
    early.socket.write(' after');
    early.socket.end();
    const late = await call();
    late.socket.write('late');
    const healthy = await TcpProxy.to({ port: (echo.address() as AddressInfo).port });
    await turn(healthy);
    await healthy.stop();
    expect(early).toMatchObject({ heard: 'before', fate: 'open' });
    expect(atTarget.map((seen) => seen.heard)).toEqual(['before', 'turn']);
    expect(atTarget[0]?.closed).toBe(false);

    proxy.restore();
    await hears(early, 'before after');
    await hears(late, 'late');
    await waitFor(() => early.fate === 'ended');
  });

  it('leaves clients half-open: the target is gone and they are not told', async () => {
    const caller = await call();
    caller.socket.write('a');
    await hears(caller, 'a');
    proxy.halfOpen();
    await waitFor(() => atTarget[0]?.closed, { what: 'the target to lose its connection' });
    caller.socket.write('b');
    await turn();
    expect(caller).toMatchObject({ heard: 'a', fate: 'open' });
    proxy.restore();
    await waitFor(() => caller.fate === 'reset');
  });
});
