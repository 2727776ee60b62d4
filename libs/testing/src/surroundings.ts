import { keyFiles } from './key-files.js';
import { createTestDatabase } from './test-database.js';
import { TokenMaker } from './token-maker.js';

/** What a service needs around it to start. */
export interface Surroundings {
  /** Issues the tokens of its users. */
  tokens: TokenMaker;
  /** To be handed to the service as they are. */
  options: {
    /** An empty database. */
    databaseUrl: string;
    /** Another one, for the event log. */
    eventLogUrl: string;
    oidc: TokenMaker;
    masterKeyFile: string;
    contactKeyFile: string;
  };
  /** Deletes all of it; the service has to have stopped. */
  remove(): Promise<void>;
}

/** Databases, keys and an issuer of a test file's own. */
export async function makeSurroundings(): Promise<Surroundings> {
  const [database, eventLog, tokens] = await Promise.all([
    createTestDatabase(),
    createTestDatabase(),
    TokenMaker.start(),
  ]);
  const { remove, ...files } = keyFiles();
  return {
    tokens,
    options: { databaseUrl: database.url, eventLogUrl: eventLog.url, oidc: tokens, ...files },
    async remove() {
      await Promise.all([database.drop(), eventLog.drop(), tokens.stop()]);
      remove();
    },
  };
}
