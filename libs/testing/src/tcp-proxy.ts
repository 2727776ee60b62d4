import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { OneWay } from './one-way.js';

interface Link {
  client: Socket;
  target: Socket;
  ways: readonly [OneWay, OneWay];
}

type Mode = 'forward' | 'refuse' | 'silent';

/**
 * A TCP proxy on 127.0.0.1 that makes the faults of a network: put its port in place of the target's.
 * `await TcpProxy.to({ port })`, `stop()` at the end.
 */
export class TcpProxy {
  private mode: Mode = 'forward';
  private latencyMs = 0;
  private readonly links = new Set<Link>();
  /** Connections whose target has gone without a word. */
  private readonly abandoned = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly host: string,
    private readonly targetPort: number,
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  static async to({ host = '127.0.0.1', port }: { host?: string; port: number }): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new TcpProxy(server, host, port);
  }

  /** The port on 127.0.0.1 that clients connect to. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Connections that lead to the target at present. */
  get connections(): number {
    return this.links.size;
  }

  /** Every byte, in both directions, arrives so many milliseconds later; open connections too. */
  latency(milliseconds: number): void {
    this.latencyMs = milliseconds;
  }

  /** Resets every connection and every new one, until `restore()`. */
  cut(): void {
    this.mode = 'refuse';
    this.drop();
  }

  /** Resets every connection once; new ones go through. */
  drop(): void {
    for (const { client, target } of this.links) {
      client.resetAndDestroy();
      target.resetAndDestroy();
    }
    this.links.clear();
  }

  /**
   * A partition: nothing arrives, no end and no reset either, and new connections wait. After `restore()` the delayed
   * bytes arrive, as they do when a network heals before TCP gives up.
   */
  blackhole(): void {
    this.mode = 'silent';
    for (const { ways } of this.links) for (const way of ways) way.hold();
  }

  /** The target loses every connection, its clients are not told and wait in vain; new connections go through. */
  halfOpen(): void {
    for (const link of this.links) {
      for (const way of link.ways) way.hold();
      this.links.delete(link);
      this.abandoned.add(link.client);
      link.target.resetAndDestroy();
    }
  }

  /** Ends every fault. A client that was left half-open now learns of it by a reset. */
  restore(): void {
    this.mode = 'forward';
    this.latencyMs = 0;
    for (const client of this.abandoned) client.resetAndDestroy();
    this.abandoned.clear();
    for (const { ways } of this.links) for (const way of ways) way.release();
  }

  /** Closes the proxy and its connections. */
  async stop(): Promise<void> {
    this.cut();
    for (const client of this.abandoned) client.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private accept(client: Socket): void {
    // A fault is not an error of the proxy.
    client.on('error', () => undefined);
    if (this.mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const target = new Socket({ allowHalfOpen: true }).setNoDelay();
    target.on('error', () => undefined);
    const latency = () => this.latencyMs;
    const link: Link = {
      client,
      target,
      ways: [new OneWay(client, target, latency), new OneWay(target, client, latency)],
    };
    this.links.add(link);
    if (this.mode === 'silent') for (const way of link.ways) way.hold();
    link.ways[0].first(() => target.connect(this.targetPort, this.host));
    for (const way of link.ways) way.onEnd(() => this.links.delete(link));
  }
}
