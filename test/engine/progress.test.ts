import { mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, type PipelineInput, type ProgressSink } from '../../src/index.js';

interface Stage { readonly name: string; expected: number | null; done: number; ended: boolean }

/** Keeps what a run says of how far it is. */
class Recorder implements ProgressSink {
  readonly stages: Stage[] = [];
  readonly warnings: string[] = [];
  stage(name: string): void { this.stages.push({ name, expected: null, done: 0, ended: false }); }
  expect(count: number): void { this.#last.expected = (this.#last.expected ?? 0) + count; }
  advance(count: number): void { this.#last.done += count; }
  end(): void { this.#last.ended = true; }
  warn(message: string): void { this.warnings.push(message); }
  get #last(): Stage { return this.stages.at(-1) ?? { name: '', expected: null, done: 0, ended: false }; }
  of(name: string): Pick<Stage, 'expected' | 'done'> | undefined {
    const found = this.stages.find((stage) => stage.name === name);
    return found === undefined ? undefined : { expected: found.expected, done: found.done };
  }
}

const PAGES = 9;
const LINES = 700;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-progress-'));
  mkdirSync(join(folder, 'docs'));
  for (let page = 0; page < PAGES; page += 1) {
    writeFileSync(join(folder, `docs/page-${page}.md`), `# Room ${page}\n\nRoom ${page} has ${page + 3} windows, and its door is painted in the colour number ${page} of the house.\n`);
  }
  writeFileSync(join(folder, 'notes.jsonl'), Array.from({ length: LINES }, (_, line) => JSON.stringify({ id: `n${line}`, text: `Note ${line} is about the key with the number ${line * 7}, which hangs in the cupboard of floor ${line % 9}.` })).join('\n'));
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const pipeline = (root = join(folder, 'docs')): PipelineInput => ({
  version: 1, name: 'progress',
  read: [{ name: 'docs', use: 'files', with: { root } }, { name: 'notes', use: 'jsonl', with: { path: join(folder, 'notes.jsonl') } }],
  export: [{ use: 'jsonl', with: { path: join(folder, 'out.jsonl') } }],
});

async function recorded(given = pipeline(), store = 'store.db'): Promise<Recorder> {
  const progress = new Recorder();
  await run(given, { store: join(folder, store), now: new Date('2026-11-23'), progress });
  return progress;
}

describe('the progress of a run', () => {
  it('knows how much is before each stage, on the first night and on the next ones', async () => {
    const first = await recorded();
    expect(first.of('reading docs')).toEqual({ expected: PAGES, done: PAGES });
    expect(first.of('reading notes')).toEqual({ expected: LINES, done: LINES });
    for (const name of ['scoring chunks', 'scoring freshness', 'indexing for duplication', 'deciding', 'exporting jsonl']) {
      expect([name, first.of(name)]).toEqual([name, { expected: PAGES + LINES, done: PAGES + LINES }]);
    }
    expect(first.of('joining duplication')).toMatchObject({ done: first.of('joining duplication')?.expected });
    expect(first.stages.every(({ ended, name }) => ended || name.startsWith('reading') || name.startsWith('indexing'))).toBe(true);

    unlinkSync(join(folder, 'docs/page-0.md'));
    const next = await recorded();
    expect(next.of('reading docs')).toEqual({ expected: PAGES, done: PAGES - 1 });
    expect(next.of('reading notes')).toEqual({ expected: LINES, done: LINES });
    expect(next.of('scoring chunks')).toEqual({ expected: null, done: 0 });
  });

  it('leaves a target alone that a new store knows nothing of, when a source was never read', async () => {
    await recorded();
    const before = readFileSync(join(folder, 'out.jsonl'), 'utf8');
    expect(before.split('\n')).toHaveLength(PAGES + LINES + 1);

    const lost = await recorded(pipeline(join(folder, 'nowhere')), 'fresh.db');
    expect(readFileSync(join(folder, 'out.jsonl'), 'utf8')).toBe(before);
    expect(lost.warnings.join('\n')).toMatch(/nothing of docs was ever read: jsonl.*winnow export/u);
    // Once the source is there again, everything goes its way.
    unlinkSync(join(folder, 'docs/page-0.md'));
    await recorded(pipeline(), 'fresh.db');
    expect(readFileSync(join(folder, 'out.jsonl'), 'utf8').split('\n')).toHaveLength(PAGES + LINES);
    // A target that this store has filled follows: what was known of a lost source stays in the corpus anyway.
    const known = await recorded(pipeline(join(folder, 'nowhere')), 'fresh.db');
    expect(known.warnings).toHaveLength(1);
    expect(readFileSync(join(folder, 'out.jsonl'), 'utf8').split('\n')).toHaveLength(PAGES + LINES);
  });
});
