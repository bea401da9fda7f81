/** @jest-config-loader esbuild-register */
import type { Config } from 'jest'

const config: Config = {
  roots: ['<rootDir>/packages', '<rootDir>/fixtures', '<rootDir>/scripts'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } }],
  },
  globalSetup: '<rootDir>/packages/testkit/src/server/jest-setup.ts',
  globalTeardown: '<rootDir>/packages/testkit/src/server/jest-teardown.ts',
  testSequencer: '<rootDir>/scripts/test-sequencer.mjs',
  testTimeout: 60_000,
  maxWorkers: 2,
}

export default config
