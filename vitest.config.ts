import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/built/global.ts'],
    setupFiles: ['test/built/children.ts'],
    // What is shipped is loaded as Node.js loads it.
    server: { deps: { external: [/[\\/]dist[\\/]/u] } },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
