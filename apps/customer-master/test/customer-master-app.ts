import type { Tx } from '@crm/persistence';
import { type ObservedApp, type ObservedAppOptions, startObservedApp } from '@crm/platform/testing';
import { makeSurroundings, type TokenMaker } from '@crm/testing';
import { service } from '../src/service.js';

/** customer-master with databases, keys and an issuer of its own. */
export interface CustomerMasterApp extends ObservedApp {
  tokens: TokenMaker;
  /** Runs work in a transaction of its own. */
  run<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
}

/** Starts the service on databases of its own. */
export async function startCustomerMaster(wish: ObservedAppOptions = {}): Promise<CustomerMasterApp> {
  const surroundings = await makeSurroundings();
  const app = await startObservedApp(service, surroundings, wish);
  return { ...app, tokens: surroundings.tokens, run: (work) => app.transactions.run(work) };
}
