import { randomUUID } from 'node:crypto';

const project = {
  testEnvironment: 'node',
  testTimeout: 60_000,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.json', diagnostics: false }] },
};

/**
 * The e2e suite runs over the embedded stores, and once more over the servers that the environment names: all of it, or
 * the files that E2E_OVER_SERVERS matches.
 */
const servers = ['EVENT_STORE_URL', 'READ_MODELS_URL'].filter((variable) => process.env[variable]);
const overServers = {
  ...project,
  displayName: servers.join(' '),
  testMatch: ['**/e2e/**/*.test.ts'],
  testPathIgnorePatterns: [`/e2e/(?!${process.env.E2E_OVER_SERVERS ?? '.*'}\\.test\\.ts$)`],
  globals: { E2E_OVER: servers },
};
// What a run leaves in a server is known by its name.
process.env.E2E_RUN ??= randomUUID().slice(0, 8);

export default {
  projects: [project, ...(servers.length > 0 ? [overServers] : [])],
  coverageProvider: 'v8',
  testTimeout: 60_000,
  reporters: ['default', './scripts/totals-reporter.mjs'],
  globalTeardown: './test/e2e/drop-databases.mjs',
};
