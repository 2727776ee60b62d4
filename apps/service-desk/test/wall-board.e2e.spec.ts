import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { ReceptionService } from '../src/reception/reception.service.js';
import { WallBoardRepository } from '../src/wall-board/wall-board.repository.js';
import { mostStreams, mostStreamsOfUser, WallBoardService } from '../src/wall-board/wall-board.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { aContact, DeskSteps, E1, E2 } from './desk-steps.js';
import { Caller, problemOf } from './http.js';

interface Board {
  open: number;
  received: number;
  resolved: number;
  unacknowledged: number;
  callbacks: number;
  oldestUnansweredAt: string | null;
  department: string | null;
  byDepartment: { department: string; open: number }[];
}

/** Somebody in front of a screen. */
class Screen {
  readonly boards: Board[] = [];
  text = '';
  ended = false;
  private constructor(
    readonly response: Response,
    private readonly leaving: AbortController,
  ) {}

  static async open(authorization: string | undefined, query = ''): Promise<Screen> {
    const leaving = new AbortController();
    const response = await fetch(`${app.url}/service-desk/v1/wall-board/stream${query}`, {
      headers: authorization ? { authorization } : {},
      signal: leaving.signal,
    });
    const screen = new Screen(response, leaving);
    screens.push(screen);
    if (response.ok) void screen.read().catch(() => undefined);
    return screen;
  }

  leave(): void {
    this.leaving.abort();
  }

  get last(): Board | undefined {
    return this.boards.at(-1);
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body as unknown as AsyncIterable<Uint8Array>) {
      this.text += decoder.decode(chunk, { stream: true });
      this.boards.length = 0;
      for (const line of this.text.split('\n')) {
        if (line.startsWith('data: ')) this.boards.push(JSON.parse(line.slice(6)) as Board);
      }
    }
    this.ended = true;
  }
}

let app: DeskApp;
let desk: DeskSteps;
const screens: Screen[] = [];
beforeAll(async () => {
  app = await startDesk({ env: { DATABASE_POOL_SIZE: '20' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  // What was counted within the last second is told once more.
  await waitFor(async () => (await board().tally()).open.length === 0);
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const screen of screens.splice(0)) screen.leave();
  await waitFor(() => board().streams === 0, { what: 'streams that nobody reads to be gone' });
});

const board = () => desk.the(WallBoardService);
const tokenOf = async (sub: string, role: string, department?: string): Promise<string> =>
  (await app.tokens.bearer({ sub, roles: [role], department })).authorization;
const agentOf = async (department: string, sub = 'E1'): Promise<string> => tokenOf(sub, 'agent', department);

describe('a wall board', () => {
  it('shows what is open, what was done today and whom to call', async () => {
    const [first] = [await desk.open(), await desk.open({ kind: 'enquiry' })];
    await desk.resolve(first);
    const centre = await Caller.of(app, 'C1', 'complaint-centre');
    // What was counted within the last second is shown to all.
    const { asOf, ...figures } = await waitFor(async () => {
      const shown = await centre.read<Board & { asOf: string }>('/wall-board');
      return shown.resolved === 1 ? shown : null;
    });
    expect(Date.parse(asOf)).toBeGreaterThan(Date.now() - 60_000);
    expect(figures).toMatchObject({
      ...{ department: null, open: 2, received: 2, resolved: 1, unacknowledged: 1, callbacks: 1, callbacksOverdue: 0 },
      ...{ overdue: 0, waiting: 0 },
      byState: [
        { state: 'callback_pending', open: 1 },
        { state: 'received', open: 1 },
      ],
      byLevel: [{ level: null, open: 2 }],
      byDepartment: [{ department: 'service', open: 2, overdue: 0 }],
    });
    expect(figures.oldestUnansweredAt).not.toBeNull();
  });

  it('is of the own department for who sees only that, and of none for who has none', async () => {
    await desk.open();
    await waitFor(async () => (await board().tally()).open.length === 1);
    const centre = await Caller.of(app, 'C1', 'complaint-centre');
    expect(await centre.read('/wall-board?department=service')).toMatchObject({ department: 'service', open: 1 });
    for (const path of ['/wall-board', '/wall-board/stream'])
      expect(await problemOf(centre.get(`${path}?department=nowhere`))).toMatchObject({ status: 400 });
    await desk.know('R1', 'repair');
    expect(await centre.read('/wall-board?department=repair')).toMatchObject({ department: 'repair', open: 0 });
    expect(await (await Caller.of(app, 'E1', 'agent', 'service')).read('/wall-board')).toMatchObject({ open: 1 });
    const others = await Caller.of(app, 'E9', 'agent', 'repair');
    expect(await others.read('/wall-board')).toMatchObject({ department: 'repair', open: 0, byDepartment: [] });
    expect(await others.read('/wall-board?department=service')).toMatchObject({ department: '', open: 0, received: 0 });
    expect(await (await Caller.of(app, 'E8', 'agent')).read('/wall-board')).toMatchObject({ department: '', open: 0 });
  });

  it('cannot be seen without a token, or without the right to read cases', async () => {
    expect(await problemOf(Caller.nobody(app).get('/wall-board'))).toMatchObject({ status: 401 });
    expect((await Screen.open(undefined)).response.status).toBe(401);
    expect((await Screen.open(await tokenOf('P1', 'privacy-officer'))).response.status).toBe(403);
    expect((await Screen.open('Bearer x.y.z')).response.status).toBe(401);
    expect(board().streams).toBe(0);
  });
});

describe('a screen that follows the board', () => {
  it('is told at once what is, and within two seconds what was committed since', async () => {
    const screen = await Screen.open(await agentOf('service'));
    const { headers } = screen.response;
    expect([headers.get('content-type'), headers.get('cache-control'), headers.get('x-accel-buffering')]).toEqual([
      ...['text/event-stream; charset=utf-8', 'no-store', 'no'],
    ]);
    await waitFor(() => screen.last);
    expect(screen.text).toMatch(/^retry: 2000\n\nid: 2\S+Z\nevent: board\ndata: \{"asOf":/);
    expect(screen.last).toMatchObject({ open: 0, department: 'service' });
    const started = performance.now();
    await desk.open();
    await waitFor(() => screen.last!.open === 1);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('is told nothing while nothing changes, and never what was rolled back', async () => {
    const screen = await Screen.open(await agentOf('service'));
    await waitFor(() => screen.last);
    const count = jest.spyOn(desk.the(WallBoardRepository), 'count');
    const counts = async (more: number): Promise<void> => {
      const before = count.mock.calls.length;
      await waitFor(() => count.mock.calls.length >= before + more);
    };
    const takenBack = desk.run(async (tx) => {
      await desk.the(ReceptionService).receive(tx, aContact(), E1, new Date());
      await counts(2);
      throw new Error('taken back');
    });
    await expect(takenBack).rejects.toThrow('taken back');
    await counts(2);
    expect(screen.boards).toHaveLength(1);
  });

  it('does not learn of other departments', async () => {
    const [service, repair] = [
      await Screen.open(await agentOf('service')),
      await Screen.open(await agentOf('repair', 'E9')),
    ];
    await waitFor(() => service.last && repair.last);
    await desk.open();
    await waitFor(() => service.last!.open === 1);
    expect(repair.boards).toHaveLength(1);
    expect(repair.text).not.toContain('"service"');
  });

  it('gets the whole board when it asks again', async () => {
    await desk.open();
    const token = await agentOf('service');
    const first = await Screen.open(token);
    await waitFor(() => first.last?.open === 1);
    first.leave();
    const again = await Screen.open(token);
    await waitFor(() => again.last?.open === 1);
  });

  it('ends when the token does', async () => {
    // Expired already, but not longer ago than clocks may differ.
    const { authorization } = await app.tokens.bearer({
      ...{ sub: 'E1', roles: ['agent'], department: 'service', expiresIn: -27 },
    });
    const screen = await Screen.open(authorization);
    expect(screen.response.status).toBe(200);
    await waitFor(() => screen.ended, { what: 'the end of the stream' });
    expect(board().streams).toBe(0);
  });
});

describe('fifty screens', () => {
  it('cost one count a second, and none when all have gone', async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, index) => agentOf('service', `E${index}`)));
    const count = jest.spyOn(desk.the(WallBoardRepository), 'count');
    const started = performance.now();
    const watching = await Promise.all(tokens.map((token) => Screen.open(token)));
    await waitFor(() => watching.every(({ last }) => last));
    expect(board().streams).toBe(50);
    await desk.open();
    await waitFor(() => watching.every(({ last }) => last!.open === 1));
    expect(count.mock.calls.length).toBeLessThanOrEqual(2 + (performance.now() - started) / 1_000);
    for (const screen of watching) screen.leave();
    await waitFor(() => board().streams === 0);
    await waitFor(() => !(board() as unknown as { isWatching: boolean }).isWatching);
    const counted = count.mock.calls.length;
    await desk.open();
    expect(count.mock.calls.length).toBe(counted);
  });

  it('may not be watched by one person, and not without end by many', async () => {
    const token = await agentOf('service', 'E77');
    const own = await Promise.all(Array.from({ length: mostStreamsOfUser + 1 }, () => Screen.open(token)));
    const statuses = own.map(({ response }) => response.status).sort();
    expect(statuses).toEqual([...Array.from({ length: mostStreamsOfUser }, () => 200), 429]);
    const refused = own.find(({ response }) => response.status === 429)!.response;
    expect(await refused.json()).toMatchObject({ type: 'urn:problem:too-many-boards', most: mostStreamsOfUser });
    const expiresAt = new Date(Date.now() + 60_000);
    for (let at = board().streams; at < mostStreams; at++) {
      const events = await board().watch({ userId: `V${at}`, department: null, expiresAt });
      fillers.push(() => events.destroy());
    }
    const full = await Screen.open(await agentOf('service', 'E78'));
    expect([full.response.status, full.response.headers.get('retry-after')]).toEqual([503, '30']);
    for (const leave of fillers.splice(0)) leave();
  });
});
const fillers: (() => void)[] = [];

describe('the end of the process', () => {
  it('ends the streams at once', async () => {
    const other = await app.another('http');
    const response = await fetch(`${other.url}/service-desk/v1/wall-board/stream`, {
      headers: { authorization: await agentOf('service', E2.id) },
    });
    const reading = response.text();
    const started = performance.now();
    await other.close();
    expect(await reading).toContain('event: board');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
