import { relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { WinnowError, asWinnowError, defineReader, type DateEvidence, type ReadContext, type SourceItem } from '../../../core/index.js';
import { globSchema, onlyPath, pathFilter } from '../shared/globs.js';
import { hashStable, readStable, shown } from '../shared/regular.js';
import { realRoot, walk, type WalkOptions, type WalkedFile } from '../shared/walk.js';
import { NO_HISTORY, blobDigestOf, gitEvidence, gitFindings, gitHistory, gitProvenance, isCheckout, type GitHistory } from './git/index.js';

const options = z.strictObject({
  root: z.string().min(1).default('.').describe('Folder to read, relative to the pipeline file'),
  include: z.array(globSchema).min(1).default(['**/*']).describe('Globs of the files to read, relative to the root. `*` does not match a leading point'),
  exclude: z.array(globSchema).default(['**/node_modules/**', '**/.git/**', '**/.winnow/**']).describe('Globs of files and folders to leave out'),
  followLinks: z.boolean().default(false).describe('Walk symbolic links that stay inside the root; each folder is followed once'),
  git: z
    .union([z.boolean(), z.literal('auto')])
    .default('auto')
    .describe('Take dates from the git history: `auto` when the root is in a checkout, `true` always asks git, `false` never'),
});

export type FilesOptions = z.infer<typeof options>;

/**
 * Reads the regular files of a folder tree, in code-point order of their paths, and never leaves the root.
 *
 * Failures: `''` for the whole source (`source-missing`, `source-unreadable`, `source-empty`); a path that ends in `/` for a
 * folder that could not be listed or that leads out of the root, **standing for everything below it: no document under it counts
 * as removed**; any other path for one file (`item-outside-root`, `item-not-regular`, `item-unreadable`, `changed-while-reading`).
 *
 * The fingerprint is `size:mtimeNs:ino:ctimeNs`. `load` fails with `item-too-large`, `changed-while-reading` or `item-unreadable`.
 * Dates: the last commit that changed what the file says (confidence 0.7; 0.3 when the commit touched most files, or when the file is not as
 * committed) and the file's own time (0.1).
 */
export const filesReader = defineReader<FilesOptions>({ id: 'files', version: 2, options, read, find });

async function* read(given: FilesOptions, context: ReadContext): ReturnType<typeof filesReader.read> {
  const root = resolve(context.baseDir, given.root);
  try {
    const real = await realRoot(root);
    const history = lazyHistory(real, given.git, context.signal);
    const filter = pathFilter(given.include, given.exclude);
    const options = { filter, followLinks: given.followLinks, signal: context.signal };
    if (context.announce !== undefined) context.announce(await countFiles(real, options));
    let items = 0;
    for await (const walked of walk(real, options)) {
      if ('failure' in walked) yield walked;
      else {
        items += 1;
        yield { item: itemOf(walked.file, real, history, context) };
      }
    }
    if (items === 0) {
      throw new WinnowError('source-empty', `No file under ${shown(root)} matches ${given.include.map(shown).join(', ')} and can be read`);
    }
  } catch (error) {
    context.signal.throwIfAborted();
    yield { failure: { path: '', error: asWinnowError(error, 'source-unreadable') } };
  }
}

async function find({ path }: { readonly path: string }, given: FilesOptions, context: ReadContext): Promise<SourceItem | null> {
  const real = await realRoot(resolve(context.baseDir, given.root));
  const filter = onlyPath(pathFilter(given.include, given.exclude), path);
  for await (const walked of walk(real, { filter, followLinks: given.followLinks, signal: context.signal })) {
    if ('file' in walked) return itemOf(walked.file, real, lazyHistory(real, given.git, context.signal), context);
  }
  return null;
}

async function countFiles(root: string, options: WalkOptions): Promise<number> {
  let files = 0;
  for await (const walked of walk(root, options)) if ('file' in walked) files += 1;
  return files;
}

type LazyHistory = () => Promise<GitHistory>;

/** Asks git at most once a read, and only when the first date is wanted. */
function lazyHistory(root: string, mode: FilesOptions['git'], signal: AbortSignal): LazyHistory {
  let history: Promise<GitHistory> | null = null;
  return () => {
    const wanted = mode === true || (mode === 'auto' && isCheckout(root));
    history ??= wanted ? gitHistory(root, signal) : Promise.resolve(NO_HISTORY);
    return history;
  };
}

function itemOf(file: WalkedFile, root: string, history: LazyHistory, context: ReadContext): SourceItem {
  // Git knows a file by where it really is, not by the link it was reached through.
  const real = (): string => relative(root, file.absolute).split(sep).join('/');
  return {
    path: file.path,
    fingerprint: file.fingerprint,
    mediaType: null,
    declared: {},
    load: () => readStable(file, context.maxItemBytes, context.signal),
    hashFile: async () => {
      const { hash, size } = await hashStable(file, context.maxItemBytes, context.signal);
      return { absolute: file.absolute, sha256: hash, size };
    },
    dates: async () => {
      const known = await history();
      const tracked = known.files.get(real());
      if (tracked === undefined) return fileTime(file);
      const now = await hashStable(file, context.maxItemBytes, context.signal, blobDigestOf(tracked)).catch(() => null);
      context.signal.throwIfAborted();
      return [...(now === null ? [] : await gitEvidence(known, real(), now.hash)), ...fileTime(file)];
    },
    findings: async () => gitFindings(await history()),
    provenance: async () => gitProvenance(await history(), real()),
  };
}

function fileTime(file: WalkedFile): DateEvidence[] {
  // Archives and copies leave files without a time at 1970-01-01 (or 1980-01-01 from ZIP): no evidence.
  if (file.modifiedAtMs < Date.UTC(1980, 0, 2)) return [];
  const value = new Date(file.modifiedAtMs).toISOString().slice(0, 10);
  return [{ kind: 'modified', value, precision: 'day', source: 'file-time', confidence: 0.1, where: 'mtime' }];
}
