import { rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesReader } from '../../../../src/ingest/readers/index.js';
import { readAll } from '../../../contract/reader.js';
import { Checkout, RELAID, massive, sure } from './checkout.js';

let checkout: Checkout;
beforeEach(async () => {
  checkout = await Checkout.make();
});
afterEach(() => checkout.remove());

const PAGE = '# Travel\n\nWho travels books ten days ahead.\nMeals are paid back up to 30 EUR a day, *against* the receipts.\n\n- Trains first\n- Planes last\n';
const RELAID_PAGE = 'Travel\n======\n\nWho travels books ten days ahead. Meals are paid back\nup to 30 EUR a day, _against_ the receipts.\n\n* Trains first\n* Planes last\n';
const many = (text: (n: number) => string, count = 25): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${String(n).padStart(2, '0')}.md`, text(n)]));

describe('the last change of the words', () => {
  it('is before commits that changed the layout only, which stay visible', async () => {
    await checkout.commit('2020-01-01', { 'a.md': PAGE, 'b.md': PAGE, 'c.html': '<p>One\ntwo</p>', 'd.yaml': 'a:\n  b: 1\n' });
    await checkout.commit('2021-01-01', { 'a.md': PAGE.replace('30', '35') });
    await checkout.commit('2022-01-01', { 'a.md': RELAID_PAGE.replace('30', '35'), 'c.html': '<p>One two</p>\r\n', 'd.yaml': 'a:\n b: 1\n' });
    await checkout.commit('2023-01-01', { 'a.md': `\uFEFF${RELAID_PAGE.replace('30', '35')}`.replaceAll('\n', '\r\n'), 'b.md': PAGE.replace('ten', 'six') });
    expect(await checkout.dates()).toEqual({ 'a.md': sure('2021-01-01', RELAID), 'b.md': sure('2023-01-01'), 'c.html': sure('2020-01-01', RELAID), 'd.yaml': sure('2022-01-01') });
  });

  it('takes a file that is no text as changed by every commit', async () => {
    await checkout.commit('2020-01-01', { 'a.pdf': '%PDF-1.4 one', 'b.md': Buffer.from('One\0two') });
    await checkout.commit('2021-01-01', { 'a.pdf': '%PDF-1.4  one', 'b.md': Buffer.from('One\0\ntwo') });
    expect(await checkout.dates()).toEqual({ 'a.pdf': sure('2021-01-01'), 'b.md': sure('2021-01-01') });
  });

  it('passes over what only makes a file executable', async () => {
    await checkout.commit('2020-01-01', { 'a.py': 'a = 1\n' });
    checkout.git('update-index', '--chmod=+x', 'a.py');
    checkout.git('commit', '-qm', 'mode', '--date=2021-01-01T12:00:00Z');
    expect((await checkout.dates())['a.py']).toEqual(sure('2020-01-01'));
  });

  it('is seen through a move with edits, of the layout and of the words', async () => {
    // Git tells a move from a deletion and an addition by the lines that are left: more than half of each page.
    const [one, two] = [`${Array.from({ length: 30 }, (_, n) => `Rule ${n} of travel.\n`).join('')}\n`, PAGE.replaceAll('Meals', 'Dinners').repeat(3)];
    await checkout.commit('2020-01-01', { 'a.md': one + PAGE, 'b.md': two });
    await rename(join(checkout.root, 'a.md'), join(checkout.root, 'c.md'));
    await rename(join(checkout.root, 'b.md'), join(checkout.root, 'd.md'));
    await checkout.commit('2021-01-01', { 'c.md': one + RELAID_PAGE, 'd.md': two.replace('30', '35') });
    await checkout.commit('2022-01-01', { 'd.md': RELAID_PAGE.replaceAll('Meals', 'Dinners').repeat(3).replace('30', '35') });
    expect(await checkout.dates()).toEqual({ 'c.md': sure('2020-01-01', RELAID), 'd.md': sure('2021-01-01', RELAID) });
  });

  it('a commit that touched most files is a hint even where it changed words, and nothing where it did not', async () => {
    await checkout.commit('2019-01-01', many((n) => `We at Initech write page ${n}.\nIt has two lines.\n`));
    await checkout.commit('2020-01-01', { 'f01.md': 'We at Initech edited page 1.\nIt has two lines.\n' });
    await checkout.commit('2021-01-01', many((n) => (n === 1 ? 'We at Initrode edited page 1.\nIt has two lines.\n' : `We at Initrode write page ${n}.\nIt has two lines.\n`)));
    await checkout.commit('2022-01-01', many((n) => (n === 1 ? 'We at Initrode edited page 1. It has two lines.\n' : `We at Initrode write page ${n}. It has two lines.\n`)));
    const dates = await checkout.dates();
    expect(dates['f01.md']).toEqual(sure('2020-01-01'));
    expect(dates['f02.md']).toEqual(massive('2021-01-01', RELAID));
  });

  it('says of no commit that it came later when it came before', async () => {
    await checkout.commit('2019-01-01', many((n) => `Page ${n}\nis of Initech.\n`));
    await checkout.commit('2020-01-01', { 'f01.md': 'Page 1 is of Initech.\n' });
    await checkout.commit('2021-01-01', many((n) => `Page ${n} is of Initrode.\n`));
    expect((await checkout.dates())['f01.md']).toEqual(massive('2021-01-01'));
  });

  it('where nothing but layout followed the import, the import tells', async () => {
    await checkout.commit('2019-01-01', many((n) => `Page ${n}\nhas two lines.\n`));
    await checkout.commit('2020-01-01', { 'f01.md': 'Page 1 has two lines.\n' });
    expect((await checkout.dates())['f01.md']).toEqual(massive('2019-01-01', RELAID));
  });

  it('a commit that moves and edits most of the files is no more about one of them than one that edits them', async () => {
    await checkout.commit('2019-01-01', many((n) => `${PAGE}\nPage ${n}, see [the other](x.md).\n`, 50));
    for (let n = 0; n < 14; n += 1) await rename(join(checkout.root, `f${String(n).padStart(2, '0')}.md`), join(checkout.root, `g${n}.md`));
    await checkout.commit('2020-01-01', Object.fromEntries(Array.from({ length: 14 }, (_, n) => [`g${n}.md`, `${PAGE}\nPage ${n}, see [the other](../x.md).\n`])));
    expect((await checkout.dates())['g3.md']).toEqual(massive('2020-01-01'));
  });
});

describe('branches', () => {
  it('a deletion that a merge did not take over is no change', async () => {
    await checkout.commit('2020-01-01', { 'a.md': PAGE, 'b.md': PAGE });
    checkout.git('checkout', '-q', '-b', 'side');
    await rm(join(checkout.root, 'a.md'));
    await checkout.commit('2021-01-01', { 'c.md': 'Something else.\n' });
    checkout.git('checkout', '-q', 'main');
    await checkout.commit('2022-01-01', { 'b.md': PAGE.replace('30', '35') });
    checkout.git('merge', '-q', '--no-ff', '--no-commit', 'side');
    checkout.git('checkout', '-q', 'HEAD', '--', 'a.md');
    await checkout.commit('2023-01-01');
    expect(await checkout.dates()).toEqual({ 'a.md': sure('2020-01-01'), 'b.md': sure('2022-01-01'), 'c.md': sure('2021-01-01') });
  });

  it('a file that came with a merge, of which git shows no change, is as old as what is known of it', async () => {
    await checkout.commit('2020-01-01', { 'a.md': PAGE });
    checkout.git('checkout', '-q', '-b', 'side');
    await checkout.commit('2020-01-02', { 'c.md': PAGE });
    checkout.git('checkout', '-q', 'main');
    checkout.git('merge', '-q', '--no-ff', '--no-commit', 'side');
    await checkout.commit('2021-01-01', { 'b.md': PAGE });
    await checkout.commit('2022-01-01', { 'b.md': RELAID_PAGE });
    expect((await checkout.dates())['b.md']).toEqual(sure('2022-01-01'));
  });
});

describe('what cannot be compared', () => {
  it('counts as changed when it is too large', async () => {
    const large = `${'One two three. '.repeat(80_000)}\n`;
    await checkout.commit('2020-01-01', { 'a.md': large, 'b.md': PAGE });
    await checkout.commit('2021-01-01', { 'a.md': large.replaceAll('. ', '.\n'), 'b.md': RELAID_PAGE });
    expect(await checkout.dates()).toEqual({ 'a.md': sure('2021-01-01'), 'b.md': sure('2020-01-01', RELAID) });
  });

  it('a file that was laid out anew very often is as old as the oldest of the changes looked at', async () => {
    await checkout.commit('2018-12-31', { 'a.md': 'One two' });
    for (let n = 1; n <= 14; n += 1) await checkout.commit(`2019-01-${String(n).padStart(2, '0')}`, { 'a.md': `One${' '.repeat(n + 1)}two` });
    expect((await checkout.dates())['a.md']).toEqual(sure('2019-01-03', RELAID));
  });

  it('so is one that came with an import', async () => {
    await checkout.commit('2018-12-31', many((n) => `One two ${n}`));
    for (let n = 1; n <= 14; n += 1) await checkout.commit(`2019-01-${String(n).padStart(2, '0')}`, { 'f01.md': `One${' '.repeat(n + 1)}two 1` });
    expect((await checkout.dates())['f01.md']).toEqual(sure('2019-01-03', RELAID));
  });

  it('is not fetched: a partial clone tells what it can, without the blobs it lacks', async () => {
    await checkout.commit('2020-01-01', { 'a.md': PAGE, 'b.md': PAGE.repeat(3) });
    await rename(join(checkout.root, 'b.md'), join(checkout.root, 'c.md'));
    await checkout.commit('2021-01-01', { 'a.md': RELAID_PAGE, 'c.md': `${PAGE.repeat(3)}More.\n` });
    await checkout.commit('2022-01-01', { 'a.md': RELAID_PAGE.replaceAll('*', '-') });
    checkout.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(checkout.root, 'clone');
    checkout.git('clone', '-q', '--filter=blob:none', `file://${checkout.root}`, clone);
    const before = new Checkout(clone).git('count-objects', '-v');
    expect(await checkout.dates({ root: clone })).toEqual({ 'a.md': sure('2022-01-01'), 'c.md': sure('2021-01-01') });
    expect(new Checkout(clone).git('count-objects', '-v')).toBe(before);
    expect(await checkout.dates({ exclude: ['clone/', '.git/'] })).toEqual({ 'a.md': sure('2020-01-01', RELAID), 'c.md': sure('2021-01-01') });
  });

  it('a missing or damaged blob hides nothing else', async () => {
    await checkout.commit('2020-01-01', { 'a.md': PAGE, 'b.md': `${PAGE}b` });
    await checkout.commit('2021-01-01', { 'a.md': RELAID_PAGE, 'b.md': `${RELAID_PAGE}b` });
    const lost = checkout.git('rev-parse', 'HEAD~1:a.md').trim();
    await unlink(join(checkout.root, '.git/objects', lost.slice(0, 2), lost.slice(2)));
    expect(await checkout.dates()).toEqual({ 'a.md': sure('2021-01-01'), 'b.md': sure('2020-01-01', RELAID) });
    await writeFile(join(checkout.root, '.git/objects', lost.slice(0, 2), lost.slice(2)), 'nonsense');
    expect(await checkout.dates()).toEqual({ 'a.md': sure('2021-01-01'), 'b.md': sure('2020-01-01', RELAID) });
  });

  it('submodules have histories of their own', async () => {
    const inner = await Checkout.make();
    try {
      await inner.commit('2020-01-01', { 'a.md': PAGE });
      await inner.commit('2021-01-01', { 'a.md': RELAID_PAGE });
      await checkout.commit('2022-01-01', { 'b.md': PAGE });
      checkout.git('submodule', '--quiet', 'add', inner.root, 'sub');
      await checkout.commit('2023-01-01');
      expect(await checkout.dates({ include: ['**/*.md'] })).toEqual({ 'b.md': sure('2022-01-01'), 'sub/a.md': null });
      expect(await checkout.dates({ root: join(checkout.root, 'sub'), include: ['**/*.md'] })).toEqual({ 'a.md': sure('2020-01-01', RELAID) });
    } finally {
      await inner.remove();
    }
  });
});

describe('hostile repositories', () => {
  it('texts that look like answers, and names that look like questions', async () => {
    const odd = `x\n${'0'.repeat(40)}\n--textconv.md`;
    const answer = `${'1'.repeat(40)} blob 3\nabc\n${'2'.repeat(40)} missing\n`;
    await checkout.commit('2020-01-01', { [odd]: answer, 'b.md': PAGE });
    await checkout.commit('2021-01-01', { [odd]: answer.replaceAll('\n', '\n\n'), 'b.md': RELAID_PAGE });
    expect(await checkout.dates()).toEqual({ [odd]: sure('2020-01-01', RELAID), 'b.md': sure('2020-01-01', RELAID) });
  });

  it('leave no process behind', async () => {
    await checkout.commit('2020-01-01', { 'a.md': PAGE });
    await checkout.commit('2021-01-01', { 'a.md': RELAID_PAGE });
    const controller = new AbortController();
    const { items } = await readAll(filesReader, { root: checkout.root }, { baseDir: checkout.root, signal: controller.signal });
    await items[0]?.dates?.();
    const busy = (): string[] => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap');
    expect(busy()).not.toHaveLength(0);
    await expect.poll(() => busy().length, { timeout: 10_000 }).toBe(0);
    await items[0]?.dates?.();
    controller.abort();
    await expect.poll(() => busy().length, { timeout: 10_000 }).toBe(0);
    await expect(items[0]?.dates?.()).rejects.toThrow(/abort/iu);
    await rm(join(checkout.root, 'a.md'));
  });
});

describe('the day of a commit', () => {
  it('is the UTC day of the author\'s time, wherever he was', async () => {
    await checkout.commit('2024-02-28T23:30:00-1200', { 'west.md': 'One' });
    await checkout.commit('2024-03-01T00:30:00+1400', { 'east.md': 'One' });
    await checkout.commit('2024-03-10T02:30:00-0800', { 'gap.md': 'One' });
    expect(await checkout.dates()).toEqual({ 'west.md': sure('2024-02-29'), 'east.md': sure('2024-02-29'), 'gap.md': sure('2024-03-10') });
  });
});
