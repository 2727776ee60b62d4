/** A broker of one test file's own, for tests that stop or kill it. Others use the one of `KAFKA_BROKERS`. */
export interface TestBroker {
  /** Its address, `127.0.0.1:port`. */
  brokers: string[];
  /** Where it wants TLS and a user, and the file with the authority to trust; absent without `users`. */
  secure?: { brokers: string[]; caFile: string };
  /** Its process id, for signals. */
  pid: number;
  /** Ends it cleanly; resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a real Kafka broker with what `tools/kafka` found on this machine (Java 17+); about 8 seconds.
 * @param options `directory` keeps its data for a later start; left out: a temporary one, deleted when it ends.
 *   `port` on 127.0.0.1; left out: any free one. `users` (passwords by name): it has a second, secure listener
 */
export async function startTestBroker(
  options: { directory?: string; port?: number; users?: Record<string, string> } = {},
): Promise<TestBroker> {
  const tool = new URL('../../../tools/kafka/kafka.mjs', import.meta.url).href;
  const { startKafka } = (await import(tool)) as { startKafka(options: object): Promise<TestBroker> };
  return startKafka(options);
}
