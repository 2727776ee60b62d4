export {
  aCustomer,
  aPerson,
  type CustomerBody,
  type CustomerWish,
  type PersonWish,
} from './builders/customer.builder.js';
export { anIntake, type IntakeBody } from './builders/intake.builder.js';
export { anOrder, type OrderBody, type OrderWish } from './builders/order.builder.js';
export { type FixedClock, fixedClock } from './fixed-clock.js';
export { type KeyFiles, keyFiles } from './key-files.js';
export { startTestBroker, type TestBroker } from './kafka.js';
export { makeSurroundings, type Surroundings } from './surroundings.js';
export { TcpProxy } from './tcp-proxy.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { type TokenClaims, TokenMaker } from './token-maker.js';
export { waitFor } from './wait-for.js';
