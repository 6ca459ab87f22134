import { configDefaults, defineConfig } from 'vitest/config';

const CORE = 'test/core/**/*.test.ts';

export default defineConfig({
  test: {
    projects: [
      // What is pure has nothing to leave behind: its files share a process, and import everything once.
      { extends: true, test: { name: 'core', include: [CORE], isolate: false } },
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, CORE],
        },
      },
    ],
    sequence: { shuffle: true },
    // Vitest leaves one core to the others, which is half of the machine where there are two.
    maxWorkers: '100%',
    // Synthesis and the embedded engines are CPU-bound; two cores are what CI has.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // The SDK warns of Node 20 on stderr from 2027 on; the packages we ship target the current Lambda runtime.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    setupFiles: ['test/helpers/no-stray-output.ts', 'test/helpers/same-properties.ts'],
    coverage: {
      provider: 'v8',
      include: ['core/**/*.ts'],
      thresholds: { lines: 100, functions: 100, statements: 100, branches: 100 },
    },
  },
});
