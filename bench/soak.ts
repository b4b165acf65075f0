/**
 * Nights of random edits over a copy of the demo corpus, with files that break, move and go, runs that are killed at any moment or whose disk is full or fails at a random step, decisions, rollbacks,
 * backups that are restored, and purges. What guards hold back is published over them. Every night the books must balance and the store be sound; at the end it must hold what a run from scratch gives.
 *
 *   npm run soak -- --nights 200 --seed 1
 */
import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAILURES } from '../test/crash/faults.js';
import { Shim, buildShim, compiler } from '../test/crash/shim.js';
import { linesOf, summaryOf, winnow } from './lib/measure.js';
import { cli, filesIn, inFolder, root } from './lib/places.js';
import { oneOf, seeded } from './lib/random.js';

type Random = () => number;
/** Runs killed before they could end, of all nights. */
const KILLED_SHARE = 0.3;
const KILL_WITHIN_MS = 1500;
/** Runs of which a write, an fsync or a rename fails, once or from then on. */
const FAULTY_SHARE = 0.25;
/** Steps of a night: what fails lies within. */
const STEPS = 900;
/** Nights with one of the acts of people and operators below. */
const ACT_SHARE = 0.3;
const FIRST_NIGHT = Date.UTC(2026, 10, 23);
const DAY_MS = 86_400_000;
const TEXT_ENDINGS = ['.md', '.html', '.txt', '.csv', '.jsonl'];

/** One change to the folder; says what it did. */
type Change = (folder: string, files: readonly string[], random: Random) => string;

const edit: Change = (folder, files, random) => {
  const file = oneOf(files.filter((name) => TEXT_ENDINGS.some((ending) => name.endsWith(ending))), random);
  const number = Math.floor(random() * 1e6);
  appendFileSync(join(folder, file), file.endsWith('.jsonl') ? `${JSON.stringify({ id: `soak-${number}`, text: `The answer to question ${number} is in the handbook.` })}\n` : `\n\nNote ${number} was added at night.\n`);
  return `edited ${file}`;
};

const add: Change = (folder, files, random) => {
  const file = `handbook/soak-${Math.floor(random() * 1e6)}.md`;
  const copied = oneOf(files.filter((name) => name.endsWith('.md')), random);
  writeFileSync(join(folder, file), random() < 0.5 ? readFileSync(join(folder, copied)) : `# Note ${file}\n\nThis page was written by a test, and it says so in a whole sentence.\n`);
  return `added ${file}`;
};

const rename: Change = (folder, files, random) => {
  const file = oneOf(files.filter((name) => !name.endsWith('.jsonl')), random);
  const to = `${dirname(file)}/moved-${Math.floor(random() * 1e6)}-${file.split('/').at(-1) ?? ''}`;
  renameSync(join(folder, file), join(folder, to));
  return `renamed ${file}`;
};

const remove: Change = (folder, files, random) => {
  // A source that runs empty is a failure by design: leave some of each.
  const top = (name: string): string => name.split('/')[0] ?? '';
  const file = oneOf(files.filter((name) => !name.endsWith('.jsonl') && files.filter((other) => top(other) === top(name)).length > 3), random);
  rmSync(join(folder, file));
  return `removed ${file}`;
};

const breakOne: Change = (folder, files, random) => {
  const file = oneOf(files.filter((name) => /\.(?:pdf|docx)$/u.test(name)), random);
  const bytes = readFileSync(join(folder, file));
  writeFileSync(join(folder, file), random() < 0.5 ? bytes.subarray(0, Math.floor(bytes.length * random())) : Buffer.alloc(0));
  return `broke ${file}`;
};

/** Puts a file back as it was delivered. */
const mend: Change = (folder, _files, random) => {
  const original = join(root, 'data', 'demo', 'corpus');
  const file = oneOf(filesIn(original, ['']), random);
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  cpSync(join(original, file), join(folder, file));
  return `put back ${file}`;
};

const CHANGES: readonly Change[] = [edit, edit, add, rename, remove, breakOne, mend];

async function killed(args: readonly string[], afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
  return new Promise((done, failed) => child.on('error', failed).on('close', (_code, signal) => {
    clearTimeout(timer);
    done(signal === 'SIGKILL');
  }));
}

/** A run one of whose steps fails, as a disk does that is full or broken. Returns what failed, `null` = the run came through. */
async function failed(args: readonly string[], at: { readonly folder: string; readonly library: string }, random: Random): Promise<string | null> {
  const shim = new Shim({ library: at.library, watched: at.folder, control: join(at.folder, '..', 'shim-control') });
  const action = oneOf(FAILURES, random);
  const step = 1 + Math.floor(random() * STEPS);
  shim.set(action, step);
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore', env: { ...process.env, ...shim.env } });
  const code = await new Promise<number | null>((done, fault) => child.on('error', fault).on('close', done));
  const { hits } = shim;
  shim.close();
  return hits === 0 ? null : `${action} at step ${step}, exit code ${code ?? 'none'}`;
}

interface Summary { readonly run: { readonly status: string }; readonly guards?: { readonly generation: number; readonly outcome: string; readonly findings: readonly { readonly rule: string }[] } }

/** What people and operators do between nights. Returns what it did. */
type Act = (night: { readonly store: string; readonly pipeline: string; readonly corpus: string; readonly folder: string }, random: Random) => Promise<string>;

const decide: Act = async ({ store }, random) => {
  const chunks = linesOf<{ id: string }>(await winnow(['list', 'chunks', '--json', '--store', store]));
  const { id } = oneOf(chunks, random);
  const word = oneOf(['--approve', '--reject'], random);
  await winnow(['decide', id, word, '--reason', 'soak', '--store', store]);
  // What the run from scratch does not know of is taken back.
  await winnow(['decide', id, '--requeue', '--reason', 'soak', '--store', store]);
  const seqs = linesOf<{ seq: number; verdict: string }>(await winnow(['list', 'decisions', '--json', '--store', store])).filter(({ verdict }) => verdict !== 'withdraw').map(({ seq }) => seq).sort((a, b) => b - a).slice(0, 2);
  for (const seq of seqs) await winnow(['decide', '--undo', String(seq), '--reason', 'soak', '--store', store], { expect: [0, 1, 2] });
  return `decided ${word} and took it back`;
};

const rollBack: Act = async ({ store }, random) => {
  const { generations } = JSON.parse((await winnow(['rollback', '--list', '--json', '--store', store])).stdout) as { generations: readonly { number: number; dropped: boolean }[] };
  const former = generations.slice(1).filter(({ dropped }) => !dropped);
  if (former.length === 0) return 'no generation to roll back to';
  const { number } = oneOf(former, random);
  await winnow(['rollback', String(number), '--reason', 'soak', '--store', store]);
  await winnow(['rollback', '--unpin', '--store', store]);
  return `rolled back to ${number}`;
};

const backUpAndRestore: Act = async ({ store, pipeline }, random) => {
  await winnow(['backup', '--keep', '2', '--store', store]);
  if (random() < 0.5) return 'backed up';
  await winnow(['run', pipeline, '--store', store, '--quiet'], { expect: [0, 3, 4] });
  await winnow(['restore', 'latest', '--keep-decisions', '--store', store]);
  for (const name of readdirSync(dirname(store))) if (name.includes('.replaced-')) rmSync(join(dirname(store), name));
  return 'backed up and restored';
};

/** The file goes with it: a run from scratch knows of no purge. */
const purge: Act = async ({ store, corpus }, random) => {
  const documents = linesOf<{ id: string; path: string; source: string }>(await winnow(['list', 'documents', '--json', '--store', store])).filter(({ path }) => path.includes('soak-') && path.endsWith('.md'));
  if (documents.length === 0) return 'nothing to purge';
  const { id, path } = oneOf(documents, random);
  const { documents: gone, proven } = JSON.parse((await winnow(['purge', id, '--yes', '--reason', 'soak', '--json', '--store', store])).stdout) as { documents: readonly { documentId: string; current: boolean; path: string }[]; proven: boolean };
  await winnow(['purge', '--lift', ...gone.map(({ documentId }) => documentId), '--reason', 'soak', '--store', store]);
  for (const file of filesIn(corpus, [''])) if (gone.some((document) => file.endsWith(document.path))) rmSync(join(corpus, file));
  return `purged ${path} and ${gone.length - 1} more${proven ? '' : ', NOT proven'}`;
};

const ACTS: readonly Act[] = [decide, decide, rollBack, backUpAndRestore, purge];

async function balanced(args: readonly string[], store: string): Promise<string[]> {
  const ran = await winnow([...args, '--json'], { expect: [0, 3, 4] });
  const { guards } = JSON.parse(ran.stdout) as Summary;
  if (ran.exitCode === 4) {
    if (guards?.outcome !== 'held') return [`exit code 4 without a guard: ${ran.stdout.slice(0, 300)}`];
    console.log(`  held back: ${guards.findings.map(({ rule }) => rule).join(', ')}`);
    await winnow(['run', '--publish', String(guards.generation), '--reason', 'soak', '--store', store, '--quiet', '--now', args[args.indexOf('--now') + 1] ?? ''], { expect: [0, 3] });
  }
  const { work, corpus } = summaryOf(ran);
  const faults: string[] = [];
  if (work.discovered !== work.unchanged + work.processed + work.failed) faults.push(`documents do not balance: ${JSON.stringify(work)}`);
  const { total, accepted, quarantined, rejected } = corpus.chunks;
  if (total !== accepted + quarantined + rejected) faults.push(`chunks do not balance: ${JSON.stringify(corpus.chunks)}`);
  return faults;
}

interface ChunkLine { readonly id: string; readonly scores: Readonly<Record<string, number | null>> }

/**
 * What `list chunks` says. Freshness scores are of the time the generation was decided at, and a night that changes nothing publishes
 * none, so they are left out; the statuses and reasons they lead to are compared.
 */
async function chunksOf(store: string): Promise<Map<string, string>> {
  return new Map(linesOf<ChunkLine>(await winnow(['list', 'chunks', '--json', '--store', store])).map((line) => [line.id, JSON.stringify({ ...line, scores: { ...line.scores, freshness: undefined } })]));
}

/** Documents whose item fails keep their last good version in an old store, and are unknown to a new one. */
async function failing(store: string): Promise<Set<string>> {
  return new Set(linesOf<{ source: string; path: string }>(await winnow(['list', 'failures', '--json', '--store', store])).map(({ source, path }) => `${source}:${path}`));
}

async function compare(store: string, fresh: string): Promise<string[]> {
  const [kept, made, failures] = [await chunksOf(store), await chunksOf(fresh), await failing(fresh)];
  const carried = (line: string): boolean => {
    const { source, path } = JSON.parse(line) as { source: string; path: string };
    return failures.has(`${source}:${path}`);
  };
  return [
    ...[...made].flatMap(([id, line]) => {
      const here = kept.get(id);
      if (here === line) return [];
      return [here === undefined ? `is missing against a run from scratch: ${line.slice(0, 200)}` : `${id} differs from a run from scratch: ${differing(here, line)}`];
    }),
    ...[...kept].filter(([id, line]) => !made.has(id) && !carried(line)).map(([, line]) => `is not in a run from scratch: ${line.slice(0, 200)}`),
  ];
}

/** The fields that differ, with what they are here and there. */
function differing(here: string, there: string): string {
  const [one, other] = [here, there].map((line) => JSON.parse(line) as Record<string, unknown>);
  const keys = Object.keys({ ...one, ...other }).filter((key) => JSON.stringify(one?.[key]) !== JSON.stringify(other?.[key]));
  return keys.map((key) => `${key} ${JSON.stringify(one?.[key])} / ${JSON.stringify(other?.[key])}`).join('; ').slice(0, 400);
}

async function soak(folder: string, nights: number, random: Random): Promise<string[]> {
  const corpus = join(folder, 'data', 'demo', 'corpus');
  cpSync(join(root, 'data', 'demo', 'corpus'), corpus, { recursive: true });
  mkdirSync(join(folder, 'pipelines'));
  const pipeline = join(folder, 'pipelines', 'demo.yaml');
  cpSync(join(root, 'pipelines', 'demo.yaml'), pipeline);
  mkdirSync(join(folder, 'watched'));
  const store = join(folder, 'watched', 'soak.db');
  const faults: string[] = [];
  let kills = 0;
  const library = compiler === null ? null : buildShim(folder);
  const watched = join(folder, 'watched');
  let broken = 0;
  for (let night = 0; night < nights; night += 1) {
    const acted = night > 0 && random() < ACT_SHARE ? await oneOf(ACTS, random)({ store, pipeline, corpus, folder }, random) : null;
    const changes = night === 0 ? [] : Array.from({ length: 1 + Math.floor(random() * 5) }, () => oneOf(CHANGES, random)(corpus, filesIn(corpus, ['']), random));
    const run = ['run', pipeline, '--store', store, '--now', new Date(FIRST_NIGHT + night * DAY_MS).toISOString()];
    const kill = random() < KILLED_SHARE && (await killed(run, random() * KILL_WITHIN_MS));
    kills += kill ? 1 : 0;
    const fault = library !== null && night > 0 && random() < FAULTY_SHARE ? await failed(run, { folder: watched, library }, random) : null;
    broken += fault === null ? 0 : 1;
    const found = [...(await balanced(run, store)), ...(await sound(store)), ...(acted?.includes('NOT proven') === true ? [acted] : [])];
    console.log(`night ${night + 1}: ${[...(acted === null ? [] : [acted]), ...changes].join(', ') || 'nothing changed'}${kill ? '; killed once' : ''}${fault === null ? '' : `; ${fault}`}${found.length === 0 ? '' : `; ${found.join('; ')}`}`);
    faults.push(...found.map((each) => `night ${night + 1}: ${each}`));
  }
  restore(corpus);
  const last = ['--now', new Date(FIRST_NIGHT + nights * DAY_MS).toISOString()];
  const fresh = join(folder, 'fresh.db');
  await winnow(['run', pipeline, '--store', store, '--full', '--quiet', ...last], { expect: [0, 3, 4] });
  await winnow(['run', pipeline, '--store', fresh, '--quiet', ...last], { expect: [0, 3] });
  console.log(`${nights} nights, ${kills} runs killed, ${broken} with a step that failed; comparing with a run from scratch`);
  return [...faults, ...(await compare(store, fresh))];
}

/**
 * Broken files are mended, or go where they have another name by now: nothing is carried then, and both runs see the same. What an old store carried would bear on other documents, too, by what it supersedes
 * or contradicts.
 */
function restore(corpus: string): void {
  const original = join(root, 'data', 'demo', 'corpus');
  const sound = new Set<string>();
  for (const file of filesIn(original, ['.pdf', '.docx'])) {
    sound.add(readFileSync(join(original, file)).toString('base64'));
    if (existsSync(join(corpus, file))) cpSync(join(original, file), join(corpus, file));
  }
  for (const file of filesIn(corpus, ['.pdf', '.docx'])) if (!sound.has(readFileSync(join(corpus, file)).toString('base64'))) rmSync(join(corpus, file));
}

async function sound(store: string): Promise<string[]> {
  const report = await winnow(['doctor', '--store', store, '--json'], { expect: [0, 1, 5] });
  return report.exitCode === 0 ? [] : [`doctor: ${report.stdout.replace(/\s+/gu, ' ').slice(0, 500)}`];
}

const { values } = parseArgs({ options: { nights: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });
const faults = await inFolder((folder) => soak(folder, Number(values.nights), seeded(Number(values.seed))));
for (const fault of faults.slice(0, 50)) console.error(`fault: ${fault}`);
console.log(faults.length === 0 ? 'sound: books balanced every night, the store was whole, and it holds what a run from scratch gives' : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
