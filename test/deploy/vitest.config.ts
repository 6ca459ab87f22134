import { defineConfig } from 'vitest/config';

/** One story from the first deployment to the last destruction, told in order. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/deploy/**/*.story.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    bail: 1,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
