// Tests on real runtimes: they need what `npm run build` makes.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['kernel/tests/**/*.live.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    fileParallelism: false
  }
});
