import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../built/index.js';
import { json, ndjson, spawned, winnow, type Ran } from '../cli/support.js';

const GOOD = '# Visitors\n\nVisitors sign in at the front desk and wear a badge. The person who invited them meets them there.\n';
const CURSED = '# Archive\n\nThe archive keeps every invoice for ten years, unless it is cursed, and the auditors know which.\n';

/** What differs between levels: what `run` gives, and what a document's measurement comes to at a time. */
const GIVES = {
  chunk: { result: '{ score: 1, signals: [], findings: [] }', more: '' },
  document: {
    result: '{ type: null, dates: NO_DATES, ladder: [], findings: [] }',
    more: 'at: () => ({ score: 1, ageDays: null, expired: false, findings: [] }), crossing: () => null, changesAt: () => [],',
  },
} as const;
type Level = keyof typeof GIVES;

const urlOf = (...path: string[]): string => JSON.stringify(pathToFileURL(join(ROOT, ...path)).href);

/** A scorer of somebody else's that throws on one text, or has been mended. */
const scorer = (level: Level, mended: boolean): string => `import { NO_DATES, defineScorer } from ${urlOf('dist', 'index.js')};
import { z } from ${urlOf('node_modules', 'zod', 'index.js')};
export const curses = defineScorer({
  id: 'curses', version: 1, level: '${level}', dimension: 'curses', rules: [], options: z.strictObject({}),
  run({ text }) {
    if (${String(!mended)} && text.includes('cursed')) throw new TypeError('no spell for this');
    return ${GIVES[level].result};
  },
  ${GIVES[level].more}
});
`;

function setUp(level: Level, files: Readonly<Record<string, string>>): string {
  const cwd = mkdtempSync(join(tmpdir(), 'winnow-score-failed-'));
  onTestFinished(() => { rmSync(cwd, { recursive: true, force: true }); });
  mkdirSync(join(cwd, 'docs'));
  writeFileSync(join(cwd, 'curses.mjs'), scorer(level, false));
  writeFileSync(join(cwd, 'p.yaml'), `version: 1
name: p
plugins: [./curses.mjs]
read: [{ name: docs, use: files, with: { root: docs, git: false } }]
score: [{ use: structure }, { use: curses }]
join: []
policy: { quarantine: ["structure.score < 0.2"] }
export: [{ use: jsonl, with: { path: out.jsonl } }]
`);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, 'docs', name), text);
  return cwd;
}

// A module that is written anew is loaded anew by another process alone.
const run = (cwd: string): Promise<Ran> => spawned(['run', 'p.yaml', '--json'], { cwd });
const runs = async (cwd: string): Promise<unknown[]> => ndjson(await winnow(['list', 'runs', '--json'], { cwd })).map((line) => line['status']);

describe.each(['chunk', 'document'] as const)('a scorer of %ss that throws on one text', (level) => {
  it('ends the run, naming itself and the document, and leaves what was published as it was', async () => {
    const cwd = setUp(level, { 'visitors.md': GOOD });
    expect((await run(cwd)).code).toBe(0);
    const released = readFileSync(join(cwd, 'out.jsonl'), 'utf8');
    writeFileSync(join(cwd, 'docs', 'archive.md'), CURSED);
    const failed = await run(cwd);
    expect([failed.code, json<{ error: { code: string } }>(failed).error.code]).toEqual([1, 'score-failed']);
    expect(failed.stderr).toMatch(/^error\[score-failed\]: curses on (?:chunk [0-9a-f-]{36} of )?docs:archive\.md: no spell for this\n {2}Mend the scorer/u);
    expect(await runs(cwd)).toEqual(['failed', 'succeeded']);
    expect(ndjson(await winnow(['list', 'failures', '--json'], { cwd }))).toEqual([]);
    expect(ndjson(await winnow(['list', 'documents', '--json'], { cwd }))).toMatchObject([{ path: 'visitors.md' }]);
    expect([readFileSync(join(cwd, 'out.jsonl'), 'utf8'), (await winnow(['verify'], { cwd })).code]).toEqual([released, 0]);
    expect((await run(cwd)).code).toBe(1);
    writeFileSync(join(cwd, 'curses.mjs'), scorer(level, true));
    const mended = await run(cwd);
    expect([mended.code, json(mended)]).toMatchObject([0, { run: { status: 'succeeded', generation: 2 }, corpus: { chunks: { accepted: 2 } } }]);
    expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toContain('cursed');
  });

  it('has nothing published on its first run', async () => {
    const cwd = setUp(level, { 'visitors.md': GOOD, 'archive.md': CURSED });
    expect((await run(cwd)).code).toBe(1);
    expect(existsSync(join(cwd, 'out.jsonl'))).toBe(false);
    expect((await winnow(['export'], { cwd })).stderr).toContain('error[nothing-to-export]');
    expect((await winnow(['run', 'p.yaml', '--verbose'], { cwd })).stderr).toMatch(/caused by: TypeError: no spell for this\n {4}at .*curses\.mjs/u);
  });
});
