import { defineConfig } from 'vitest/config'

/** Tests wait for disks, databases and pages more than they work: two files share two cores well. */
const maxWorkers = 2

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/{wechat,engine,contract,desk,sandbox}/src/**/*.test.{ts,tsx}',
            'packages/server/src/**/*.unit.test.ts',
            'scripts/**/*.test.ts',
          ],
          testTimeout: 60_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'server',
          include: ['packages/server/{src,test}/**/*.test.ts', 'packages/sandbox/test/**/*.test.ts'],
          exclude: ['**/*.unit.test.ts', '**/node_modules/**'],
          globalSetup: ['packages/server/test/global-setup.ts'],
          // Only what is broken takes so long: other work on the machine must not fail a test.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // A machine that stood still for seconds is not a fault of ours; `npm test` names at its end what needed this.
          retry: 1,
          expect: { poll: { timeout: 15_000 } },
          maxWorkers,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 120_000,
          // A whole product with browsers on a shared machine: what fails once is tried once more, with everything new.
          retry: 1,
          hookTimeout: 180_000,
          maxWorkers,
          // After the others, so that nothing else keeps the browsers waiting.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
