/**
 * Whether people's decisions outlive the documents' changes: nine versions of a documentation set as nine nights, then a fifth of
 * the files renamed, then the chunks cut anew.
 */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ChunkView, DecisionEvent, DecisionLine, PipelineInput, Store } from '../../src/index.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { NOW, data, filesIn, inFolder, library } from '../lib/places.js';
import { sample, seeded } from '../lib/random.js';

const SEED = 41;
const [APPROVED, REJECTED, RENAMED_SHARE, SMALLER_TOKENS] = [100, 50, 0.2, 300];
/** As the documentation set calls its versions, oldest first. */
const VERSIONS = ['v2.3', 'v3.1', 'v3.2', 'v3.3', 'v3.4', 'v3.5', 'v3.6', 'v3.7', 'v3.8'];

type Winnow = Awaited<ReturnType<typeof library>>;
interface Decided { readonly event: DecisionEvent; readonly path: string; readonly lines: readonly string[] }
interface Count { stand: number; carried: number; lapsed: number; lost: number; gone: number; silent: number; owed: number }
interface Night { readonly night: string; readonly chunks: number; readonly count: Count; readonly broken: readonly string[]; readonly lost: readonly string[] }

const pipelineFor = (maxTokens: number): PipelineInput => ({
  version: 1, name: 'nights', chunk: { use: 'headings', with: { maxTokens } },
  read: [{ name: 'docs', use: 'files', with: { root: 'docs', git: false } }],
});

function groupBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

async function allChunks(store: Store): Promise<ChunkView[]> {
  const at = (await store.currentGeneration())!.number;
  const chunks: ChunkView[] = [];
  for (let after: string | undefined; ;) {
    const page = await store.listChunks({ at, limit: 1000, ...(after === undefined ? {} : { after }) });
    chunks.push(...page);
    after = page.at(-1)?.id;
    if (after === undefined) return chunks;
  }
}

/** Warnings, errors and reasons are what a decision rests on; what merely informs is not. */
function firedRules({ decided, measurements, assessments }: ChunkView): string[] {
  const own = [...measurements.values(), ...assessments.values()].flatMap(({ findings }) => findings);
  return [...own, ...decided.findings, ...decided.reasons].filter(({ severity }) => severity !== 'info').map(({ rule }) => rule).filter((rule) => !rule.startsWith('decision/'));
}

/**
 * Where every decision is now. By brute force: a decision whose very text is still a chunk of the same document, and for an
 * approval with no rule fired that was not seen, is *owed*, and must stand on every such chunk.
 */
function count(decisions: readonly Decided[], chunks: readonly ChunkView[], told: ReadonlyMap<number, DecisionLine>): { count: Count; broken: string[]; lost: string[] } {
  const sums: Count = { stand: 0, carried: 0, lapsed: 0, lost: 0, gone: 0, silent: 0, owed: 0 };
  const broken: string[] = [];
  const lost: string[] = [];
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]));
  const linesByPath = new Map([...groupBy(chunks, ({ path }) => path)].map(([path, held]) => [path, new Set(held.flatMap(({ text }) => linesOf(text)))]));
  const byPath = groupBy(chunks, ({ path }) => path);
  const bySeq = groupBy(chunks, ({ decided }) => decided.decisionSeq);
  const lapsed = new Set(chunks.flatMap(lapsedBy));
  for (const { event, path, lines } of decisions) {
    const same = (byPath.get(path) ?? []).filter((chunk) => chunk.id === event.subjectId && chunk.textHash === event.evidence.textHash);
    const owed = same.filter((chunk) => event.verdict !== 'approve' || firedRules(chunk).every((rule) => event.evidence.rules.includes(rule)));
    const standing = bySeq.get(event.seq) ?? [];
    const own = standing.some(({ id }) => id === event.subjectId);
    sums.owed += owed.length > 0 ? 1 : 0;
    if (owed.some((chunk) => chunk.decided.decisionSeq !== event.seq)) broken.push(`${event.verdict} of ${event.subjectId} in ${path}`);
    if (own) sums.stand += 1;
    else if (standing.length > 0 || carriedTogether({ event, path, lines }, told, byId)) sums.carried += 1;
    else if (lapsed.has(event.actor)) sums.lapsed += 1;
    else {
      const where = [...linesByPath].find(([, present]) => stillThere(lines, present))?.[0];
      if (where === undefined) sums.gone += 1;
      else {
        sums.lost += 1;
        lost.push(`${event.verdict} in ${path}, told as ${told.get(event.seq)?.fate ?? 'nothing'}, lines are in ${where}: ${lines.slice(0, 4).join(' / ').slice(0, 300)}`);
      }
    }
    if (!['stands', 'carried', 'lapsed', 'gone'].includes(told.get(event.seq)?.fate ?? '')) sums.silent += 1;
  }
  return { count: sums, broken, lost };
}

/** Lines that say something: short ones are braces, marks and table rules. */
const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line.length >= 20);

/** Whether most of a decided text's lines are still in one document, under whatever name: then somebody should hear what became of the decision. */
function stillThere(lines: readonly string[], present: ReadonlySet<string>): boolean {
  return lines.length > 0 && lines.filter((line) => present.has(line)).length > lines.length / 2;
}

/** Two approved texts in one chunk stand by the word of the later; what is told of the earlier must be true of that chunk. */
function carriedTogether({ event, lines }: Decided, told: ReadonlyMap<number, DecisionLine>, byId: ReadonlyMap<string, ChunkView>): boolean {
  const line = told.get(event.seq);
  const chunk = line?.fate !== 'carried' || line.on === null ? undefined : byId.get(line.on);
  const status = event.verdict === 'approve' ? 'accepted' : 'rejected';
  return chunk !== undefined && chunk.decided.by.startsWith('person:') && chunk.decided.status === status && linesOf(chunk.text).some((held) => lines.includes(held));
}

/** Whose decisions lapsed on a chunk, as its reasons say. */
function lapsedBy({ decided }: ChunkView): string[] {
  return decided.reasons.filter(({ rule }) => rule === 'decision/lapsed').flatMap(({ message }) => /^\S+ by (\S+) on /u.exec(message)?.[1] ?? []);
}

/** Writes a version as the folder `docs`, without the version in the path. */
function writeVersion(folder: string, version: string): void {
  const docs = join(folder, 'docs');
  rmSync(docs, { recursive: true, force: true });
  cpSync(join(data('doc-versions'), 'etcd-docs', 'content', 'en', 'docs', version), docs, { recursive: true });
}

function renameSome(folder: string, random: () => number): Map<string, string> {
  const docs = join(folder, 'docs');
  const files = filesIn(docs, ['.md']);
  const renamed = new Map<string, string>();
  for (const path of sample(files, Math.round(files.length * RENAMED_SHARE), random)) {
    const to = join('moved', dirname(path), `renamed-${basename(path)}`);
    mkdirSync(dirname(join(docs, to)), { recursive: true });
    if (!existsSync(join(docs, to))) renameSync(join(docs, path), join(docs, to));
    renamed.set(path, to);
  }
  return renamed;
}

class Nights {
  readonly #winnow: Winnow;
  readonly #folder: string;
  readonly #store: string;
  readonly #decisions: Decided[] = [];
  readonly nights: Night[] = [];

  constructor(winnow: Winnow, folder: string) {
    this.#winnow = winnow;
    this.#folder = folder;
    this.#store = join(folder, '.winnow', 'nights.db');
  }

  async run(night: string, maxTokens: number): Promise<void> {
    const before = process.cwd();
    process.chdir(this.#folder); // the paths of a pipeline object are relative to the working directory
    try {
      await this.#winnow.run(pipelineFor(maxTokens), { store: this.#store, now: new Date(NOW) });
    } finally {
      process.chdir(before);
    }
    await this.#look(night);
  }

  async #look(night: string): Promise<void> {
    const store = this.#winnow.openStore(this.#store);
    try {
      const chunks = await allChunks(store);
      const told = new Map<number, DecisionLine>();
      for await (const line of this.#winnow.list('decisions', { store })) told.set(line.seq, line);
      this.nights.push({ night, chunks: chunks.length, ...count(this.#decisions, chunks, told) });
    } finally {
      await store.close();
    }
  }

  async decide(random: () => number): Promise<void> {
    const store = this.#winnow.openStore(this.#store);
    try {
      const chosen = sample(await allChunks(store), APPROVED + REJECTED, random);
      for (const [index, { id }] of chosen.entries()) {
        const verdict = index < APPROVED ? 'approve' : 'reject';
        // A person for each, so that a reason which names the person tells which decision lapsed.
        await this.#winnow.decide({ store, ids: [id], verdict, actor: `reviewer-${index}`, reason: 'looked at', now: new Date(NOW) });
      }
      const byId = new Map(chosen.map((chunk) => [chunk.id, chunk]));
      for (const event of await store.listDecisions({ limit: 1000 })) {
        const chunk = byId.get(event.subjectId);
        if (chunk !== undefined) this.#decisions.push({ event, path: chunk.path, lines: linesOf(chunk.text) });
      }
    } finally {
      await store.close();
    }
    await this.#look('  decided');
  }
}

/** Nights over the versions, deciding on the first; then files are renamed, then the chunks cut anew. */
async function nightsOver(versions: readonly string[]): Promise<readonly Night[]> {
  return inFolder(async (folder) => {
    const random = seeded(SEED);
    const nights = new Nights(await library(), folder);
    for (const [index, version] of versions.entries()) {
      writeVersion(folder, version);
      await nights.run(version, 512);
      if (index === 0) await nights.decide(random);
    }
    const renamed = renameSome(folder, random);
    await nights.run(`${renamed.size} files renamed`, 512);
    await nights.run(`maxTokens ${SMALLER_TOKENS}`, SMALLER_TOKENS);
    return nights.nights;
  });
}

export const decisions: Bench = {
  name: 'decisions', group: 'quality', needs: ['doc-versions'],
  async run() {
    console.log(`${APPROVED} approvals and ${REJECTED} rejections on the first night, over ${VERSIONS.length} versions of the etcd documentation, then over its newest alone\n`);
    return [...report(await nightsOver(VERSIONS), 'versions'), ...report(await nightsOver(VERSIONS.slice(-1)), 'newest')];
  },
};

function report(nights: readonly Night[], of: 'versions' | 'newest'): Figure[] {
  console.log(table(['night', 'chunks', 'stand', 'carried', 'lapsed', 'lost', 'gone', 'silent', 'owed', 'owed, not standing'],
    nights.map(({ night, chunks, count: { stand, carried, lapsed, lost, gone, silent, owed }, broken }) => [night, ...[chunks, stand, carried, lapsed, lost, gone, silent, owed, broken.length].map(String)])));
  console.log('\nstand: on the chunk decided on; carried: on a chunk that came from it; lapsed: its chunk is back in review, saying why;\n'
    + 'lost: none of these, though most of its lines are still in one document; gone: so are its lines;\n'
    + 'silent: `winnow list decisions` does not say that it stands, is carried, lapsed or gone.');
  for (const line of nights.flatMap(({ night, broken }) => broken.map((what) => `${night}: ${what} should stand`))) console.log(line);
  for (const line of nights.at(-1)?.lost ?? []) console.log(`lost: ${line}`);
  const owed = nights.reduce((sum, night) => sum + night.count.owed, 0);
  const broken = nights.reduce((sum, night) => sum + night.broken.length, 0);
  const last = nights.at(-1)?.count;
  return [
    { key: `decisions.${of}OwedStandingShare`, label: `decisions (${of}): standing, of those whose text and rules are the same`, value: owed === 0 ? null : (owed - broken) / owed, unit: '' },
    { key: `decisions.${of}KeptAtEnd`, label: `decisions (${of}): of ${APPROVED + REJECTED} in force at the end`, value: last === undefined ? null : last.stand + last.carried, unit: '' },
    { key: `decisions.${of}LostAtEnd`, label: `decisions (${of}): lost at the end, though their lines are there`, value: last?.lost ?? null, unit: '' },
    { key: `decisions.${of}SilentAtEnd`, label: `decisions (${of}): at the end without a word about them`, value: last?.silent ?? null, unit: '' },
  ];
}
