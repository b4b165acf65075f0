import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hasWords, wordsOf } from '../../../../src/ingest/readers/files/git/words.js';
import { cpuMs } from '../../../cpu-time.js';

const words = (text: string | Buffer, path = 'a.md'): string | null => wordsOf(path, Buffer.from(text as string));

describe('what a reader of Markdown is told', () => {
  test.each([
    ['lines cut elsewhere', 'One two\nthree four five.', 'One two three\nfour five.'],
    ['line ends', 'One\ntwo\n\nthree\n', 'One\r\ntwo\r\n\r\nthree'],
    ['white space at ends of lines', 'One  \ntwo\t\n', 'One\ntwo'],
    ['indentation', '- One\n  - two', '* One\n    * two'],
    ['blank lines', '# One\nTwo\n\n\n\nthree', '# One\n\nTwo\n\nthree'],
    ['signs of emphasis', '*One* __two__ and (_three_), **four five**.', '_One_ **two** and (*three*), __four five__.'],
    ['emphasis over lines', '*one\ntwo* three', '_one two_\nthree'],
    ['emphasis that came', 'You must stop.', 'You **must** stop.'],
    ['bullets', '* One\n* two\n+ three', '- One\n- two\n- three'],
    ['headings underlined', 'One\n===\n\nTwo\n---\n\ntext', '# One\n\n## Two\n\ntext'],
    ['closed headings', '## One ##\ntwo', '## One\ntwo'],
    ['rules', 'One\n\n***\n\ntwo', 'One\n\n---\n\ntwo'],
    ['padding of tables', '| a | b |\n|---|:-:|\n| 1 | 2 |', '| a   |  b  |\n| --- | :-: |\n|1|2|'],
    ['a table without its last sign', '| a | b |\n|---|---|\n| 1 | 2 |', '| a | b\n|---|---\n| 1 | 2'],
    ['emphasis, and a star after it', '*a b* c*', '_a b_ c*'],
    ['curled quotation marks', 'It’s “one”', "It's \"one\""],
    ['a byte order mark', '\uFEFFOne', 'One'],
    ['composed letters', 'caf\u00e9', 'cafe\u0301'],
    ['signs of quotation', '> One two\n> three', '> One\n> two three'],
    ['indentation of fenced code with its item', '- x\n\n  ```js\n  if (a)\n    b();\n  ```', '* x\n\n    ```js\n    if (a)\n      b();\n    ```'],
    ['fences', '~~~js\na\n~~~', '````js\na\n````'],
    ['fences in items', '- ```\n  a\n  ```', '* ```\n  a\n  ```'],
    ['keys of front matter that came and place the page', '---\ntitle: One\n---\ntext', '---\ntitle: One\ntags: [a]\n---\ntext'],
    ['keys of front matter that place the page', '---\ntitle: One\ntags: [a]\nsidebar_position: 3\n---\ntext', '---\ntitle: One\ntags:\n- b\n- c\nnav_order: 4\n---\ntext'],
  ])('is the same: %s', (_, one, two) => {
    expect(words(one)).toBe(words(two));
  });

  test.each([
    ['a word', 'One two', 'One too'],
    ['a number', 'Up to 30 EUR', 'Up to 35 EUR'],
    ['a number at the start of a line', 'in version\n12. It', 'in version\n13. It'],
    ['the target of a link', 'See [one](a.md).', 'See [one](b.md).'],
    ['a word less', 'do not go', 'do go'],
    ['letters of another case', 'May', 'may'],
    ['a sign', '5 - 3', '5 + 3'],
    ['a star that multiplies', '5 * 3', '5 3'],
    ['a star of a pattern', 'all *.md here', 'all .md here'],
    ['an underscore in a word', 'max_size', 'maxsize'],
    ['an escaped star', '\\*one\\*', '*one*'],
    ['a code span', 'use `*a*`', 'use `_a_`'],
    ['quotation marks in code', "use `f('a')`", 'use `f(‘a’)`'],
    ['a code span over lines', 'use `*a\nb*` now', 'use `_a\nb_` now'],
    ['fenced code', '```\na * b\n```', '```\na + b\n```'],
    ['indentation in fenced code', '```yaml\na:\n  b: 1\n```', '```yaml\na:\nb: 1\n```'],
    ['the language of code', '```js\na\n```', '```ts\na\n```'],
    ['a cell', '| a | b |\n|---|---|\n| 1 | 2 |', '| a | b |\n|---|---|\n| 1 | 3 |'],
    ['a cell that moved', '| a |  | b |', '| a | b |  |'],
    ['a list item that was a sentence', '- One', 'One'],
    ['a title in front matter', '---\ntitle: One\n---\ntext', '---\ntitle: Two\n---\ntext'],
    ['a date in front matter', '---\nupdated: 2024-01-01\n---\ntext', '---\nupdated: 2024-02-01\n---\ntext'],
    ['a key nobody knows', '---\ntier: 1\n---\ntext', '---\ntier: 2\n---\ntext'],
    ['a text with the name of a key', '---\nabout: |\n  tags: a\n---\ntext', '---\nabout: |\n  tags: b\n---\ntext'],
    ['keys in the body', 'tags: a', 'tags: b'],
    ['a key in quotation marks', "---\ntags: a\n'my tier': 1\n---\ntext", "---\ntags: a\n'my tier': 2\n---\ntext"],
    ['code with a shorter fence in it', '````\n```\n*a*\n````', '````\n```\n_a_\n````'],
    ['the number of an item that holds code', '1. ```\n   a\n   ```', '2. ```\n   a\n   ```'],
    ['stars with code between them', '*a\n```\nx\n```\nb*', 'a\n```\nx\n```\nb'],
    ['stars with a heading between them', '*a\n# b*', 'a\n# b'],
    ['stars of a heading and of what is below it', '# *a\nb*', '# a\nb'],
    ['stars of two items', '- *a\n- b*', '- a\n- b'],
    ['what comes after a fence that is closed', '```\na\n```\nOne', '```\na\n```\nTwo'],
  ])('differs: %s', (_, one, two) => {
    expect(words(one)).not.toBe(words(two));
  });

  const word = fc.stringMatching(/^[a-z]{2,8}$/u);
  const sentence = fc.array(word, { minLength: 3, maxLength: 12 });
  const page = fc.array(fc.record({ kind: fc.constantFrom('paragraph', 'bullet', 'heading', 'table', 'code'), of: sentence }), { minLength: 1, maxLength: 8 });
  type Page = readonly { readonly kind: string; readonly of: readonly string[] }[];

  /** The page as one of two people would write it: every choice of layout is one of `dice`. */
  function laidOut(blocks: Page, dice: () => number): string {
    const either = (...ways: readonly string[]): string => ways[Math.floor(dice() * ways.length)] ?? '';
    const wrapped = (of: readonly string[]): string => of.map((one, at) => `${either(one, one, `*${one}*`, `__${one}__`)}${at === of.length - 1 ? '' : either(' ', ' ', '  ', ' \n')}`).join('');
    const block = ({ kind, of }: Page[number]): string => {
      if (kind === 'bullet') return `${either('-', '*', '+')} ${either('', '  ')}${wrapped(of)}`;
      if (kind === 'heading') return dice() < 0.5 ? `## ${of.join(' ')}${either('', ' ##')}` : `${of.join(' ')}\n-----`;
      if (kind === 'table') return `|${of.map((one) => `${either('', ' ', '   ')}${one}${either('', ' ')}`).join('|')}|\n|${of.map(() => either('---', ' :--: ')).join('|')}|`;
      if (kind === 'paragraph') return wrapped(of);
      const fence = either('```', '~~~~');
      return `${fence}\n${of.join(' * ')}\n${fence}`;
    };
    return either('', '\uFEFF') + blocks.map(block).join(either('\n\n', '\r\n\r\n', '\n\n\n'));
  }

  /** Pages that a change of one word makes. */
  const changed = (blocks: Page, at: number): Page => blocks.map((block, index) => (index === at % blocks.length ? { ...block, of: block.of.map((one, place) => (place === at % block.of.length ? `${one}x` : one)) } : block));

  it('does not depend on how it is laid out, but on every word', () => {
    fc.assert(fc.property(page, fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), fc.nat(1000), (blocks, numbers, at) => {
      const dice = (): number => numbers.next().value as number;
      const told = words(laidOut(blocks, dice));
      expect(words(laidOut(blocks, dice))).toBe(told);
      expect(words(laidOut(changed(blocks, at), dice))).not.toBe(told);
    }), { numRuns: 300 });
  });

  it('hostile texts take no longer than their length', () => {
    const size = 1 << 20;
    const start = cpuMs();
    for (const piece of ['*a ', 'a* ', '*', '_a*', '`', '` ', '|', '| -', '> ', '- ', '# ', '-', ':-', '```\n', '~', '-:|', 'x*)', '("*', '\n', '\t', 'tags:\n', '=\n']) {
      for (const head of ['', '---\n']) expect(words(head + piece.repeat(size / piece.length))).not.toBeNull();
    }
    expect(words('*a '.repeat(size / 6) + 'b_ '.repeat(size / 6))).not.toBeNull();
    expect(cpuMs() - start).toBeLessThan(60_000);
  });
});

describe('what a reader of another file is told', () => {
  it('is the same where only white space differs, and nothing else', () => {
    expect(words('<p>One\n  two</p>\r\n', 'a.html')).toBe(words('<p>One two</p>', 'a.html'));
    expect(words('<p>One</p>', 'a.html')).not.toBe(words('<p>*One*</p>', 'a.html'));
    expect(words('<b>One</b> two', 'a.html')).not.toBe(words('<b>One</b>two', 'a.html'));
    expect(words('=====\nOne', 'a.rst')).not.toBe(words('One', 'a.rst'));
  });

  it('is not asked of formats in which white space says something, nor of those that are no text', () => {
    expect(['a.md', 'b.MDX', 'c.txt', 'd.rst', 'e.adoc', 'f.html', 'g.htm'].filter(hasWords)).toHaveLength(7);
    expect(['a.pdf', 'b.docx', 'c.yaml', 'd.py', 'e.csv', 'f', 'md', 'g.md.bak'].filter(hasWords)).toEqual([]);
  });

  it('is not known of bytes that are no text; those that are no UTF-8 are told apart', () => {
    expect(words('One\0')).toBeNull();
    expect(words(Buffer.from([0x63, 0xe9]))).not.toBe(words(Buffer.from([0x63, 0xe8])));
    expect(words(Buffer.from([0x63, 0xe9, 0x0a]))).toBe(words(Buffer.from([0x63, 0xe9, 0x20])));
  });
});
