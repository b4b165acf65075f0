/**
 * Broken and hostile files with sound documents put among them: 1,466 fuzzed and odd PDFs, what `make-hostile.py` makes of every format
 * where it can be run, and the demo corpus. Every file must end as documents or as a failure with a code, the main process must live,
 * and the sound documents must come through as they do by themselves.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { groupBy } from '../../src/core/collections.js';
import type { ChunkLine, DocumentLine, FailureLine } from '../../src/engine/views/types.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, summaryOf, winnow, type Measured, type Summary } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { data, dataFolder, filesIn, inFolder, NOW, root } from '../lib/places.js';

const SOUND = join(root, 'data', 'demo', 'corpus');
const EVERY_ENDING = [''];
/** Any exit code but that of a process which was ended from outside or by its own heap. */
const EXITS = [0, 1, 2, 3, 4, 5];

interface Ran {
  readonly measured: Measured;
  readonly summary: Summary;
  readonly failures: readonly FailureLine[];
  /** Paths of all documents. */
  readonly documents: ReadonlySet<string>;
  /** Texts of a file's chunks, in order. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Without joins: what is measured is reading, parsing, cutting, scoring and deciding. */
async function run(folder: string, files: string): Promise<Ran | null> {
  const store = join(folder, 'winnow.db');
  mkdirSync(folder, { recursive: true });
  const pipeline = writePipeline(folder, { name: 'hostile', read: [folderSource('files', files)], join: [] });
  let measured: Measured;
  try {
    measured = await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: EXITS });
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
    return null;
  }
  const list = async <Line>(what: string): Promise<Line[]> => linesOf<Line>(await winnow(['list', what, '--json', '--store', store]));
  const chunks = groupBy(await list<ChunkLine>('chunks'), ({ path }) => path);
  return {
    measured, summary: summaryOf(measured), failures: await list<FailureLine>('failures'),
    documents: new Set((await list<DocumentLine>('documents')).map(({ path }) => path)),
    texts: new Map([...chunks].map(([path, own]) => [path, own.map(({ record, span, text }) => `${record ?? ''} ${span.start} ${text}`).sort().join('\n')])),
  };
}

/** The second half of the hostile files; `false` where there is no Python or no script beside the data. */
function make(folder: string): boolean {
  const script = join(dirname(dataFolder()), 'tools', 'make-hostile.py');
  if (!existsSync(script)) {
    console.log(`no ${script}: PDFs alone`);
    return false;
  }
  try {
    execFileSync('python3', [script, folder], { stdio: ['ignore', 'ignore', 2] });
    return true;
  } catch (error) {
    console.log(`python3 did not make the files of other formats (${error instanceof Error ? error.message.split('\n')[0] : ''}): PDFs alone`);
    return false;
  }
}

/** Copies of the sound documents, one in each folder in turn; the copy's path by the document's. */
function putAmong(files: string, sound: readonly string[]): Map<string, string> {
  const folders = ['.', ...readdirSync(files, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name).slice(files.length + 1))].sort();
  return new Map(sound.map((path, index) => {
    const copy = join(folders[(index * 7) % folders.length] ?? '.', `sound-${index}${extname(path)}`);
    copyFileSync(join(SOUND, path), join(files, copy));
    return [copy, path];
  }));
}

/** As many files as there are in the hostile folder, all of them sound: what the main process takes for ordinary work of that size. */
function soundAlone(files: string, sound: readonly string[], count: number): void {
  mkdirSync(files, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const path = sound[index % sound.length] ?? '';
    copyFileSync(join(SOUND, path), join(files, `sound-${index}${extname(path)}`));
  }
}

function printFailures(failures: readonly FailureLine[]): void {
  const byCode = [...groupBy(failures, ({ code }) => code)].sort(([, a], [, b]) => b.length - a.length);
  console.log(table(['code', 'files', 'for example'], byCode.map(([code, own]) => [code, String(own.length), `${own[0]?.path ?? ''}: ${(own[0]?.message ?? '').slice(0, 90)}`])));
}

export const hostile: Bench = {
  name: 'hostile', group: 'quality', needs: ['hostile-pdf'],
  run: () => inFolder(async (folder) => {
    const files = join(folder, 'files');
    cpSync(data('hostile-pdf'), join(files, 'archive'), { recursive: true });
    make(join(files, 'made'));
    const sound = filesIn(SOUND, EVERY_ENDING);
    const copies = putAmong(files, sound);
    const all = filesIn(files, EVERY_ENDING);
    soundAlone(join(folder, 'sound'), sound, all.length);
    const [alone, among] = [await run(join(folder, 'alone'), join(folder, 'sound')), await run(join(folder, 'among'), files)];
    if (alone === null || among === null) return [{ key: 'hostile.deaths', label: 'hostile: deaths of the main process', value: 1, unit: '' }];

    const failed = new Set(among.failures.filter(({ code }) => code !== '').map(({ path }) => path));
    const lost = all.filter((path) => !among.documents.has(path) && !failed.has(path));
    const { discovered, processed, unchanged, failed: failures } = among.summary.work;
    const isBalanced = discovered === processed + unchanged + failures;
    const changed = [...copies].filter(([copy]) => !among.documents.has(copy) || among.texts.get(copy) !== alone.texts.get(copy.slice(copy.lastIndexOf('/') + 1)));
    printFailures(among.failures);
    for (const path of lost) console.log(`neither a document nor a failure: ${path}`);
    for (const [copy, path] of changed) console.log(`a sound document did not come through whole: ${path} as ${copy}`);
    if (!isBalanced) console.log(`the run does not balance: ${JSON.stringify(among.summary.work)}`);
    const [grown, base] = [among.measured.peakRssMb, alone.measured.peakRssMb];
    console.log(`peak RSS of the main process: ${grown?.toFixed(0) ?? '?'} MB with hostile files, ${base?.toFixed(0) ?? '?'} MB with as many sound ones`);
    return [
      { key: 'hostile.files', label: 'hostile: files, sound ones among them', value: all.length, unit: '' },
      { key: 'hostile.uncounted', label: 'hostile: files that are neither documents nor failures with a code', value: lost.length, unit: '' },
      { key: 'hostile.unbalanced', label: 'hostile: items found, less those processed, unchanged or failed', value: Math.abs(discovered - processed - unchanged - failures), unit: '' },
      { key: 'hostile.deaths', label: 'hostile: deaths of the main process', value: 0, unit: '' },
      { key: 'hostile.rssGrowthMb', label: 'hostile: peak RSS of the main process beyond that with as many sound files', value: grown === null || base === null ? null : grown - base, unit: 'MB' },
      { key: 'hostile.soundLost', label: `hostile: of ${sound.length} sound documents, those that did not come through whole`, value: changed.length, unit: '' },
      { key: 'hostile.failed', label: 'hostile: files that failed', value: among.failures.length, unit: '' },
      { key: 'hostile.wallSeconds', label: 'hostile: wall time', value: among.measured.wallSeconds, unit: 's' },
    ] satisfies Figure[];
  }),
};
