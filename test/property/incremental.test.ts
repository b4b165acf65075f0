import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineInput } from '../../src/config/index.js';
import { defineEmbeddings } from '../../src/core/index.js';
import { run, type RunResult } from '../../src/engine/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { BagEmbeddings } from '../join/paraphrase/embedder.js';

/** Paragraphs that copy, nearly copy, contain, contradict and have nothing to do with one another. */
const PARAGRAPHS = [
  'Refunds for annual plans are paid within 14 days after the request has reached the billing desk, and the money goes back to the card that was charged.',
  'Refunds for annual plans are paid within 30 days after the request has reached the billing desk, and the money goes back to the card that was charged.',
  'Refunds for annual plans are paid within 14 days after the request has reached the billing desk, and the money goes back to the card that was charged at first.',
  'The session ends after 20 minutes without any activity. The administrator of the workspace can change this limit in the security settings of the organisation.',
  'The session must never end while an upload is running, because the parts that were sent already would have to be sent again from the beginning.',
  'The session may end while an upload is running, because the parts that were sent already would not have to be sent again from the beginning.',
  'Every machine in the warehouse is inspected on the first Monday of the month; the log book lies beside the door and is signed by two people.',
  'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. TODO: write this.',
  'At the billing desk a refund for a yearly plan is paid within 14 days, once the request has reached it; the charged card gets its money back.',
  'Backups are kept for ninety days in two regions. Restoring one takes an hour for each hundred gigabytes and is tried out every quarter by the team.',
] as const;

const PATHS = ['leave-2023.md', 'billing/refunds.md', 'billing/old/refunds.md', 'leave.md', 'session.md', 'store.md'] as const;
const path = fc.constantFrom(...PATHS);
const body = fc.record({ year: fc.constantFrom(2019, 2024, 2026), paragraphs: fc.array(fc.constantFrom(...PARAGRAPHS), { minLength: 0, maxLength: 4 }) });
const edit = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), path, body }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), path }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), path, to: path }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), path }) },
);
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function apply(root: string, change: Edit): void {
  const file = join(root, change.path);
  mkdirSync(dirname(file), { recursive: true });
  if (change.do === 'write') {
    const sections = change.body.paragraphs.map((paragraph, index) => `## Part ${index}\n\n${paragraph}\n`);
    writeFileSync(file, `---\nupdated: ${change.body.year}-03-01\n---\n\n# ${change.path}\n\n${sections.join('\n')}`);
  } else if (change.do === 'remove') rmSync(file, { force: true });
  else if (change.do === 'break') writeFileSync(file, Buffer.alloc(0));
  else if (change.path !== change.to) {
    mkdirSync(dirname(join(root, change.to)), { recursive: true });
    try { renameSync(file, join(root, change.to)); } catch { /* nothing there to rename */ }
  }
}

/** Broken files are carried with their last good version, which a corpus made from nothing cannot have: the last night mends them. */
function mend(root: string): void {
  for (const name of PATHS) {
    const file = join(root, name);
    if (existsSync(file) && statSync(file).size === 0) apply(root, { do: 'write', path: name, body: { year: 2024, paragraphs: [PARAGRAPHS[0], PARAGRAPHS[3]] } });
  }
}

/** Paragraphs that stand in so many of the pages are boilerplate: in none, so that no epoch's count matters, or in many. */
type Boilerplate = { readonly boilerplateDocuments: number };
const NONE: Boilerplate = { boilerplateDocuments: PATHS.length + 1 };
const MUCH: Boilerplate = { boilerplateDocuments: 3 };

const pipeline = (root: string, joins: readonly string[], boilerplate: Boilerplate): PipelineInput => ({
  version: 1, name: 'nights', read: [{ name: 'docs', use: 'files', with: { root, git: false } }], join: joins.map((use) => (use === 'duplication' ? { use, with: boilerplate } : use === 'paraphrase' ? { use, with: { embeddings: defineEmbeddings({ id: 'bag', version: 1, create: () => new BagEmbeddings() }), cosine: 0.6 } } : { use })),
});

/** Everything a generation says, in an order of its own. */
async function stateOf(location: string): Promise<unknown> {
  const store = openSqliteStore(location, { create: false });
  try {
    const at = (await store.currentGeneration())?.number ?? 0;
    const chunks = await store.listChunks({ at, limit: 10_000 });
    const edges = await store.listEdges({ at, limit: 10_000 });
    expect(await store.check()).toEqual([]);
    return {
      chunks: chunks.map(({ id, text, path: where, decided: { decisionSeq: _seq, ...decided } }) => ({ id, where, text, decided })),
      edges: edges.map(({ edgeNumber: _number, aNode: _a, bNode: _b, ...edge }) => JSON.stringify(edge)).sort(),
    };
  } finally {
    await store.close();
  }
}

function balanced({ summary }: RunResult): void {
  const { work, corpus } = summary;
  expect(work.discovered).toBe(work.unchanged + work.processed + work.failed);
  expect(corpus.chunks.total).toBe(corpus.chunks.accepted + corpus.chunks.quarantined + corpus.chunks.rejected);
  const { total, accepted, partial, quarantined, rejected, failed } = corpus.documents;
  expect(total).toBe(accepted + partial + quarantined + rejected + failed);
}

/** Forgets what the joins know but not the epoch, nor lets its drift end it: the next run joins everything anew with the same statistics. */
function forgetJoins(location: string): void {
  const db = new Database(location);
  for (const table of ['join_node', 'join_member', 'join_mark', 'join_page', 'join_departed', 'join_touched']) db.exec(`DELETE FROM ${table}`);
  db.exec(`UPDATE edge SET to_gen = ${2 ** 52 - 1} WHERE to_gen = ${2 ** 52}; INSERT OR IGNORE INTO undecided SELECT chunk_no FROM chunk; UPDATE join_epoch SET changed = 0, settled = 0, seen = NULL, dead_entries = 0;`);
  db.close();
}

function epochsOf(location: string): unknown {
  const db = new Database(location, { readonly: true });
  try {
    return db.prepare('SELECT name, number, nodes FROM join_epoch ORDER BY name').all();
  } finally {
    db.close();
  }
}

async function nights(histories: readonly (readonly Edit[])[], joins: readonly string[], boilerplate: Boilerplate, compare: (folder: string, root: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-nights-'));
  const root = join(folder, 'docs');
  try {
    for (const path of PATHS.slice(3)) apply(root, { do: 'write', path, body: { year: 2026, paragraphs: PARAGRAPHS.slice(0, 4) } });
    for (const history of [[], ...histories, 'mend' as const]) {
      if (history === 'mend') mend(root);
      else for (const change of history) apply(root, change);
      balanced(await run(pipeline(root, joins, boilerplate), { store: join(folder, 'nightly.db'), now: new Date('2026-11-23') }));
    }
    await compare(folder, root);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const runs = Number(process.env['WINNOW_PROPERTY_RUNS'] ?? 6);
const history = fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

describe('a corpus brought up to date night by night', () => {
  it('equals one made from nothing', async () => {
    await fc.assert(fc.asyncProperty(history, async (histories) => {
      await nights(histories, ['supersession', 'duplication', 'document-copies', 'paraphrase'], NONE, async (folder, root) => {
        const store = join(folder, 'fresh.db');
        await run(pipeline(root, ['supersession', 'duplication', 'document-copies', 'paraphrase'], NONE), { store, now: new Date('2026-11-23') });
        expect(await stateOf(join(folder, 'nightly.db'))).toEqual(await stateOf(store));
      });
    }), { numRuns: runs });
  }, 600_000);

  it('equals one joined anew within the epoch', async () => {
    await fc.assert(fc.asyncProperty(history, async (histories) => {
      await nights(histories, ['supersession', 'duplication', 'document-copies', 'contradiction'], MUCH, async (folder, root) => {
        const copy = join(folder, 'copy.db');
        copyFileSync(join(folder, 'nightly.db'), copy);
        forgetJoins(copy);
        await run(pipeline(root, ['supersession', 'duplication', 'document-copies', 'contradiction'], MUCH), { store: copy, now: new Date('2026-11-23') });
        expect(epochsOf(copy)).toEqual(epochsOf(join(folder, 'nightly.db')));
        expect(await stateOf(join(folder, 'nightly.db'))).toEqual(await stateOf(copy));
      });
    }), { numRuns: runs });
  }, 600_000);
});
