/** What the search for copies costs: in a first run, in a night without news, and for each chunk that changed. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChunkLine } from '../../src/engine/views/types.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, inFolder } from '../lib/places.js';
import { sample, seeded } from '../lib/random.js';
import { FILES, fill } from './documentation.js';
import { profiled } from './profile.js';

/**
 * A sentence at the end of a file changes its last chunk: these make somewhat more than 1% of the chunks. It is made of words of the file
 * itself in another order: one and the same sentence would make copies of them all.
 */
const EDITED = Math.round(FILES / 10);
const SENTENCE_WORDS = 14;
/** Nights of either kind, in turn: a single one is over too soon for the clock. */
const NIGHTS = 3;

interface Night { readonly kind: string; readonly chunks: number; readonly changed: number; readonly micros: number }

function appendSentence(file: string, night: number): void {
  const words = readFileSync(file, 'utf8').match(/\p{L}+/gu) ?? [];
  appendFileSync(file, `\n\n${sample(words, SENTENCE_WORDS, seeded(words.length * (night + 1))).join(' ')}.\n`);
}

async function measure(folder: string): Promise<Figure[]> {
  const files = fill(join(folder, 'docs'));
  const pipeline = writePipeline(folder, { name: 'copies', read: CORPORA.map((corpus) => folderSource(corpus, join('docs', corpus))), join: [{ use: 'duplication' }], limits: { joinWorkers: 0 } });
  const store = join(folder, 'store.db');
  let before = new Set<string>();
  const night = async (kind: string): Promise<Night> => {
    const { report } = await profiled(pipeline, store, null);
    const ids = new Set((linesOf<ChunkLine>(await winnow(['list', 'chunks', '--json', '--store', store]))).map(({ id }) => id));
    const changed = [...ids].filter((id) => !before.has(id)).length + [...before].filter((id) => !ids.has(id)).length;
    before = ids;
    const seconds = report.stages.filter(({ name }) => name.endsWith(' duplication')).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    return { kind, chunks: ids.size, changed, micros: seconds * 1e6 };
  };
  const nights = [await night('first')];
  for (let number = 0; number < NIGHTS; number += 1) {
    nights.push(await night('nothing changed'));
    for (const file of files.slice(number * EDITED, (number + 1) * EDITED)) appendSentence(join(folder, 'docs', file), number);
    nights.push(await night(`${EDITED} files edited`));
  }
  console.log(`${files.length} files; the stage alone, CPU of the main process; changed chunks are those that came and those that left\n`);
  console.log(table(['night', 'chunks', 'changed', 'cpu ms'], nights.map(({ kind, chunks, changed, micros }) => [kind, String(chunks), String(changed), (micros / 1000).toFixed(0)])));
  const sum = (kind: string, of: (one: Night) => number): number => nights.filter((one) => one.kind.endsWith(kind)).reduce((total, one) => total + of(one), 0);
  const perStored = sum('nothing changed', ({ micros }) => micros) / sum('nothing changed', ({ chunks }) => chunks);
  const perChanged = (sum('edited', ({ micros }) => micros) - perStored * sum('edited', ({ chunks }) => chunks)) / sum('edited', ({ changed }) => changed);
  const perFirst = sum('first', ({ micros }) => micros) / sum('first', ({ chunks }) => chunks);
  return [
    { key: 'nightlyCopies.microsPerChunk', label: 'copies, first run: CPU a chunk', value: perFirst, unit: 'us' },
    { key: 'nightlyCopies.microsPerStored', label: 'copies, nothing changed: CPU a stored chunk', value: perStored, unit: 'us' },
    { key: 'nightlyCopies.microsPerChanged', label: 'copies, a tenth of the files edited: CPU a changed chunk beyond that', value: perChanged, unit: 'us' },
  ];
}

export const nightlyCopies: Bench = {
  name: 'nightly-copies', group: 'speed', needs: ['contradiction'],
  run: () => inFolder(measure),
};
