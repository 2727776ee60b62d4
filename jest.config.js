/** Four rings of tests; the suffix of a file says to which it belongs (see "Tests" in the architecture). */

const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const ring = (displayName, testRegex, more = {}) => ({
  displayName,
  testRegex,
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'],
  testEnvironment: 'node',
  // The libraries' sources under test, not what the last build left in dist.
  testEnvironmentOptions: { customExportConditions: ['@crm/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  // Our imports say `.js`, as Node wants them; the source is `.ts`.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['/dist/', '/\\.local/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  ...more,
});

const withPostgres = {
  globalSetup: '<rootDir>/libs/testing/jest/postgres.global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/postgres.global-teardown.mjs',
};

const withKafka = {
  globalSetup: '<rootDir>/libs/testing/jest/kafka-and-postgres.global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/kafka-and-postgres.global-teardown.mjs',
};

export default {
  maxWorkers: 2,
  testTimeout: 30_000,
  workerIdleMemoryLimit: '1GB',
  projects: [
    ring('pure', '(?<!\\.(int|e2e|kafka))\\.spec\\.ts$'),
    ring('postgres', '\\.int\\.spec\\.ts$', withPostgres),
    ring('http', '\\.e2e\\.spec\\.ts$', withPostgres),
    ring('kafka', '\\.kafka\\.spec\\.ts$', withKafka),
  ],
};
