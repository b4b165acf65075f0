import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EpochStatistics, JoinInput } from '../../../src/core/index.js';
import { duplicationJoin } from '../../../src/join/duplication/index.js';
import { joinContract, joinInput, runJoin, statisticsOf, type JoinRun } from '../../contract/join.js';
import { passage } from './texts.js';

const LEGAL = 'This text is confidential; copying it or handing it to other people needs the written consent of the legal department.';
const options = duplicationJoin.options.parse({});
const page = (path: string, ...paragraphs: readonly string[]): JoinInput => joinInput({ path, text: paragraphs.join('\n\n') });
/** Pages `from` to `from + count` of a template: each with a text of its own between what all have. */
const template = (seed: number, count: number, own: number, from = 0): JoinInput[] => Array.from({ length: count }, (_, at) => page(
  `site-${seed}/${from + at}.md`, passage(seed, 60), passage(seed + 1, 60), passage(seed * 100 + from + at, own), passage(seed + 2, 60)));
const kinds = ({ edges }: JoinRun): string[] => edges.map(({ kind, cue }) => `${kind}${cue === null ? '' : ` ${cue}`}`).sort();
const marksOf = (run: JoinRun): string[][] => run.components.flatMap((members) => members.map(({ id }) => (run.outcomes.get(id)?.findings ?? [])
  .filter(({ rule }) => rule === 'duplication/boilerplate').map(({ message, span }) => `${message.replace(/\D+/gu, ' ').trim()} ${span === undefined ? 'all' : ''}`.trim())));

describe('boilerplate is no likeness', () => {
  test('pages of a template are no copies of each other, as long as each has something of its own', () => {
    const four = template(7, 4, 12);
    expect(kinds(runJoin(duplicationJoin, four))).toEqual(Array.from({ length: 6 }, () => 'near-duplicate'));
    expect(runJoin(duplicationJoin, [...four, ...template(7, 1, 12, 4)]).edges).toEqual([]);
    expect(kinds(runJoin(duplicationJoin, template(7, 6, 4)))).toEqual(Array.from({ length: 15 }, () => 'near-duplicate'));
  });
  test('headings of a template go with what stands below them', () => {
    const pages = Array.from({ length: 6 }, (_, at) => page(`${at}.md`, ...[1, 2, 3, 4, 5, 6].flatMap((part) => [`## What is said about part ${part}`, passage(part, 40)]), passage(100 + at, 25)));
    expect(runJoin(duplicationJoin, pages).edges).toEqual([]);
  });
  test('the same text in two templates, and by itself, is found', () => {
    const article = [passage(500, 40), passage(501, 30)];
    const inside = (seed: number): JoinInput => page(`site-${seed}/article.md`, '# The article', passage(seed, 60), passage(seed + 1, 60), ...article, passage(seed + 2, 60));
    const run = runJoin(duplicationJoin, [...template(7, 5, 70), ...template(17, 5, 70), inside(7), inside(17), page('article.md', '# The article', ...article)]);
    expect(run.edges.map(({ kind, method, score }) => [kind, method, score])).toEqual(Array.from({ length: 3 }, () => ['near-duplicate', 'jaccard word-5 >= 0.8, boilerplate left out', 1]));
    expect(run.edges.every(({ a, b }) => a.quote === b.quote && a.quote.startsWith(article[0]?.slice(0, 30) ?? '-'))).toBe(true);
  });
  test('and is apart where it differs in a fact; what differs in the templates is none', () => {
    const article = `${passage(500, 40)} and all of this is kept for 30 days by the desk. ${passage(501, 30)}`;
    const inside = (seed: number, text: string): JoinInput => page(`site-${seed}/article.md`, `Office ${seed} in Berlin is open until ${seed} o'clock. ${passage(seed, 60)}`, text);
    const sites = (seed: number): JoinInput[] => Array.from({ length: 5 }, (_, at) => page(`site-${seed}/${at}.md`, `Office ${seed} in Berlin is open until ${seed} o'clock. ${passage(seed, 60)}`, passage(seed * 100 + at, 70)));
    const found = (other: string): string[] => kinds(runJoin(duplicationJoin, [...sites(7), ...sites(17), inside(7, article), inside(17, other)]));
    expect(found(article)).toEqual(['near-duplicate']);
    expect(found(article.replace('30 days', '90 days'))).toEqual(['near-duplicate number']);
  });
  test('an excerpt of what a page has of its own is found, one of the boilerplate is none', () => {
    const pages = template(7, 6, 70);
    const own = passage(700, 70);
    expect(runJoin(duplicationJoin, [...pages, page('part.md', own.split(' ').slice(10, 60).join(' '))]).edges.map(({ kind, aId }) => [kind, aId])).toEqual([['contained', joinInput({ path: 'part.md', text: own.split(' ').slice(10, 60).join(' ') }).id]]);
    expect(runJoin(duplicationJoin, [...pages, page('part.md', passage(7, 60))]).edges).toEqual([]);
    expect(runJoin(duplicationJoin, [...pages, page('part.md', passage(7, 60))], options, { allPairs: true }).edges).toEqual([]);
    expect(kinds(runJoin(duplicationJoin, [...pages.slice(0, 3), page('part.md', passage(7, 60))]))).toContain('contained');
  });
});

describe('copies that stand in many documents are copies', () => {
  const paragraphs = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) => passage(seed, 30));
  test('all of them are one node, marked as a whole', () => {
    const run = runJoin(duplicationJoin, paragraphs.map((_, at) => page(`${at}/page.md`, ...paragraphs)));
    expect(run.components.map((members) => new Set(members.map(({ node }) => node)).size)).toEqual([1]);
    expect(marksOf(run)).toEqual(paragraphs.map(() => ['10 5 all']));
  });
  test('those that have drifted, each in another paragraph, are found', () => {
    const drifted = paragraphs.map((_, at) => page(`${at}/page.md`, passage(200 + at, 3), ...paragraphs.map((text, place) => (place === at && at > 0 ? text.split(' ').map((word, index) => (index % 10 === 5 ? 'edited' : word)).join(' ') : text))));
    expect(kinds(runJoin(duplicationJoin, drifted))).toEqual(Array.from({ length: 45 }, () => 'near-duplicate'));
    const other = paragraphs.map((_, at) => page(`${at}/page.md`, ...paragraphs.map((text, place) => (place === at ? passage(100 + at, 30) : text))));
    expect(runJoin(duplicationJoin, other).edges).toEqual([]);
  });
  test('their pieces are compared with each other, cut as they may be', () => {
    const pages = paragraphs.slice(0, 5).map((_, at) => page(`${at}/page.md`, ...paragraphs.slice(0, 5)));
    expect(kinds(runJoin(duplicationJoin, [...pages, page('part.md', ...paragraphs.slice(0, 2))]))).toEqual(['contained']);
  });
});

describe('boilerplate is marked', () => {
  const pages = Array.from({ length: 12 }, (_, at) => page(`${at}.md`, '# Notes', passage(at + 1, 50), `  ${at % 2 === 0 ? LEGAL : LEGAL.toUpperCase().replaceAll(' ', '\n')}  `, passage(at + 50, 20)));
  const statistics = statisticsOf(duplicationJoin, pages, options);
  const marked = ({ text, path }: JoinInput): unknown[] => duplicationJoin.mark?.(duplicationJoin.prepare(joinInput({ text, path }), options), options, statistics)
    .map(({ span, message, severity }) => [severity, message, text.slice(span?.start, span?.end).replace(/\s+/gu, ' ').toLowerCase().trim()]) ?? [];
  test('where it stands, with how many documents hold it; a heading that many pages have is none', () => {
    expect(statistics.frequency(duplicationJoin.documentTerms?.of(page('x.md', '# Notes'), options)[Symbol.iterator]().next().value ?? 0)).toBe(12);
    for (const input of pages) expect(marked(input)).toEqual([['info', 'Unexpected repetition of the same text in `12` documents, expected fewer than `5`', LEGAL.toLowerCase()]]);
    expect(marked(page('new.md', passage(99, 20)))).toEqual([]);
  });
  test('it holds nothing back, and scores nothing', () => {
    const run = runJoin(duplicationJoin, [...pages, page('copy.md', ...(pages[0]?.text.split('\n\n') ?? []))]);
    const first = [...run.outcomes.values()].filter(({ canonical }) => canonical);
    expect(first.map(({ score, survivor, findings }) => [score, survivor, findings.map(({ rule }) => rule)])).toEqual([[1, null, ['duplication/boilerplate']]]);
  });
  test('at most twenty times in one chunk', () => {
    expect(duplicationJoin.mark?.(duplicationJoin.prepare(page('a.md', ...Array.from({ length: 50 }, (_, at) => passage(at, 9))), options), options, { nodes: 9, frequency: () => 9 })).toHaveLength(20);
  });
});

describe('what is counted', () => {
  const counted = (asked: object, inputs: readonly JoinInput[]): number => {
    const parsed = duplicationJoin.options.parse(asked);
    const statistics = statisticsOf(duplicationJoin, inputs, parsed);
    return Math.max(...inputs.flatMap((input) => [...duplicationJoin.documentTerms?.of(input, parsed) ?? []].map((term) => statistics.frequency(term))));
  };
  const five = Array.from({ length: 5 }, (_, at) => joinInput({ path: `${at === 0 ? 'legal' : 'docs'}/${at}.md`, source: at % 2 === 0 ? 'one' : 'two', text: `${passage(at, 20)}\n\n${LEGAL}` }));
  test('documents, not chunks', () => {
    expect(counted({}, five)).toBe(5);
    expect(counted({}, five.map((input) => ({ ...input, documentId: 'one' })))).toBe(0);
    expect(counted({ boilerplateDocuments: 6 }, five)).toBe(0);
  });
  test('those that are compared: of each source by itself, and not of paths to ignore', () => {
    expect(counted({ within: 'source', boilerplateDocuments: 3 }, five)).toBe(3);
    expect(counted({ ignore: ['legal/**'], boilerplateDocuments: 3 }, five)).toBe(4);
  });
  test('fewer documents than three are no number to count', () => {
    expect(duplicationJoin.options.safeParse({ boilerplateDocuments: 2 }).success).toBe(false);
  });
});

test('a node determines its keys, wherever its paragraphs end', () => {
  const asked = duplicationJoin.options.parse({ minWords: 4, shingleWords: 2, minExcerptWords: 8 });
  const words = fc.array(fc.constantFrom('1.', '-', 'stop', 'the', 'server', 'now', 'then', 'start'), { minLength: 10, maxLength: 20 });
  const ends = fc.array(fc.constantFrom(' ', ' ', '\n\n', '\n'), { minLength: 20, maxLength: 20 });
  let divided = 0;
  fc.assert(fc.property(words, ends, ends, fc.integer({ min: 2, max: 5 }), (pieces, one, other, every) => {
    const statistics: EpochStatistics = { nodes: 9, frequency: (term) => (Number(term) % every === 0 ? 9 : 0) };
    const [a, b] = [one, other].map((spaces) => {
      const input = joinInput({ text: pieces.map((piece, at) => `${piece}${spaces[at] ?? ' '}`).join('') });
      const prepared = duplicationJoin.prepare(input, asked);
      return { node: duplicationJoin.node(input, prepared, asked, statistics), keys: [...duplicationJoin.keys(prepared, asked, statistics)].sort() };
    });
    if (a?.node?.split(' without')[0] === b?.node?.split(' without')[0] && a?.node !== b?.node) divided += 1;
    if (a?.node !== null && a?.node === b?.node) expect(a?.keys).toEqual(b?.keys);
  }), { numRuns: 3000 });
  expect(divided).toBeGreaterThan(100);
});

const documents = new Map<string, string>();
const whole = (input: JoinInput): JoinInput => {
  documents.set(input.documentId, `# Title\n\n${input.text}`);
  return { ...input, offset: 9 };
};
joinContract(duplicationJoin, [
  ...template(7, 6, 70), ...template(17, 5, 60), page('both.md', passage(7, 60), passage(702, 70), passage(17, 60)), page('own.md', passage(702, 70)),
  page('part.md', passage(703, 70).split(' ').slice(5, 60).join(' ')), page('drift.md', passage(7, 60), passage(8, 60), passage(704, 70).replace(/^\S+ \S+/u, 'other words'), passage(9, 60)),
].map(whole), documents);
