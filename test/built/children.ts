import { vi } from 'vitest';
import { keptHosts } from './hosts.js';

// Parser processes of every test are the built ones: with the rights they are shipped with, and without a compiler to load at each start.
// `engine/parser-host/from-source.test.ts` takes it back.
vi.mock('../../src/engine/parser-host/command.js', () => import('../../dist/engine/parser-host/command.js'));

// The runs of a test file share their processes. `engine/parser-host/` takes it back.
vi.mock('../../src/engine/parser-host/index.js', async (original) => keptHosts(await original()));
