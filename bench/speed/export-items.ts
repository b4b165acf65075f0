/** Chunks with vectors to export: real text, metadata as a run gives it, numbers that repeat in no vector and are the same tomorrow. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Core from '../../src/core/index.js';
import { corpusFiles, realChunks } from '../lib/real-chunks.js';
import { madeChunks } from '../lib/synthetic-chunks.js';
import { root } from '../lib/places.js';

export const built = async <Module>(path: string): Promise<Module> => (await import(pathToFileURL(join(root, 'dist', path)).href)) as Module;

function vectorOf(seed: number, length: number): Float32Array {
  let state = (seed + 1) * 2_654_435_761 >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

export async function exportItems(count: number, dimensions: number): Promise<Core.SnapshotItem[]> {
  const { snapshotItem, uuidOf } = await built<typeof Core>('core/index.js');
  return [...madeChunks(realChunks(corpusFiles(), count), count)].map(({ text }, at) => snapshotItem({
    id: uuidOf('bench', String(at)), text: text.slice(0, 1600),
    metadata: {
      source: `source-${at % 20}`, path: `folder-${at % 250}/page-${Math.floor(at / 20)}.md`, record: null, title: 'Notes of one team', headingPath: ['Notes of one team', 'Details'], page: null, span: { start: 0, end: 1600 }, parentItem: null,
      context: '', tokens: 300, contentHash: uuidOf(String(at)), dates: { value: '2026-10-01', published: null, modified: '2026-10-01', effective: null, expires: null }, language: 'en', version: null, access: null, owner: 'team', documentId: uuidOf('page', String(at % 20)), releasedIn: 1,
    },
  }, vectorOf(at, dimensions)));
}
