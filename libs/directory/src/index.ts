export { CustomerDirectory, type KnownCustomer } from './customers/customer-directory.js';
export { type IdentityChange, IdentityChanges } from './customers/identity-changes.js';
export { type LevelChange, LevelChanges } from './customers/level-changes.js';
export { directoryMigrations } from './directory.migrations.js';
export { DirectoryModule } from './directory.module.js';
export { EmployeeDirectory, type KnownEmployee } from './employees/employee-directory.js';
