import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { partitionOf } from '../src/transport/partitioner.js';
import { largestBatch, type Transport, UnsendableMessage } from '../src/transport/transport.js';
import type { DoomedMember } from './child/doomed-member.js';
import { gate, killMidMessage, Listener, otherTopic, Run, topic } from './transport.fixture.js';

/** What the suite needs to know of a transport under test. */
export interface TransportUnderTest {
  /** A new one of its own connections; topics have six partitions. */
  make(): Promise<Transport>;
  /** The same for another process. */
  recipe(): DoomedMember['transport'];
  /** One whose broker does not exist. */
  unreachable(): Transport;
  /** What it makes of the reset of a group whose members run. */
  resetOfRunningGroup: 'refused' | 'obeyed';
}

/** One test per promise of the port `Transport`; every adapter must pass it unchanged. */
export function describeTransport(name: string, prepare: () => Promise<TransportUnderTest>): void {
  describe(name, () => {
    let underTest: TransportUnderTest;
    const made: Transport[] = [];
    const make = async (): Promise<Transport> => {
      const transport = await underTest.make();
      made.push(transport);
      return transport;
    };

    beforeAll(async () => {
      underTest = await prepare();
    }, 60_000);
    afterEach(async () => {
      await Promise.all(made.splice(0).map((transport) => transport.stop()));
    });
    afterAll(() => Promise.all(made.map((transport) => transport.stop())));

    it('keeps the order of each key', async () => {
      const [transport, run] = [await make(), new Run()];
      for (let batch = 0; batch < 5; batch++) {
        await transport.publish(
          Array.from({ length: 80 }, (_, i) => run.message(i % 10, String(batch * 8 + Math.floor(i / 10)))),
        );
      }
      const listener = await new Listener(transport, run).has(400);
      const expected = Array.from({ length: 40 }, (_, i) => String(i));
      for (let key = 0; key < 10; key++) expect(listener.textsOf(key)).toEqual(expected);
    });

    it('keeps the order of each key for several publishers at the same time', async () => {
      const run = new Run();
      const publishers = await Promise.all([make(), make(), make()]);
      await Promise.all(
        publishers.map(async (publisher, who) => {
          for (let i = 0; i < 30; i++) {
            await publisher.publish([run.message(who, `${i}`), run.message('all', `${who}:${i}`)]);
          }
        }),
      );
      const listener = await new Listener(publishers[0]!, run).has(180);
      const expected = Array.from({ length: 30 }, (_, i) => String(i));
      for (let who = 0; who < 3; who++) {
        expect(listener.textsOf(who)).toEqual(expected);
        const shared = listener.textsOf('all').filter((text) => text?.startsWith(`${who}:`));
        expect(shared).toEqual(expected.map((i) => `${who}:${i}`));
      }
    });

    it('puts a key always into the same partition, the one that Kafka chooses', async () => {
      const [transport, run] = [await make(), new Run()];
      const keys = ['a', 'b', 'c', '山西煤业', 'd', 'a', '山西煤业'];
      await transport.publish(keys.map((key) => run.message(key, 'x')));
      const listener = await new Listener(transport, run).has(keys.length);
      for (const message of listener.messages) expect(message.partition).toBe(partitionOf(message.key, 6));
    });

    it('hands every text, header and time over as it was', async () => {
      const [transport, run] = [await make(), new Run()];
      const headers = { ce_type: 'case.opened', ce_subject: '投诉：“发货延迟” 🚚', 'content-type': 'application/json' };
      const value = Buffer.from(JSON.stringify({ 客户: '王小明', bytes: '\u0000\n"' }));
      await transport.publish([run.message('客户-1', '', { value, headers })]);
      const [message] = (await new Listener(transport, run).has(1)).messages;
      expect(message).toMatchObject({ topic, key: run.key('客户-1'), headers });
      expect(message!.value!.equals(value)).toBe(true);
      expect(message!.offset).toMatch(/^\d+$/);
      expect(Math.abs(Date.now() - message!.publishedAt.getTime())).toBeLessThan(60_000);
    });

    it('hands a tombstone over as null', async () => {
      const [transport, run] = [await make(), new Run()];
      await transport.publish([run.message('k', 'value'), run.message('k', null)]);
      expect((await new Listener(transport, run).has(2)).texts).toEqual(['value', null]);
    });

    it('delivers a message again when the handler fails, and nothing behind it before', async () => {
      const [transport, run] = [await make(), new Run()];
      await transport.publish(['1', '2', '3', '4'].map((text) => run.message('k', text)));
      let failures = 0;
      const listener = await new Listener(transport, run, {
        handler: ({ value }) => {
          if (String(value) === '2' && ++failures <= 3) throw new Error('not yet');
        },
      }).has(7);
      expect(listener.texts).toEqual(['1', '2', '2', '2', '2', '3', '4']);
    });

    it('lets the other partitions go on while one waits for its next try', async () => {
      const [transport, run] = [await make(), new Run()];
      const bad = run.key('bad');
      const others = Array.from({ length: 30 }, (_, i) => `k${i}`).filter(
        (key) => partitionOf(run.key(key), 6) !== partitionOf(bad, 6),
      );
      await transport.publish([run.message('bad', 'x'), ...others.map((key) => run.message(key, 'x'))]);
      const listener = new Listener(transport, run, {
        concurrency: 1,
        handler: ({ key }) => {
          if (key === bad) throw new Error('never');
        },
      });
      await waitFor(() => others.every((key) => listener.textsOf(key).length === 1), { what: 'the other partitions' });
      await waitFor(() => listener.textsOf('bad').length >= 3, { what: 'three tries' });
    });

    it.each([
      ['two processes', () => Promise.all([make(), make()])],
      ['one process', () => make().then((one) => [one, one] as const)],
    ])('shares the partitions among the members of a group, in %s', async (_, transports) => {
      const run = new Run();
      const [one, other] = await transports();
      const both = gate();
      const heard = new Set<string>();
      const hear = (who: string) => async () => {
        if (heard.add(who).size === 2) both.open();
        await both.opened;
      };
      const group = run.group();
      const a = await new Listener(one, run, { group, concurrency: 1, from: 'end', handler: hear('a') }).joined();
      const b = await new Listener(other, run, { group, concurrency: 1, from: 'end', handler: hear('b') }).joined();
      await one.publish(Array.from({ length: 60 }, (_, i) => run.message(i, String(i))));
      await waitFor(() => a.messages.length + b.messages.length >= 60, { timeoutMs: 20_000 });
      expect([...a.texts, ...b.texts].map(Number).sort((x, y) => x - y)).toEqual(
        Array.from({ length: 60 }, (_, i) => i),
      );
    });

    it('gives every group everything', async () => {
      const [transport, run] = [await make(), new Run()];
      const sent = Array.from({ length: 20 }, (_, i) => String(i));
      await transport.publish(sent.map((text) => run.message('k', text)));
      const one = await new Listener(transport, run, { group: run.group('one') }).has(20);
      const other = await new Listener(transport, run, { group: run.group('other') }).has(20);
      expect(one.texts).toEqual(sent);
      expect(other.texts).toEqual(sent);
    });

    it('gives a group the messages of all its topics and of no other', async () => {
      const [transport, run] = [await make(), new Run()];
      await transport.publish([
        run.message('k', 'unheard', { topic: 'crm.loyalty.v1' }),
        run.message('k', 'case'),
        run.message('k', 'feedback', { topic: otherTopic }),
      ]);
      const listener = await new Listener(transport, run, { topics: [topic, otherTopic] }).has(2);
      expect(listener.messages.map((m) => [m.topic, String(m.value)]).sort()).toEqual([
        [topic, 'case'],
        [otherTopic, 'feedback'],
      ]);
    });

    it('begins a new group at the end when told so', async () => {
      const [transport, run] = [await make(), new Run()];
      await transport.publish([run.message('k', 'old')]);
      const listener = await new Listener(transport, run, { from: 'end' }).joined();
      await transport.publish([run.message('k', 'new')]);
      expect((await listener.has(1)).texts).toEqual(['new']);
    });

    it('remembers where a group began at the end, though it has read nothing yet', async () => {
      const [transport, run] = [await make(), new Run()];
      await (await new Listener(transport, run, { from: 'end' }).joined()).stop();
      await transport.publish([run.message('k', 'while nobody was there')]);
      const listener = await new Listener(transport, run, { from: 'end' }).has(1);
      expect(listener.texts).toEqual(['while nobody was there']);
    });

    it('delivers a message again after the member that had it was killed', async () => {
      const [transport, run] = [await make(), new Run()];
      await transport.publish([run.message('first', 'x'), run.message('fatal', 'y')]);
      await killMidMessage({ transport: underTest.recipe(), group: run.group(), topic, hangsAt: run.key('fatal') });
      const listener = new Listener(transport, run);
      await waitFor(() => listener.textsOf('fatal').length === 1, { what: 'the message again', timeoutMs: 25_000 });
    }, 60_000);

    it('finishes the message in hand when it stops, and loses and repeats nothing', async () => {
      const run = new Run();
      const [one, other] = await Promise.all([make(), make()]);
      const [reached, released] = [gate(), gate()];
      const first = await new Listener(one, run, {
        handler: async ({ value }) => {
          if (String(value) !== '50') return;
          reached.open();
          await released.opened;
        },
      }).joined();
      const sent = Array.from({ length: 100 }, (_, i) => String(i));
      await one.publish(sent.map((text) => run.message('k', text)));
      await reached.opened;
      let stopped = false;
      const stopping = first.stop().then(() => (stopped = true));
      await other.publish([run.message('k', '100')]);
      expect(stopped).toBe(false);
      released.open();
      await stopping;
      const handled = first.messages.length;
      const second = await new Listener(other, run).has(101 - handled);
      expect([...first.texts, ...second.texts]).toEqual([...sent, '100']);
      expect(first.messages).toHaveLength(handled);
    });

    it('reports what a group has not finished yet', async () => {
      const [transport, run] = [await make(), new Run()];
      await (await new Listener(transport, run, { from: 'end' }).joined()).stop();
      expect(await transport.lag(run.group(), [topic])).toBe(0);
      await transport.publish(['1', '2', '3'].map((text) => run.message(text, text)));
      expect(await transport.lag(run.group(), [topic])).toBe(3);
      expect(await transport.lag(run.group(), [topic, otherTopic])).toBeGreaterThanOrEqual(3);
      await new Listener(transport, run).has(3);
      await waitFor(async () => (await transport.lag(run.group(), [topic])) === 0, { what: 'no lag' });
    });

    it('takes many and large messages in one call', async () => {
      const [transport, run] = [await make(), new Run()];
      const text = '大'.repeat(2_000);
      await transport.publish(Array.from({ length: 700 }, (_, i) => run.message('k', `${i} ${text}`)));
      const listener = await new Listener(transport, run).has(700);
      expect(listener.texts.map((received) => Number.parseInt(received!, 10))).toEqual(
        Array.from({ length: 700 }, (_, i) => i),
      );
    });

    it('hands a backlog larger than one batch over in several calls, none too large, in order', async () => {
      const [transport, run] = [await make(), new Run()];
      const all = Array.from({ length: 4.5 * largestBatch }, (_, i) => String(i));
      await transport.publish(all.map((text) => run.message('k', text)));
      const [calls, texts]: [number[], string[]] = [[], []];
      await transport.subscribe({
        group: run.group(),
        topics: [topic],
        from: 'beginning',
        concurrency: 1,
        handler: async (messages) => {
          const ours = messages.filter(run.owns);
          if (ours.length > 0) calls.push(messages.length);
          texts.push(...ours.map(({ value }) => String(value)));
          return messages.length;
        },
      });
      await waitFor(() => texts.length >= all.length, { what: 'all of them', timeoutMs: 20_000 });
      expect(texts).toEqual(all);
      expect(calls.length).toBeGreaterThanOrEqual(5);
      expect(Math.max(...calls)).toBeLessThanOrEqual(largestBatch);
    });

    it('delivers again what a handler left undone, and only that', async () => {
      const [transport, run] = [await make(), new Run()];
      await transport.publish(Array.from({ length: 10 }, (_, i) => run.message('k', String(i))));
      const texts: string[] = [];
      await transport.subscribe({
        group: run.group(),
        topics: [topic],
        from: 'beginning',
        concurrency: 1,
        handler: async (messages) => {
          const first = messages.findIndex(run.owns);
          if (first < 0) return messages.length;
          texts.push(String(messages[first]!.value));
          return first + 1;
        },
      });
      await waitFor(() => texts.length >= 10, { what: 'all of them', timeoutMs: 20_000 });
      expect(texts).toEqual(Array.from({ length: 10 }, (_, i) => String(i)));
    });

    it('goes on at the beginning or behind the end when its group was reset, and forgets a group', async () => {
      const [transport, run] = [await make(), new Run()];
      await transport.publish(['1', '2', '3'].map((text) => run.message('k', text)));
      await (await new Listener(transport, run).has(3)).stop();
      await transport.reset(run.group(), [topic], 'beginning');
      const again = await new Listener(transport, run).has(3);
      expect(again.texts).toEqual(['1', '2', '3']);
      await again.stop();

      await transport.publish([run.message('k', '4')]);
      await transport.reset(run.group(), [topic], 'end');
      expect(await transport.lag(run.group(), [topic])).toBe(0);
      const later = await new Listener(transport, run).joined();
      await transport.publish([run.message('k', '5')]);
      expect((await later.has(1)).texts).toEqual(['5']);
      await later.stop();

      await transport.forget(run.group());
      expect((await new Listener(transport, run).has(5)).texts).toEqual(['1', '2', '3', '4', '5']);
    });

    it('refuses or obeys the reset of a group whose members run; in both cases they go on and nothing is lost', async () => {
      const [transport, run] = [await make(), new Run()];
      await transport.publish(['1', '2', '3'].map((text) => run.message('k', text)));
      const [one, other] = [await new Listener(transport, run).has(3), await new Listener(await make(), run).joined()];
      await waitFor(async () => (await transport.lag(run.group(), [topic])) === 0, { what: 'no lag' });
      const outcome = await transport.reset(run.group(), [topic], 'beginning').then(
        () => 'obeyed',
        (error: Error) => error.message,
      );
      const isRefused = underTest.resetOfRunningGroup === 'refused';
      expect(outcome).toMatch(isRefused ? /must have no running instances/ : /^obeyed$/);
      await transport.publish([run.message('k', '4')]);
      const heard = (): number => one.messages.length + other.messages.length;
      const expected = isRefused ? ['1', '2', '3', '4'] : ['1', '2', '3', '1', '2', '3', '4'];
      await waitFor(() => heard() >= expected.length, { what: 'the fourth', timeoutMs: 30_000 });
      await waitFor(async () => (await transport.lag(run.group(), [topic])) === 0, {
        what: 'no lag',
        timeoutMs: 20_000,
      });
      expect([...one.texts, ...other.texts].sort()).toEqual([...expected].sort());
    }, 90_000);

    it('hands nothing to two members at once when one joins while a handler runs', async () => {
      const run = new Run();
      const [one, other] = await Promise.all([make(), make()]);
      const [reached, released] = [gate(), gate()];
      const inHand = new Map<string, number>();
      let most = 0;
      const handler = async ({ key }: { key: string }): Promise<void> => {
        inHand.set(key, (inHand.get(key) ?? 0) + 1);
        most = Math.max(most, inHand.get(key)!);
        reached.open();
        await released.opened;
        inHand.set(key, inHand.get(key)! - 1);
      };
      const first = await new Listener(one, run, { handler }).joined();
      await one.publish(Array.from({ length: 60 }, (_, i) => run.message(i % 6, String(Math.floor(i / 6)))));
      await reached.opened;
      const second = new Listener(other, run, { handler });
      await second.subscription;
      released.open();
      const total = (): number =>
        new Set([...first.messages, ...second.messages].map((m) => `${m.key} ${m.value}`)).size;
      await waitFor(() => total() === 60, { what: 'every message', timeoutMs: 30_000 });
      await waitFor(async () => (await one.lag(run.group(), [topic])) === 0, { what: 'no lag', timeoutMs: 20_000 });
      expect(most).toBe(1);
      for (let key = 0; key < 6; key++) {
        // A message may come twice around the change, but never an older one after a newer one that was finished.
        const seen = [...new Set([...first.textsOf(key), ...second.textsOf(key)])];
        expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => String(i)));
      }
    }, 60_000);

    it('refuses a message that can never be sent, and sends the next', async () => {
      const [transport, run] = [await make(), new Run()];
      const tooLarge = run.message('k', 'x'.repeat(2_000_000));
      await expect(transport.publish([run.message('k', 'beside it'), tooLarge])).rejects.toThrow(UnsendableMessage);
      await expect(transport.publish([run.message('nul\u0000', 'x')])).rejects.toThrow(UnsendableMessage);
      await transport.publish([run.message('k', 'next')]);
      // Nothing of the refused call was sent.
      expect((await new Listener(transport, run).has(1)).texts).toEqual(['next']);
    });

    it('says whether the broker answers', async () => {
      const transport = await make();
      await transport.ping(5_000);
      const unreachable = underTest.unreachable();
      made.push(unreachable);
      await expect(unreachable.ping(300)).rejects.toThrow();
      await expect(unreachable.publish([new Run().message('k', 'x')])).rejects.toThrow();
    });
  });
}
