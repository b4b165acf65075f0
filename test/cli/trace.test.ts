import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraceHit } from '../../src/index.js';
import { corpus, ndjson, NOW, put, winnow, type Ran } from './support.js';

const LAMPS = 'Every lamp in the cellar is switched off by whoever leaves last, and the porter looks at ten in the evening whether it was.';
const EDITED = 'Every lamp in the cellar is switched off by a timer at nine, and nobody needs to look after that any more.';

describe('winnow trace', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = corpus({ 'docs/lamps.md': `# Lamps\n\n${LAMPS}\n`, 'docs/gate.md': '# Gate\n\nThe gate is locked at eight by the guard, who keeps the key in the drawer of the reception.\n' }, afterAll);
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    put(cwd, { 'docs/lamps.md': `# Lamps\n\n${EDITED}\n` });
    rmSync(join(cwd, 'docs', 'gate.md'));
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
  }, 60_000);
  const traced = (text: string, ...more: string[]): Promise<Ran> => winnow(['trace', '--text', text, ...more], { cwd });
  const hitsOf = async (text: string): Promise<TraceHit[]> => ndjson<TraceHit>(await traced(text, '--json'));

  it('finds what is there, in other case and punctuation, with what holds it', async () => {
    const [first] = await hitsOf('"every LAMP in the cellar, is switched-off by a timer at nine" (says the handbook)');
    expect(first).toMatchObject({ source: 'docs', path: 'lamps.md', status: 'accepted', fromGeneration: 2, toGeneration: null, targets: [{ target: 'jsonl', generation: 2, present: true }] });
    expect(first?.share).toBeGreaterThan(0.4);
  });

  it('finds what left the corpus, and says with which generation it left which targets', async () => {
    const [first] = await hitsOf('The gate is locked at eight by the guard.');
    expect(first).toMatchObject({ path: 'gate.md', share: 1, status: null, fromGeneration: 1, toGeneration: 2, targets: [{ target: 'jsonl', generation: 2, present: false }] });
    const told = await traced('The gate is locked at eight by the guard.');
    expect(told.stdout.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^100 % {2}docs:gate\.md › Gate {2}[0-9a-f-]{36}$/u), '       left the corpus with generation 2; in it since generation 1', '       jsonl held it until generation 2',
    ]);
  });

  it('tells two versions of one place apart, the one that says more of it first', async () => {
    expect((await hitsOf(LAMPS)).map(({ path, share, toGeneration }) => [path, share, toGeneration])).toEqual([['lamps.md', 1, 2], ['lamps.md', expect.any(Number), null]]);
  });

  it('finds a chunk by a word or two', async () => {
    expect((await hitsOf('porter')).map(({ path }) => path)).toEqual(['lamps.md']);
  });

  it('ends with 1 where nothing has a third of it, and with 2 for what has no words', async () => {
    const none = await traced('Nobody ever wrote anything of the kind anywhere.');
    expect([none.code, none.stdout, none.stderr]).toEqual([1, '', 'no chunk has, or ever had, a third of it or more\n']);
    expect(await traced(' … ')).toMatchObject({ code: 2, stderr: expect.stringContaining('error[usage]: the text has no words') as string });
    expect(await winnow(['trace'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('error[usage]: trace needs a --text') as string });
  });
});
