import { type ObservedApp, type ObservedAppOptions, startObservedApp } from '@crm/platform/testing';
import { makeSurroundings, type TokenMaker } from '@crm/testing';
import { service } from '../src/service.js';

/** The running service, what surrounds it, and a look into its database. */
export interface LoyaltyApp extends ObservedApp {
  tokens: TokenMaker;
}

/** Starts loyalty on databases of its own. */
export async function startLoyalty(wish: ObservedAppOptions = {}): Promise<LoyaltyApp> {
  const surroundings = await makeSurroundings();
  return { ...(await startObservedApp(service, surroundings, wish)), tokens: surroundings.tokens };
}
