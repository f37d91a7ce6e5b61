// Slow suites (*.full.test.ts) join only `npm run test:full`.
const full = process.env['GRATICULE_TEST_FULL'] === '1';

const base = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@graticule/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['/dist/', '/.graticule/'],
  testPathIgnorePatterns: ['/node_modules/', ...(full ? [] : ['\\.full\\.test\\.ts$'])],
};
const withPostgres = {
  ...base,
  globalSetup: '<rootDir>/tests/support/start-postgres.ts',
  globalTeardown: '<rootDir>/tests/support/stop-postgres.ts',
};

export default {
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{libs,apps}/*/src/**/*.test.ts'] },
    { ...withPostgres, displayName: 'integration', testMatch: ['<rootDir>/tests/{integration,conformance}/*.test.ts'] },
    { ...withPostgres, displayName: 'e2e', testMatch: ['<rootDir>/tests/{e2e,architecture,vectors}/*.test.ts'] },
  ],
  reporters: ['default', '<rootDir>/tools/skip-reporter.mjs'],
  testTimeout: 30_000,
  maxWorkers: 2,
  coverageDirectory: 'coverage',
  collectCoverageFrom: ['{libs,apps}/*/src/**/*.ts', '!**/generated/**', '!**/*.test.ts'],
  coverageProvider: 'v8',
};
