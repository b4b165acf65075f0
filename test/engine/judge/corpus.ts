import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defineJudge, list, openStore, run, type ChunkLine, type EdgeLine, type FindingLine, type Judge, type JudgeAnswer, type JudgeModel, type JudgeQuestion, type JudgeSaying, type PipelineInput, type ProgressSink, type RunResult,
} from '../../../src/index.js';

/** `null` where no judge said anything. */
type JudgedLine = Omit<EdgeLine, 'judged'> & { readonly judged: EdgeLine['judged'] | null };

/** What a test gives the option `judge`. */
export type JudgeInput = Readonly<Record<string, unknown>>;

export const NOW = new Date('2026-11-26');

/** Makes frequencies of words what they are in a corpus. */
const FILLER = [
  'Bicycles are parked in the yard behind the bakery, cars below the roof of the northern hall.', 'Printers of the second floor take paper of recycled fibre; the office orders toner every month.',
  'Visitors ring at the gate, sign the book of the porter and wear a yellow badge.', 'The canteen cooks without nuts on Tuesday, and soup is served from eleven.',
];

/** Subjects of which two pages may say different things. */
export const SUBJECTS = {
  refund: (days: number) => `Refund requests must be filed within ${days} days of purchase.`,
  password: (days: number) => `Passwords of the payroll portal must be changed every ${days} days by their owner.`,
  backup: (days: number) => `Nightly backups of the customer archive are kept for ${days} days in the vault.`,
  notice: (days: number) => `Tenants of the warehouse give written notice ${days} days before they leave.`,
} as const;

/** A folder of pages with a store and a pipeline of its own. */
export class JudgedCorpus {
  readonly folder = mkdtempSync(join(tmpdir(), 'winnow-judge-'));

  constructor() {
    mkdirSync(join(this.folder, 'docs'));
    for (const [at, text] of FILLER.entries()) this.write(`filler${at}.md`, text, `Filler ${'abcd'.charAt(at)}`);
  }

  write(path: string, text: string, title = 'Rules of the house'): void {
    mkdirSync(join(this.folder, 'docs', path, '..'), { recursive: true });
    writeFileSync(join(this.folder, 'docs', path), `# ${title}\n\n${text}\n`);
  }

  remove(path: string): void {
    rmSync(join(this.folder, 'docs', path));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  store(name = 'store.db'): string {
    return join(this.folder, name);
  }

  pipeline(judge: JudgeInput | null, change: Partial<PipelineInput> = {}): PipelineInput {
    return {
      version: 1, name: 'judged', read: [{ name: 'docs', use: 'files', with: { root: join(this.folder, 'docs'), git: false } }], join: [{ use: 'contradiction', with: { judge } }], limits: { parserProcesses: 1 }, ...change,
    };
  }

  async night(judge: JudgeInput | null, { store = 'store.db', ...request }: { store?: string; full?: boolean; judge?: boolean; signal?: AbortSignal; progress?: ProgressSink } = {}): Promise<RunResult> {
    return run(this.pipeline(judge), { store: this.store(store), now: NOW, ...request });
  }

  async edges(store = 'store.db'): Promise<JudgedLine[]> {
    const found: EdgeLine[] = [];
    for (const kind of ['contradicts', 'differs-by-scope', 'no-contradiction'] as const) found.push(...(await collected(list('edges', { store: this.store(store), kind }) as AsyncIterable<EdgeLine>)));
    return found.map((edge) => ({ ...edge, judged: edge.judged ?? null }));
  }

  /** By page: the rule and what holds it back. */
  async states(store = 'store.db'): Promise<Record<string, string>> {
    const of = { store: this.store(store) };
    const chunks = await collected(list('chunks', of) as AsyncIterable<ChunkLine>);
    const findings = await collected(list('findings', { ...of, rule: 'contradiction' }) as AsyncIterable<FindingLine>);
    return Object.fromEntries(findings.map(({ path, rule, chunkId }) => [path, `${rule} ${chunks.find(({ id }) => id === chunkId)?.status ?? 'gone'}`]));
  }

  async problems(store = 'store.db'): Promise<unknown> {
    const opened = openStore(this.store(store));
    try {
      return await opened.check();
    } finally {
      await opened.close();
    }
  }
}

export async function collected<Line>(lines: AsyncIterable<Line>): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of lines) found.push(line);
  return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

type Says = (question: JudgeQuestion, call: number) => JudgeSaying | JudgeAnswer | Promise<JudgeSaying | JudgeAnswer>;

let puppets = 0;

/** A judge that says what it is told to, and remembers what it was asked. */
export class Puppet implements Judge {
  readonly asked: JudgeQuestion[] = [];
  readonly #says: Says;
  readonly #id: string;

  constructor(says: Says | JudgeSaying, id = `puppet ${(puppets += 1)}`) {
    this.#id = id;
    this.#says = typeof says === 'string' ? () => says : says;
  }

  async ask(question: JudgeQuestion): Promise<JudgeAnswer> {
    this.asked.push(question);
    const said = await this.#says(question, this.asked.length);
    return typeof said === 'string' ? { verdict: said, because: `it is ${said}`, tokens: 100 } : said;
  }

  /** The texts asked about, each pair once. */
  get pairs(): string[] {
    return [...new Set(this.asked.map(({ first, second }) => [first.text, second.text].sort().join(' / ')))];
  }

  model(id = this.#id, version: number | string = 1): JudgeModel {
    return defineJudge({ id, version, create: () => this });
  }

  get id(): string {
    return this.#id;
  }

  get use(): JudgeInput {
    return { use: this.model() };
  }
}
