import pg from 'pg';

/** The client's limit is longer than the server's, so that a slow statement ends with the server's own words. */
const marginMs = 5_000;

/**
 * Settings of a client that gives up a connection on which nothing comes back: a cut without a word (half-open) would
 * otherwise keep it, and whoever waits for it, for many minutes.
 * @param statementTimeoutMs how long a statement may run on the server; 0: for ever
 */
export const impatience = (statementTimeoutMs: number) => ({
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  ...(statementTimeoutMs > 0 && { query_timeout: statementTimeoutMs + marginMs }),
});

/**
 * A client whose connection is gone after a statement without an answer: what is asked next, such as the ROLLBACK, fails
 * at once instead of waiting behind it, and its pool makes a new one.
 */
export class ImpatientClient extends pg.Client {
  override query(...given: unknown[]): never {
    const answer = (super.query as (...all: unknown[]) => unknown)(...given);
    if (answer instanceof Promise) answer.catch((error: Error) => this.cutAfter(error));
    return answer as never;
  }

  private cutAfter({ message }: Error): void {
    if (message !== 'Query read timeout') return;
    (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
