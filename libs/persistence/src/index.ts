export { bounded } from './database/bounded.js';
export { createDataSource, type DatabaseOptions, type MigrationClass } from './database/data-source.js';
export { impatience, ImpatientClient } from './database/impatient-client.js';
export { pendingMigrations, runMigrations } from './database/migrations.js';
export {
  afterCommit,
  databaseNow,
  sqlState,
  TransactionRunner,
  type Tx,
  violatedConstraint,
} from './database/transaction.js';
export { type Cell, FieldCipher } from './encryption/field-cipher.js';
export { ContactKeys, MasterKeys } from './encryption/keys.js';
export { persistenceMigrations } from './persistence.migrations.js';
export { PersistenceModule, type PersistenceOptions } from './persistence.module.js';
export { remembering } from './remembering.js';
export { TimerWorker } from './timers/timer-worker.js';
export { type ArmTimer, type DueTimer, OnTimer, Timers } from './timers/timers.js';
