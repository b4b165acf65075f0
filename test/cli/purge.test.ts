import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, json, ndjson, put, winnow, type Ran } from './support.js';

const JANE = '# Jane Roe\n\nJane Roe of Lindenstrasse 12 was promoted on the third of May, and her pay is 81234 crowns a year.\n\nShe leads the quarterly review of suppliers with "great care" and a blue pencil.\n';
const PIPELINE = `version: 1
name: small
read:
  - { name: docs, use: files, with: { root: docs }, authority: 0.9 }
export:
  - { use: jsonl, with: { path: out/small.jsonl } }
`;

const page = (topic: string, number: number): string => `# The ${topic}\n\nWhoever works on floor ${number} finds the ${topic} behind the door that is painted in colour ${number}, and asks there.\n`;

function corpus(): string {
  return folder({
    'small.yaml': PIPELINE, 'docs/people/jane.md': JANE, 'docs/lamp.md': page('lamp', 1), 'docs/kettle.md': page('kettle', 2),
    'docs/suppliers.md': '# Suppliers\n\nThe office keeps the list. She leads the quarterly review of suppliers with "great care" and a blue pencil. It is read by all.\n',
  });
}

const run = (cwd: string): Promise<Ran> => winnow(['run', 'small.yaml', '--quiet'], { cwd });
const store = (cwd: string): string => join(cwd, '.winnow', 'small.db');
/** In whatever case: what joins count is in lower case. */
const holds = (file: string, words: string): boolean => readFileSync(file, 'latin1').toLowerCase().includes(words.toLowerCase());
const paths = async (cwd: string): Promise<string[]> => ndjson<{ path: string }>(await winnow(['list', 'documents', '--json'], { cwd })).map(({ path }) => path).sort();

describe('winnow purge', () => {
  it('tells what would go, erases it everywhere, proves it, keeps it away, and from backups that come back', async () => {
    const cwd = corpus();
    await run(cwd);
    await winnow(['backup'], { cwd });
    renameSync(join(cwd, 'docs/people/jane.md'), join(cwd, 'docs/people/roe.md'));
    await run(cwd);
    expect(holds(store(cwd), 'Lindenstrasse') && holds(join(cwd, 'out/small.jsonl'), 'Lindenstrasse')).toBe(true);

    const told = await winnow(['purge', 'people/roe.md'], { cwd });
    expect([told.code, told.stdout]).toEqual([0, expect.stringContaining('would erase 2 documents') as string]);
    // The name that it had before, and who has a part of it.
    expect(told.stdout).toMatch(/docs:people\/jane\.md .*of past generations, has the same text/u);
    expect(told.stdout).toMatch(/stands in documents that stay:\n.*docs:suppliers\.md {2}\d\d % of it/u);
    expect(told.stderr).toContain('nothing was purged: add --yes');
    expect(holds(store(cwd), 'Lindenstrasse')).toBe(true);

    const done = json<{ proven: boolean; passages: number; generation: number; targets: unknown; searched: { file: string; kind: string; passages: number }[] }>(
      await winnow(['purge', 'people/roe.md', '--yes', '--reason', 'request 7', '--actor', 'ada', '--json'], { cwd }));
    expect(done).toMatchObject({ proven: true, generation: 3, targets: [{ target: 'jsonl', deleted: 1, error: null }] });
    expect(done.passages).toBeGreaterThan(3);
    expect(done.searched.filter(({ passages }) => passages > 0).map(({ kind }) => kind)).toEqual(['backup']);
    for (const file of [store(cwd), join(cwd, 'out/small.jsonl'), `${store(cwd)}.purged.jsonl`]) for (const words of ['Lindenstrasse', 'jane', 'roe.md', 'Jane Roe']) expect(holds(file, words), `${file}: ${words}`).toBe(false);
    expect((await winnow(['doctor'], { cwd })).code).toBe(0);

    // The next night leaves it where it is, says so, and balances its books.
    const night = await winnow(['run', 'small.yaml', '--json'], { cwd });
    expect(json(night)).toMatchObject({ run: { status: 'succeeded' }, work: { discovered: 3 }, ledger: { purged: 1 } });
    expect(night.stderr).toContain('1 purged document is still in the sources');
    // The same text under another name does not come in either; a new one under the old name neither.
    put(cwd, { 'docs/other.md': JANE, 'docs/people/roe.md': `${JANE}\nMore.\n` });
    await run(cwd);
    expect(await paths(cwd)).toEqual(['kettle.md', 'lamp.md', 'suppliers.md']);

    // A backup that is older is purged before it takes the store's place, also where the store cannot be read any more.
    truncateSync(store(cwd), 5000);
    const back = await winnow(['doctor', '--repair'], { cwd });
    expect([back.code, await paths(cwd)]).toEqual([0, ['kettle.md', 'lamp.md', 'suppliers.md']]);
    expect(holds(store(cwd), 'Lindenstrasse')).toBe(false);
    expect(ndjson(await winnow(['purge', '--list', '--json'], { cwd }))).toMatchObject([{ seq: 1, act: 'purge', actor: 'ada', reason: 'request 7' }]);

    const [record] = ndjson<{ documents: { id: string }[] }>(await winnow(['purge', '--list', '--json'], { cwd }));
    expect((await winnow(['purge', '--lift', ...(record?.documents ?? []).map(({ id }) => id), '--reason', 'agreed'], { cwd })).code).toBe(0);
    rmSync(join(cwd, 'docs/other.md'));
    await run(cwd);
    expect(await paths(cwd)).toContain('people/roe.md');
  });

  it('rewrites backups when asked, erases a whole source without the guards taking it for a loss, and refuses what it cannot do', async () => {
    const cwd = corpus();
    put(cwd, { 'small.yaml': PIPELINE.replace('export:', '  - { name: people, use: files, with: { root: people } }\nexport:'), ...Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`people/p${n}.md`, page(`desk of person ${n}`, n + 40)])) });
    await run(cwd);
    const { file } = json<{ file: string }>(await winnow(['backup', '--json'], { cwd }));
    copyFileSync(store(cwd), `${store(cwd)}.replaced-by-hand`);
    const done = await winnow(['purge', '--source', 'people', '--yes', '--reason', 'r', '--backups'], { cwd });
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('erased 30 documents') as string]);
    expect(done.stdout).toMatch(/replaced-by-hand: \d+ passages \(a store that was put aside/u);
    expect(holds(file, 'desk of person')).toBe(false);
    expect((await winnow(['backup', '--list'], { cwd })).stdout).not.toContain('without a manifest');
    const night = await run(cwd);
    expect([night.code, existsSync(join(cwd, 'out/small.jsonl'))]).toEqual([0, true]);
    expect(await paths(cwd)).toHaveLength(4);

    for (const [args, says] of [
      [['purge'], 'name documents'], [['purge', 'x', '--source', 'docs'], 'one at a time'], [['purge', 'nowhere.md'], 'no generation'], [['purge', '--where', 'text == 3'], 'cannot be used'],
      [['purge', 'lamp.md', '--yes'], '--reason'], [['purge', '--where', 'text.contains("nobody says this")', '--yes', '--reason', 'r'], 'holds of no document'], [['purge', '--lift', 'x', '--reason', 'r'], 'was not purged'],
    ] as const) {
      const ran = await winnow(args, { cwd });
      expect([ran.code, ran.stderr], args.join(' ')).toEqual([2, expect.stringContaining(says) as string]);
    }
  });
});
