import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EdgeDraft, JoinInput } from '../../../src/core/index.js';
import { duplicationJoin } from '../../../src/join/duplication/index.js';
import { joinContract, joinInput, runJoin } from '../../contract/join.js';
import { LEAVE, passage } from './texts.js';

const options = duplicationJoin.options.parse({});
const none = { nodes: 0, frequency: () => 0 };
const side = (part: Partial<JoinInput> & { text: string }) => {
  const input = joinInput(part);
  return { input, prepared: duplicationJoin.prepare(input, options) };
};
const verify = (a: Partial<JoinInput> & { text: string }, b: Partial<JoinInput> & { text: string }): EdgeDraft | undefined =>
  duplicationJoin.verify(side({ path: 'a.md', ...a }), side({ path: 'b.md', ...b }), options, none)[0];
const nodeOf = (text: string, part: Partial<JoinInput> = {}): string | null => {
  const { input, prepared } = side({ text, ...part });
  return duplicationJoin.node(input, prepared, options, none);
};
/** One node, or an edge that says: the same words and signs. */
const isExact = (a: string, b: string): boolean => nodeOf(a) === nodeOf(b) || verify({ text: a }, { text: b })?.kind === 'duplicate';

describe('exact copies', () => {
  test('a page and its HTML export', () => {
    const markdown = '## Annual *leave*\n\n1. Ask your [manager](https://intra/x?y=1 "Who") first.\n2. **Enter** the days in `Horizon` & wait for the mail.\n\n| a | b |\n|---|---|\n| one | two |';
    const exported = 'Annual leave\nAsk your manager first.\nEnter the days in Horizon &amp; wait for the mail.\na\tb\none\ttwo';
    expect(isExact(markdown, exported)).toBe(true);
  });
  test('full-width letters, ligatures and typographic apostrophes', () => {
    expect(isExact('Ｔｈｅ ﬁrst file doesn’t matter to the second one at all', "The first file doesn't matter to the second one at all")).toBe(true);
  });
  test.each([
    ['a point in a number', 'the limit for all of these uploads is 10.5 MB', 'the limit for all of these uploads is 105 MB'],
    ['a percent sign', 'the discount for early birds is 20% of the whole price', 'the discount for early birds is 20 of the whole price'],
    ['a currency', 'the fee for every late return is $20 a day', 'the fee for every late return is €20 a day'],
    ['a minus sign', 'keep the samples in the freezer at -5 degrees always', 'keep the samples in the freezer at 5 degrees always'],
  ])('not when %s differs', (_what, a, b) => {
    expect(isExact(a, b)).toBe(false);
  });
  test.each([
    ['a cross stands for a tick', 'Single sign-on for all of your people | ✅ | ✅ |', 'Single sign-on for all of your people | ❌ | ✅ |'],
    ['the same as entities', 'Single sign-on for all of your people | &#x2705; |', 'Single sign-on for all of your people | &#x274c; |'],
    ['a comparison', 'files are kept when their size in bytes is < 100', 'files are kept when their size in bytes is > 100'],
    ['a comparison in HTML', 'files are kept when their size in bytes is &lt; 100', 'files are kept when their size in bytes is &ge; 100'],
    ['an arrow', 'values are moved from column left → right on every save', 'values are moved from column left ← right on every save'],
    ['an operator', 'the sum in the last of the columns is a + b', 'the sum in the last of the columns is a × b'],
    ['a rare currency', 'the fee for every late return is ₹20 a day', 'the fee for every late return is ₩20 a day'],
    ['a thumb', 'What we think of it after the trial: 👍 for most', 'What we think of it after the trial: 👎 for most'],
    ['a check box', '- [x] the backup of the last night was restored and read', '- [ ] the backup of the last night was restored and read'],
  ])('not when %s differs', (_what, a, b) => {
    expect(isExact(a, b)).toBe(false);
  });
  test.each([
    ['drawings of one tick', 'Single sign-on for all of your people | ✅ |', '| Single sign-on for all of your people | ✔️'],
    ['a sign as an entity', 'files are kept when their size in bytes is &lt;= 100 -&gt; no', 'files are kept when their size in bytes is ≤ 100 → no'],
    ['bullets, quotes and drawn lines', '• one thing to do at once\n▪ and another one for later\n=====\n+---+---+', '> one thing to do at once\n> - and another one for later'],
    ['trade marks and footnotes', 'Winnow™ is a mark of nobody at all, so far as we know ↩', 'Winnow is a mark of nobody at all, so far as we know'],
    ['a tilde and table bars', '| about | ~~one~~ two | three four five six seven |', 'about one two three four five six seven'],
  ])('whatever the layout: %s', (_what, a, b) => {
    expect(isExact(a, b)).toBe(true);
  });
  test('one node for another case and other white space', () => {
    expect(nodeOf('Stop the server now.\n\nThen start it again, please.')).toBe(nodeOf(' stop the SERVER now. then start it again, please. '));
  });
  test('not when the headings name different platforms', () => {
    const text = 'Open the settings, choose Network and turn the proxy off.';
    expect(nodeOf(text, { headingPath: ['Windows'] })).not.toBe(nodeOf(text, { headingPath: ['macOS'] }));
    expect(runJoin(duplicationJoin, [joinInput({ text, path: 'a.md', headingPath: ['Windows'] }), joinInput({ text, path: 'b.md', headingPath: ['macOS'] })]).edges).toEqual([]);
  });
  test('none for a few words', () => {
    expect(nodeOf('See also the next page.')).toBeNull();
  });
});

describe('edges', () => {
  test('the same words under a narrower scope are exact copies by an edge', () => {
    expect(verify({ text: LEAVE }, { text: LEAVE.replaceAll('\n', ' '), path: 'v2/b.md' })).toMatchObject({ kind: 'duplicate', score: 1, certainty: 'exact' });
  });
  test('a near copy by exact Jaccard', () => {
    const edge = verify({ text: LEAVE }, { text: LEAVE.replace('as early as they can', 'early') });
    expect(edge).toMatchObject({ kind: 'near-duplicate', cue: null, certainty: 'verified', method: 'jaccard word-5 >= 0.8' });
    expect(edge?.score).toBeGreaterThanOrEqual(0.8);
  });
  test('an excerpt is contained, whichever side it is on', () => {
    const part = LEAVE.slice(0, Math.floor(LEAVE.length / 3));
    expect(verify({ text: part }, { text: LEAVE })).toMatchObject({ kind: 'contained', score: expect.closeTo(1, 1) as number });
    expect(verify({ text: LEAVE }, { text: part })).toMatchObject({ kind: 'contained', reversed: true });
  });
  test('other texts of the same length have none', () => {
    expect(verify({ text: passage(1, 120) }, { text: passage(2, 120) })).toBeUndefined();
  });
  test('Chinese and Thai text is compared by characters', () => {
    const chinese = '员工每年享有三十天带薪年假，申请须提前两周提交给直属经理，经批准后方可休假，未使用的假期可以结转到下一年的三月底。';
    expect(verify({ text: chinese }, { text: chinese.replace('经批准后方可休假', '经批准后可休假') })).toMatchObject({ kind: expect.stringMatching(/near|contained/u) as string });
  });
});

describe('parallel reference text', () => {
  const stub = 'The command answers with an integer: how many members were added to the key, those that were there before left out.';
  test('is no copy under the name of another thing, however the pair is found', () => {
    const [add, put] = [{ headingPath: ['Return value'], title: 'CF.ADD' }, { headingPath: ['Return value'], title: 'TS.ADD' }];
    expect(nodeOf(stub, add)).not.toBe(nodeOf(stub, put));
    expect(verify({ text: stub, ...add }, { text: stub, ...put })).toBeUndefined();
    expect(verify({ text: `${stub} ${stub}`, ...add }, { text: `${stub} ${stub} More.`, ...put })).toBeUndefined();
    expect(runJoin(duplicationJoin, [joinInput({ text: stub, path: 'a.md', ...add }), joinInput({ text: stub, path: 'b.md', ...put })]).outcomes.size).toBe(0);
  });
  test('is no near copy under a heading of its own with another name', () => {
    const method = (name: string): string => `#### \`${name}(key)\`\n\n${LEAVE}`;
    expect(verify({ text: method('expire'), headingPath: ['Cache', 'expire(key)'] }, { text: method('aexpire'), headingPath: ['Cache', 'aexpire(key)'] })).toBeUndefined();
  });
  test.each<[string, Partial<JoinInput>, Partial<JoinInput>]>([
    ['a page whose title was changed a little', { title: 'Annual leave', headingPath: ['Carry-over'] }, { title: 'Leave rules (copy)', headingPath: ['Carry-over'] }],
    ['a renamed file', { path: 'docs/leave-2.md' }, { path: 'docs/absence_rules.md' }],
    ['numbering and case', { headingPath: ['2. Using WidgetSync'] }, { headingPath: ['USING WIDGETSYNC'] }],
    ['a name on one side', { headingPath: ['Using WidgetSync'] }, { headingPath: ['Using it'] }],
  ])('%s leaves a copy a copy', (_what, a, b) => {
    expect(verify({ text: stub, ...a }, { text: stub, ...b })).toMatchObject({ kind: 'duplicate' });
  });
  test('a text that names the other subject itself, and a long text, are copies under whatever title', () => {
    const named = `WidgetSync answers first. ${stub}`;
    expect(verify({ text: named, title: 'WidgetSync' }, { text: named, title: 'WidgetMail' })).toMatchObject({ kind: 'duplicate' });
    expect(verify({ text: LEAVE, title: 'CF.ADD' }, { text: LEAVE, title: 'TS.ADD' })).toMatchObject({ kind: 'duplicate' });
    expect(nodeOf(LEAVE, { title: 'CF.ADD' })).toBe(nodeOf(LEAVE, { title: 'TS.ADD' }));
  });
  test('an excerpt that stands in the longer text with its name is one', () => {
    const section = `## ZADD_MANY\n\n${stub} ${stub}`;
    const page = `# Commands\n\n${section}\n\n${LEAVE}`;
    expect(verify({ text: section, headingPath: ['ZADD_MANY'] }, { text: page, headingPath: ['ZREM_MANY'] })).toMatchObject({ kind: 'contained' });
  });
  test('another distribution is another platform', () => {
    expect(verify({ text: LEAVE, title: 'Build on Debian 12' }, { text: LEAVE, title: 'Build on Ubuntu' })).toBeUndefined();
    expect(verify({ text: LEAVE, title: 'Build on Debian' }, { text: LEAVE, title: 'Build on Linux' })).toMatchObject({ kind: 'duplicate' });
  });
});

describe('sections of one document', () => {
  const own = { documentId: 'a-handbook', path: 'handbook.md' };
  test('nearly alike are parallel, whatever their headings', () => {
    const other = LEAVE.replace('as early as they can', 'early');
    expect(verify({ text: LEAVE }, { text: other })).toMatchObject({ kind: 'near-duplicate' });
    expect(verify({ ...own, text: LEAVE, headingPath: ['Leave'] }, { ...own, text: other, headingPath: ['Absence'] })).toBeUndefined();
    expect(verify({ ...own, text: LEAVE }, { ...own, text: LEAVE.slice(0, Math.floor(LEAVE.length / 3)) })).toBeUndefined();
  });
  test('with the same words are copies', () => {
    expect(verify({ ...own, text: LEAVE }, { ...own, text: LEAVE.replaceAll('\n', ' ') })).toMatchObject({ kind: 'duplicate' });
  });
});

describe('editions of one page', () => {
  test.each<[string, string, string]>([
    ['a version folder', 'docs/guides/leave.md', 'docs/2.4/guides/leave.md'],
    ['a folder of a major version', 'docs/leave.md', 'docs/v2/leave.md'],
    ['the folder of the latest version', 'docs/latest/leave.md', 'docs/version-1.x/leave.md'],
    ['a folder left since', 'docs/security/logins/sso.md', 'docs/2.4/security/sso.md'],
    ['the folders of a site generator', 'docs/leave.md', 'versioned_docs/version-2.0/leave.md'],
  ])('%s keeps the page of that version', (_what, path, other) => {
    expect(verify({ text: LEAVE, path }, { text: LEAVE, path: other })).toBeUndefined();
    expect(verify({ text: LEAVE, path: other }, { text: LEAVE.replace('as early as they can', 'early'), path })).toBeUndefined();
    expect(nodeOf(LEAVE, { path })).not.toBe(nodeOf(LEAVE, { path: other }));
  });
  test.each<[string, Partial<JoinInput>, Partial<JoinInput>]>([
    ['another page in a version folder', { path: 'docs/leave.md' }, { path: 'docs/2.4/absence.md' }],
    ['a moved page that has the name every folder has', { path: 'docs/security/logins/index.md' }, { path: 'docs/2.4/security/index.md' }],
    ['a page of that name outside of the versioned folder', { path: 'wiki/leave.md' }, { path: 'docs/2.4/leave.md' }],
    ['a page of that name beside a version at the top', { path: 'wiki/leave.md' }, { path: '2.4/guides/leave.md' }],
    ['a page of another source', { path: 'docs/leave.md' }, { path: 'docs/2.4/leave.md', source: 'wiki' }],
    ['a folder of a year', { path: 'policies/leave.md' }, { path: 'policies/2024/leave.md' }],
    ['a folder of another name', { path: 'docs/leave.md' }, { path: 'docs/old/leave.md' }],
    ['an alias of the current version', { path: 'docs/leave.md' }, { path: 'docs/latest/leave.md' }],
  ])('%s leaves a copy a copy', (_what, a, b) => {
    expect(verify({ text: LEAVE, ...a }, { text: LEAVE, ...b })).toMatchObject({ kind: 'duplicate' });
  });
});

describe('conflict before copy', () => {
  test.each([
    ['number', 'thirty days', '90 days', ['thirty days', '90 days']],
    ['unit', 'four weeks', 'four months', ['four weeks', 'four months']],
    ['date', '31 March 2025', '30 June 2025', ['31 March 2025', '30 June 2025']],
    ['negation', 'can be carried over', 'cannot be carried over', ['can', 'cannot']],
    ['modal', 'must ask', 'may ask', ['must', 'may']],
    ['antonym', 'included in', 'excluded from', undefined],
    ['entity', 'in Horizon', 'in Workbench', undefined],
    ['number', 'before 10:30', 'before 11:30', ['10:30', '11:30']],
    ['sign', 'in Horizon', 'in Horizon 🚫', ['', '🚫']],
    ['sign', 'before 10:30', 'before ≥ 10:30', ['', '≥']],
  ] as const)('%s: %s against %s', (cue, from, to, differs) => {
    expect(LEAVE).toContain(from);
    const edge = verify({ text: LEAVE }, { text: LEAVE.replace(from, to) });
    expect(edge).toMatchObject({ kind: 'near-duplicate', cue });
    if (differs !== undefined) expect(edge?.differs).toEqual(differs);
    expect(edge?.a.quote).not.toBe(edge?.b.quote);
  });

  test.each([
    ['the same amount in other words', 'thirty days', '30 days'],
    ['a date stamp', 'Last updated: 3 May 2024', 'Last updated: 9 July 2025'],
    ['a page number', 'Page 3 of 10', 'Page 7 of 12'],
    ['other wording', 'as early as they can', 'in good time'],
    ['a picture that only colours the text', 'Every employee', '🎉 Every employee'],
    ['a tick that an export lost', 'payroll can file it', 'payroll can file it ✅'],
    ['an arrow that an export lost', 'in Horizon once', 'in Horizon → once'],
  ])('%s leaves a copy a copy', (_what, from, to) => {
    expect(LEAVE).toContain(from);
    expect(verify({ text: LEAVE }, { text: LEAVE.replace(from, to) })).toMatchObject({ kind: 'near-duplicate', cue: null });
  });
  test('the same words with another sign are a near copy in conflict', () => {
    const table = (mark: string): string => `${LEAVE}\n\n| Sick leave | ${mark} |\n| Paid leave | ✅ |`;
    expect(verify({ text: table('✅') }, { text: table('❌') })).toMatchObject({ kind: 'near-duplicate', score: 1, cue: 'sign', differs: ['✅', '❌'] });
    expect(verify({ text: table('✅') }, { text: table('✔') })).toMatchObject({ kind: 'duplicate' });
    expect(verify({ text: `Keep it where a < b.\n${LEAVE}` }, { text: `Keep it where a ≥ b.\n${LEAVE}` })).toMatchObject({ cue: 'sign', differs: ['<', '≥'] });
  });
  test.each([
    ['names in snake case', 'max_rows', 'min_rows', 'entity'],
    ['names in camel case', 'maxRows', 'minRows', 'entity'],
    ['a type for another', 'RowCount', 'Integer', 'entity'],
    ['a word that was capitalised', 'Days', 'days', null],
    ['a word for a name', 'max_rows', 'rows', null],
  ])('code in the same place: %s', (_what, from, to, cue) => {
    const reference = (name: string): string => `${LEAVE}\n\n- Returns:\n  *${name}*\n- Since: the first edition of this handbook and all that came after it`;
    expect(verify({ text: reference(from) }, { text: reference(to) })).toMatchObject(from.toLowerCase() === to.toLowerCase() ? { kind: 'duplicate' } : { kind: 'near-duplicate', cue });
  });
  test('the end of an excerpt is compared with what stands there, within its paragraph', () => {
    const steps = 'Open the staff portal, choose the form for your case, fill in every field that is marked, and send it to your team lead. The long guide tells more: it is topic';
    const page = (topic: string): string => `${LEAVE}\n\n${steps} ${topic}. Whoever cannot open the portal asks the help desk for a form on paper and hands it in.`;
    expect(verify({ text: `${steps} 3.4` }, { text: page('3.3') })).toMatchObject({ kind: 'contained', cue: 'number', differs: ['3.4', '3.3'] });
    expect(verify({ text: `${steps} 3.3` }, { text: page('3.3') })).toMatchObject({ kind: 'contained', cue: null });
    expect(verify({ text: `Form 12\n\n${steps} 3.3` }, { text: `Page 7\n\n${page('3.3')}` })).toMatchObject({ kind: 'contained', cue: null });
    expect(verify({ text: `${steps} 3.3\n\nAlso list 12` }, { text: page('3.3') })).toMatchObject({ kind: 'contained', cue: null });
  });
  test('a conflict in an excerpt is seen, text around the excerpt is not', () => {
    const part = LEAVE.slice(LEAVE.indexOf('Every employee'), LEAVE.indexOf('Sick leave'));
    expect(verify({ text: part }, { text: LEAVE })).toMatchObject({ kind: 'contained', cue: null });
    expect(verify({ text: part.replace('thirty days', 'ninety days') }, { text: LEAVE })).toMatchObject({ kind: 'contained', cue: 'number', differs: ['ninety days', 'thirty days'] });
  });
});

test('swapping the sides swaps the edge, however ambiguous the alignment', () => {
  const word = fc.constantFrom('a1', 'b2', 'yes', 'no', 'not', 'x');
  fc.assert(fc.property(fc.array(word, { minLength: 40, maxLength: 60 }), fc.array(fc.tuple(fc.nat(59), word), { minLength: 1, maxLength: 3 }), (base, edits) => {
    const changed = [...base];
    for (const [at, to] of edits) changed.splice(Math.min(at, base.length - 1), 1, to, to);
    const loose = { ...options, jaccard: 0.4, containment: 0.3 };
    const [one, other] = [side({ text: base.join(' '), path: 'a.md' }), side({ text: changed.join(' '), path: 'b.md' })];
    const [forth, back] = [duplicationJoin.verify(one, other, loose, none)[0], duplicationJoin.verify(other, one, loose, none)[0]];
    expect([back?.kind, back?.score, back?.cue]).toEqual([forth?.kind, forth?.score, forth?.cue]);
    if (forth === undefined || back === undefined) return;
    const turned = forth.kind !== 'contained';
    expect([back.a, back.b, back.differs]).toEqual(turned ? [forth.b, forth.a, forth.differs === null ? null : [...forth.differs].reverse()] : [forth.a, forth.b, forth.differs]);
  }), { numRuns: 500 });
});

describe('recall of the keys', () => {
  test('pairs at the threshold itself are found', () => {
    // 200 pairs with a Jaccard of 0.80 to 0.83 by construction: with the promised recall of 0.998, 195 hits leave room for chance.
    let pairs = 0;
    let found = 0;
    for (let seed = 1; pairs < 200 && seed < 4000; seed += 1) {
      const text = passage(seed, 100);
      const words = text.split(' ');
      for (const at of [30, 70]) words[at] = `changed${seed}`;
      const [a, b] = [side({ text, path: 'a.md' }), side({ text: words.join(' '), path: 'b.md' })];
      const score = duplicationJoin.verify(a, b, options, none)[0]?.score ?? 0;
      if (score < 0.8 || score > 0.83) continue;
      pairs += 1;
      const keys = new Set(duplicationJoin.keys(a.prepared, options, none));
      if ([...duplicationJoin.keys(b.prepared, options, none)].some((key) => keys.has(key))) found += 1;
    }
    expect(pairs).toBe(200);
    expect(found).toBeGreaterThanOrEqual(195);
  });
  test('a shared passage of 14 words always shares a key', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 80 }), (seed, before, after) => {
      const common = passage(seed, 14);
      const a = side({ text: `${passage(seed + 20_000, before)} ${common} ${passage(seed + 30_000, after)}` });
      const b = side({ text: `${passage(seed + 40_000, after)} ${common} ${passage(seed + 50_000, before)}` });
      const keys = new Set(duplicationJoin.keys(a.prepared, options, none));
      return [...duplicationJoin.keys(b.prepared, options, none)].some((key) => keys.has(key));
    }), { numRuns: 300 });
  });
});

test('hostile texts take linear time', () => {
  for (const text of ['a'.repeat(1e6), '<a'.repeat(5e5), ']('.repeat(5e5), '[a]['.repeat(25e4), '```'.repeat(3e5), '- '.repeat(5e5), '1. '.repeat(3e5), '_'.repeat(1e6), '&amp'.repeat(25e4), '漢'.repeat(3e5), 'x 1 '.repeat(25e4), '<!--'.repeat(25e4), '>'.repeat(1e6), '> '.repeat(5e5), '='.repeat(1e6), '\n= '.repeat(3e5), '- [x] '.repeat(15e4), '&gt;'.repeat(25e4), '✅\u200D'.repeat(3e5), '+/-'.repeat(3e5), ' '.repeat(1e6)]) {
    const start = process.cpuUsage();
    const one = side({ text, path: 'a.md' });
    const other = side({ text: `${text} and more of it`, path: 'b.md' });
    expect([...duplicationJoin.keys(one.prepared, options, none)].length).toBeGreaterThan(0);
    duplicationJoin.verify(one, other, options, none);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(8);
  }
});

const documents = new Map<string, string>();
const chunksOf = (path: string, text: string, part: Partial<JoinInput> = {}): JoinInput[] => {
  let offset = 0;
  return text.split('\n\n').map((piece) => {
    const input = joinInput({ text: piece, offset, path, ...part });
    documents.set(input.documentId, text);
    offset += piece.length + 2;
    return input;
  });
};
joinContract(duplicationJoin, [
  ...chunksOf('handbook/leave.md', `# Leave\n\n${LEAVE}\n\n${passage(7, 60)}`, { authority: 0.9 }),
  ...chunksOf('wiki/leave.html', `Navigation\n\n${LEAVE.replace('as early as they can', 'early')}\n\n${passage(7, 60)}`),
  ...chunksOf('mail/leave.txt', `${LEAVE.slice(LEAVE.indexOf('Every employee'), LEAVE.indexOf('Sick leave'))}\n\n${passage(8, 40)}`),
  ...chunksOf('old/leave.md', LEAVE.replace('thirty days', '20 days')),
], documents);
