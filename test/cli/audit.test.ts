import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src/index.js';
import { corpus, folder, json, NOW, winnow, type Ran } from './support.js';

const LAMPS = 'Every lamp in the cellar is switched off by whoever leaves last, and the porter looks at ten in the evening whether it was.';
const GATE = 'The gate is locked at eight by the guard, who keeps the key in the drawer of the reception desk until the next morning.';
const ZEBRAS = 'Zebras graze in distant valleys near the volcano, where the grass is high after the rains and lions sleep in the shade.';
const DRAFT = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore.';
const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('winnow audit', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = corpus({
      'docs/lamps.md': `# Lamps\n\n${LAMPS}\n`, 'docs/gate.md': `# Gate\n\n${GATE}\n`,
      'index.jsonl': lines([{ id: 'one', text: LAMPS, url: 'lamps' }, { id: 'two', text: ZEBRAS, url: 'zebras' }, { id: 'three', text: DRAFT, url: '\u001b[31mdraft\u001b[0m' }, { id: 'four', text: '' }]),
    }, afterAll);
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
  }, 60_000);
  const audited = (...more: string[]): Promise<Ran> => winnow(['audit', 'index.jsonl', ...NOW, ...more], { cwd });

  it('says what would be held back, by rule and by item, with nothing of the text acted on', async () => {
    const ran = await audited();
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('structure/placeholder');
    expect(ran.stdout).toContain('three');
    expect(ran.stdout).not.toContain('\u001b');
    expect(ran.stdout.trimEnd().split('\n').at(-1)).toBe('health 66.6 %: 2 of 4 items in "index.jsonl" would be accepted; 1 have no text and were not looked at');
    expect(ran.stderr).toBe('');
  });

  it('says what should not be there, and what is missing', async () => {
    const ran = await audited('--against', '.winnow/small.db');
    expect(ran.stdout).toContain('nowhere in the corpus');
    expect(ran.stdout).toMatch(/^3 released chunks of 4 are not in it, or less than half of each$/mu);
    const result = json<AuditResult>(await audited('--against', '.winnow/small.db', '--json'));
    expect(result.corpus).toMatchObject({ released: 4, missing: 3, stray: [{ id: 'two', why: 'unknown', path: 'zebras' }, { id: 'three', why: 'unknown' }] });
    expect(result.held.map(({ id }) => id)).toEqual(['three']);
  });

  it('exits 1 under the floor', async () => {
    expect((await audited('--fail-under', '90')).code).toBe(1);
    expect((await audited('--fail-under', '60')).code).toBe(0);
    expect(json(await audited('--fail-under', '90', '--json'))).toMatchObject({ ok: false, failUnder: 90 });
  });

  it('makes no store and leaves nothing behind', async () => {
    const empty = folder({ 'x.jsonl': lines([{ text: LAMPS }]) });
    expect((await winnow(['audit', 'x.jsonl'], { cwd: empty })).code).toBe(0);
    expect(existsSync(`${empty}/.winnow`)).toBe(false);
  });

  it.each([
    [['audit', 'nowhere.jsonl'], 2, 'error[index-unreadable]: there is no file'],
    [['audit', 'nothing'], 2, 'error[usage]: there is no kind of index "nothing"'],
    [['audit', 'index.jsonl', '--with', 'text'], 2, 'error[usage]: --with text: expected name=value'],
    [['audit', 'index.jsonl', '--with', 'tabel=x'], 2, 'tabel: unknown key'],
    [['audit', 'index.jsonl', '--with', 'text=body'], 2, 'error[index-unreadable]: line 1 has no field body (text); it has id, text, url'],
    [['audit', 'index.jsonl', '--against', 'none.db'], 2, 'error[store-not-found]'],
  ])('says what to do: %j', async (args, code, message) => {
    const ran = await winnow(args, { cwd });
    expect(ran.stderr).toContain(message);
    expect(ran.code).toBe(code);
  });
});
