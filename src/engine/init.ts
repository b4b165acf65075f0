import { existsSync, mkdirSync, readdirSync, writeFileSync, type Dirent } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { WinnowError, messageOf } from '../core/index.js';

/** Extensions that the built-in parsers read, and those of record files, which want a reader of their own. */
const DOCUMENTS = ['.md', '.mdx', '.markdown', '.html', '.htm', '.pdf', '.docx', '.pptx', '.xlsx', '.epub', '.ipynb', '.adoc', '.asciidoc', '.rst', '.eml', '.mbox', '.txt', '.csv', '.tsv'] as const;
const RECORDS = '.jsonl';
/** Enough to know what a folder holds without walking a whole disk. */
const MAX_ENTRIES = 20_000;
const SKIPPED = new Set(['node_modules', '.git', '.winnow']);
export const PIPELINE_FILE = 'winnow.yaml';

export interface InitResult {
  readonly file: string;
  readonly name: string;
  /** Documents met, by extension, the most frequent first. */
  readonly found: readonly (readonly [extension: string, count: number])[];
  /** JSONL files met, relative to the folder. */
  readonly recordFiles: readonly string[];
}

/** Writes a commented starter pipeline for a folder. Fails with `would-overwrite` when there is one, `usage` when it cannot be written. */
export function initPipeline(folder: string): InitResult {
  const root = resolve(folder);
  const file = join(root, PIPELINE_FILE);
  if (existsSync(file)) throw new WinnowError('would-overwrite', `there is a pipeline already: ${file}`);
  try {
    mkdirSync(root, { recursive: true });
    const { found, recordFiles } = survey(root);
    const name = nameOf(root);
    writeFileSync(file, starterPipeline(name, found.map(([extension]) => extension), recordFiles), { flag: 'wx' });
    return { file, name, found, recordFiles };
  } catch (error) {
    throw new WinnowError('usage', `cannot write ${file}: ${messageOf(error)}`, { cause: error, next: 'Name a folder that you may write to.' });
  }
}

/** A name that the schema takes, from the folder's. */
function nameOf(root: string): string {
  const name = basename(root).normalize('NFKD').replace(/[^A-Za-z0-9_.-]+/gu, '-').replace(/^[^A-Za-z0-9]+/u, '').slice(0, 64);
  return name === '' ? 'corpus' : name;
}

function survey(root: string): Pick<InitResult, 'found' | 'recordFiles'> {
  const counts = new Map<string, number>();
  const recordFiles: string[] = [];
  const folders = [''];
  let entries = 0;
  for (let folder = folders.shift(); folder !== undefined && entries < MAX_ENTRIES; folder = folders.shift()) {
    for (const entry of entriesOf(join(root, folder))) {
      entries += 1;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) {
        const extension = extname(entry.name).toLowerCase();
        if (extension === RECORDS) recordFiles.push(path);
        else if ((DOCUMENTS as readonly string[]).includes(extension)) counts.set(extension, (counts.get(extension) ?? 0) + 1);
      }
    }
  }
  return { found: [...counts].sort(([, a], [, b]) => b - a), recordFiles: recordFiles.sort().slice(0, 5) };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // a folder that may not be looked into tells nothing about what to read; the run itself will report it
  }
}

const quoted = (text: string): string => JSON.stringify(text);

/** The text of a starter pipeline that reads these extensions. */
export function starterPipeline(name: string, extensions: readonly string[], recordFiles: readonly string[]): string {
  const wanted = (extensions.length === 0 ? ['.md', '.html', '.pdf', '.docx', '.pptx', '.xlsx', '.txt'] : extensions).map((extension) => extension.slice(1));
  const glob = wanted.length === 1 ? `**/*.${wanted.join('')}` : `**/*.{${wanted.join(',')}}`;
  const records = recordFiles.map((path, index) => `
  - name: records${index === 0 ? '' : `-${index + 1}`}
    use: jsonl                      # one document a line: { "id", "text", "title", ... }
    with: { path: ${quoted(path)} }`).join('');
  return `# A Winnow pipeline. Paths are relative to this file. Editors find its keys in docs/schema/pipeline.schema.json.
version: 1
name: ${quoted(name)}                # the corpus; its store is .winnow/${name}.db beside this file

read:                               # where documents come from; every source has a name of its own
  - name: documents
    use: files
    with:
      root: .
      include: [${quoted(glob)}]
      # exclude: ["**/node_modules/**", "**/.git/**", "**/.winnow/**", "drafts/**"]
    authority: 0.5                  # 0..1: which of two copies is kept, which side of a contradiction is believed
    # owner: docs-team              # who answers for these documents
    # access: internal              # copies with different labels never collapse into one${records}

chunk:
  use: headings
  with: { maxTokens: 512 }          # of the embedding model's tokenizer

# What is measured and compared; these are the defaults, which hold without \`score\` and \`join\`:
# score:                            # each chunk or document by itself
#   - use: structure
#   - use: safety
#   - use: freshness
#     with: { halfLifeDays: 365 }   # days until a document counts half as fresh
# join:                             # across the whole corpus; \`[]\` means none
#   - use: supersession
#   - use: coverage
#   - use: currency
#   - use: duplication
#   - use: document-copies
#   - use: contradiction

# policy:                           # what the measurements mean (CEL). Without it the documented default holds: docs/policy.md
#   reject: ["structure.score < 0.15"]
#   quarantine: ["freshness.score < 0.25", "fired('duplication/near') && !canonical", "fired('contradiction/likely')"]

export:                             # targets kept in step with what is released
  - use: jsonl
    with: { path: ${quoted(`out/${name}.jsonl`)} }
`;
}
