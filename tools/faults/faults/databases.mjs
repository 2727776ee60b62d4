// @ts-check
import { execFile } from 'node:child_process';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { accountForPostgres } from '../../postgres/binaries.mjs';
import { until } from '../until.mjs';

const run = promisify(execFile);
const relayLock = 7_246_002;

/** @type {import('./fault.mjs').Fault} */
export const f8 = {
  id: 'F8',
  title: 'both databases restarted, fast and immediate',
  cutsRelayOff: true,
  async strike({ stage, short }) {
    /** @type {('fast' | 'immediate')[]} */
    const ways = short ? ['immediate'] : ['fast', 'immediate'];
    for (const how of ways) {
      await stage.writer.restart(how);
      await pause(1_000);
      await stage.reader.restart(how);
      await pause(1_000);
    }
    return short ? 'immediate' : 'fast, then immediate';
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f9 = {
  id: 'F9',
  title: 'both databases paused in turn (SIGSTOP)',
  cutsRelayOff: true,
  async strike({ stage, short }) {
    const seconds = short ? 3 : 30;
    for (const database of [stage.writer, stage.reader]) {
      const thaw = await database.freeze();
      await pause(seconds * 1_000);
      thaw();
    }
    return `${seconds} s each`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f10 = {
  id: 'F10',
  title: "the relay's database connection dropped while it holds the lock",
  cutsRelayOff: true,
  async strike({ stage, short }) {
    const rounds = short ? 3 : 15;
    for (let round = 0; round < rounds; round++) {
      await until(() => dropRelay(stage), 30_000, 'a relay with the lock');
      await pause(300 + 400 * Math.random());
    }
    return `${rounds} times, ${stage.relays.length} relays`;
  },
};

/** @param {import('../stage.mjs').Stage} stage */
async function dropRelay(stage) {
  const dropped = await stage.writer.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted`,
    [relayLock],
  );
  return dropped.length > 0;
}

/** @type {import('./fault.mjs').Fault} */
export const f11 = {
  id: 'F11',
  title: 'transactions that commit long after later ones',
  async strike({ stage, load, short }) {
    const holdMs = short ? 2_500 : 12_000;
    // Accounts of their own: others would have to wait for the row.
    const own = (/** @type {number} */ at) => [`${load.prefix}-0000-7000-8000-ffff0000000${at}`];
    const late = [1, 2, 3].map(async (at) => {
      await pause(at * 150);
      return load.send(own(at), true, { holdMs });
    });
    // An open transaction elsewhere on the server must hold nobody up.
    const elsewhere = await stage.writer.connect('postgres');
    await elsewhere.query('BEGIN; CREATE TEMPORARY TABLE nothing ()');
    await Promise.all(late);
    const overtaken = await stage.writer.ask(
      `SELECT 1 FROM outbox late JOIN outbox early ON early.position > late.position
       WHERE late.aggregate_id = $1 AND early.published_at < late.published_at LIMIT 1`,
      own(1),
    );
    await until(
      async () =>
        (await stage.writer.ask('SELECT 1 FROM outbox WHERE aggregate_id = $1 AND published_at IS NOT NULL', own(3)))
          .length > 0,
      30_000,
      'the late events to be sent',
    );
    await elsewhere.end();
    return `3 transactions of ${holdMs / 1_000} s${overtaken.length > 0 ? '' : ' (before later ones were sent)'}`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f19 = {
  id: 'F19',
  title: 'disk full under outbox, entries, inbox and read model',
  skip: () =>
    process.getuid?.() === 0 && process.platform === 'linux' ? undefined : 'needs root, to make a small disk',
  async strike({ stage, load, short }) {
    const disks = [
      await smallDisk(stage, stage.writer, ['outbox', 'entry', 'account']),
      await smallDisk(stage, stage.reader, ['inbox', 'applied', 'reaction', 'account_model']),
    ];
    try {
      const before = load.failures;
      for (const disk of disks) await disk.fill();
      await until(() => load.failures > before, 60_000, 'a write that fails for want of space');
      await pause(short ? 1_000 : 8_000);
      for (const disk of disks) await disk.clear();
      return `${load.failures - before} requests refused meanwhile`;
    } finally {
      for (const disk of disks) await disk.remove();
    }
  },
};

/** Moves tables to a disk of a few megabytes. @param {import('../stage.mjs').Stage} stage @param {import('../database.mjs').Database} database @param {string[]} tables */
async function smallDisk(stage, database, tables) {
  const mount = join(stage.directory ?? '', `disk-${database.name}`);
  const place = join(mount, 'tablespace');
  await mkdir(mount);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=755', 'tmpfs', mount]);
  await mkdir(place);
  const account = await accountForPostgres();
  if (account) await chown(place, account.uid, account.gid);
  const move = async (/** @type {string} */ to) => {
    for (const table of tables) await database.ask(`ALTER TABLE ${table} SET TABLESPACE ${to}`);
  };
  await database.query(`CREATE TABLESPACE small LOCATION '${place}'`);
  await move('small');
  return {
    fill: async () => {
      // As much as there is: the write that finds no space ends it.
      const block = Buffer.alloc(1 << 20);
      await until(
        () =>
          writeFile(join(mount, 'ballast'), block, { flag: 'a' }).then(
            () => false,
            () => true,
          ),
        60_000,
        'a full disk',
        0,
      );
    },
    clear: () => rm(join(mount, 'ballast'), { force: true }),
    remove: async () => {
      await rm(join(mount, 'ballast'), { force: true });
      await move('pg_default');
      await database.ask('CHECKPOINT');
      await database.ask('DROP TABLESPACE small');
      // Lazily: idle connections keep the files open a little longer.
      await run('umount', ['-l', mount]);
    },
  };
}
