// Unit tests: every *.spec.{ts,mjs} of the kernel and of the extension, in Node.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['kernel/**/*.spec.{ts,mjs}', 'src/**/*.spec.ts'],
    environment: 'node',
    testTimeout: 20_000
  }
});
