import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begun first: what takes minutes must not be left to one worker at the end. */
const LONG = ['crash/kills', 'crash/fail-points', 'export/chroma', 'cli/schedule', 'crash/faults', 'parsers/asciidoc', 'join-work/run', 'review/interleavings', 'ui/', 'parser-host/host', 'cli/', 'export/', 'server/real'];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONG.findIndex((part) => moduleId.includes(part));
      return found === -1 ? LONG.length : found;
    };
    return [...(await super.sort(files))].sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/built/global.ts'],
    setupFiles: ['test/built/children.ts'],
    // What is shipped is loaded as Node.js loads it.
    server: { deps: { external: [/[\\/]dist[\\/]/u] } },
    sequence: { sequencer: LongFirst },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
