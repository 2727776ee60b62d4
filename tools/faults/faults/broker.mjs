// @ts-check
import { setTimeout as pause } from 'node:timers/promises';

/** @type {import('./fault.mjs').Fault} */
export const f4 = {
  id: 'F4',
  title: 'broker restarted and crashed under load',
  async strike({ stage, short }) {
    await stage.broker.crash();
    await pause(1_000);
    if (!short) {
      await stage.broker.restart();
      await pause(1_000);
      await stage.broker.crash();
    }
    return short ? '1 crash' : '2 crashes, 1 restart';
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f5 = {
  id: 'F5',
  title: 'broker paused (SIGSTOP)',
  async strike({ stage, short }) {
    const seconds = short ? 5 : 60;
    const thaw = await stage.broker.freeze();
    await pause(seconds * 1_000);
    thaw();
    return `${seconds} s`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f6 = {
  id: 'F6',
  title: 'partition: nothing reaches the broker, and nobody is told',
  async strike({ stage, short }) {
    const seconds = short ? 4 : 40;
    stage.broker.proxy.blackhole();
    await pause(seconds * 1_000);
    stage.broker.proxy.restore();
    return `${seconds} s`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f7 = {
  id: 'F7',
  title: '200 ms latency and cuts on every link; half-open broker links',
  cutsRelayOff: true,
  recoverMs: 150_000,
  async strike({ stage, short }) {
    const links = [stage.broker.proxy, stage.writer.proxy, stage.reader.proxy];
    const seconds = short ? 2 : 15;
    for (const link of links) link.latency(200);
    await pause(seconds * 1_000);
    for (const link of links) link.latency(0);
    for (const link of links) {
      link.cut();
      await pause(short ? 500 : 5_000);
      link.restore();
    }
    stage.broker.proxy.halfOpen();
    // Not restored: that would tell the clients, and they have to find out.
    return `${seconds} s of latency, a cut of each link, half-open broker links`;
  },
  check: ({ stage }) => stage.broker.proxy.restore(),
};

/** @type {import('./fault.mjs').Fault} */
export const f7database = {
  id: 'F7b',
  title: 'half-open database links',
  cutsRelayOff: true,
  recoverMs: 150_000,
  async strike({ stage }) {
    stage.writer.proxy.halfOpen();
    stage.reader.proxy.halfOpen();
    return 'every connection to both databases, nobody told';
  },
  // For the faults that come after it, should it end badly.
  check({ stage }) {
    stage.writer.proxy.restore();
    stage.reader.proxy.restore();
  },
};
