import { describe, expect, it } from 'vitest';
import { markdownParser } from '../../../src/ingest/parsers/markdown/index.js';
import type { ParsedDocument } from '../../../src/core/index.js';
import { describeParser } from '../../contract/parser.js';
import { sample } from './samples.js';

const PAGE = `---
title: Leave policy
last_update:
  date: 2024-05-04
  author: A. Person
valid_until: 2027-01-31
lang: en
tags: [hr, leave]
---

# Leave, *in full* {#leave}

Everybody has \`28\` days <!-- was 25 --> of leave.

- one

  still one
  - nested
    - deeper
- two

1. first

   \`\`\`sh
   ls -l
   \`\`\`

> quoted
> - with a list

| a | b |
|---|---|
| 1 | 2 |

<!-- nothing to see -->

***

Setext title
------------
The end.
`;

async function parse(source: string, path = 'a.md', mediaType = 'text/markdown'): Promise<ParsedDocument> {
  const [document] = await markdownParser.run({ bytes: new TextEncoder().encode(source), path, mediaType, declared: {} }, {});
  if (document === undefined) throw new Error('no document');
  return document;
}

function outline(document: ParsedDocument): string[] {
  return document.blocks.map((block) => {
    const parent = block.parent === undefined ? '' : ` < ${document.text.slice(block.parent.start, block.parent.end)}`;
    return `${block.kind}${block.level ?? ''}: ${document.text.slice(block.start, block.end)}${parent}`;
  });
}

describe('markdown parser', () => {
  it('gives the source as its text, with blocks pointing into it', async () => {
    const document = await parse(PAGE);
    expect(document.text).toBe(PAGE);
    expect(outline(document)).toEqual([
      'heading1: # Leave, *in full* {#leave}',
      'paragraph: Everybody has `28` days',
      'paragraph: of leave.',
      'list-item1: - one\n\n  still one',
      'list-item2: - nested < - one\n\n  still one',
      'list-item3: - deeper < - nested',
      'list-item1: - two',
      'list-item1: 1. first',
      'code: ```sh\n   ls -l\n   ``` < 1. first',
      'quote: > quoted\n> - with a list',
      'table: | a | b |\n|---|---|\n| 1 | 2 |',
      'separator: ***',
      'heading2: Setext title\n------------',
      'paragraph: The end.',
    ]);
    expect(document.blocks[0]?.label).toBe('Leave, in full');
  });

  it('reads title, language, fields and dates from front matter', async () => {
    const document = await parse(PAGE);
    expect(document).toMatchObject({ title: 'Leave policy', language: 'en', declared: { tags: ['hr', 'leave'], valid_until: '2027-01-31' } });
    expect(document.dates).toEqual([
      { kind: 'modified', value: '2024-05-04', precision: 'day', source: 'front-matter', confidence: 0.95, where: 'last_update' },
      { kind: 'expires', value: '2027-01-31', precision: 'day', source: 'front-matter', confidence: 0.95, where: 'valid_until' },
    ]);
  });

  it('takes the first h1 for a title where front matter has none', async () => {
    expect((await parse('## Sub\n\n# The **title**\n')).title).toBe('The title');
    expect((await parse('no heading')).title).toBeNull();
  });

  it('keeps CRLF and lone CR line ends and still slices right', async () => {
    for (const end of ['\r\n', '\r']) {
      const document = await parse(['# T', '', 'one', 'two', '', '- a'].join(end));
      expect(outline(document)).toEqual(['heading1: # T', `paragraph: one${end}two`, 'list-item1: - a']);
    }
  });

  it('leaves MDX imports, exports and comments out and does not run JSX', async () => {
    const source = `import Tabs from '@theme/Tabs';\nimport B from './b';\n\nexport const x = { a: 1 };\n\n# Hi\n\n<Tabs items={['a', 'b']}>\n\nimport duties are paid by us.\n\n{/* hidden */}\n\n</Tabs>\n`;
    const document = await parse(source, 'a.mdx', 'text/mdx');
    expect(outline(document)).toEqual(['heading1: # Hi', "html: <Tabs items={['a', 'b']}>", 'paragraph: import duties are paid by us.', 'html: </Tabs>']);
    expect(outline(await parse('export const x = 1;\n'))).toEqual(['paragraph: export const x = 1;']);
  });

  it('reports front matter that is no YAML mapping and keeps it out of the text blocks', async () => {
    for (const front of ['a: [1, 2', 'just words', '- a\n- b', 'a: &x [1]\nb: [*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x,*x]']) {
      const document = await parse(`---\n${front}\n---\nBody.\n`);
      expect(document.findings.map((finding) => finding.rule)).toEqual(['structure/front-matter-invalid']);
      expect(outline(document)).toEqual(['paragraph: Body.']);
    }
  });

  it('runs no front matter code and lets no key reach a prototype', async () => {
    const document = await parse('---\n__proto__:\n  polluted: 1\nconstructor: { a: 1 }\nfn: !!js/function "function(){ throw 1 }"\n---\nx');
    expect(Object.hasOwn(document.declared, '__proto__')).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(typeof document.declared['fn']).toBe('string');
    expect(outline(await parse('---js\nprocess.exit(1)\n---\nx')).length).toBeGreaterThan(0);
  });

  it('reads the plain fields of TOML front matter', async () => {
    const document = await parse('+++\ntitle = "T"\ndate = 2024-01-02T03:04:05Z\n[extra]\na = 1\n+++\nBody');
    expect(document).toMatchObject({ title: 'T', declared: { title: 'T' } });
    expect(document.dates.map((date) => date.value)).toEqual(['2024-01-02']);
    expect(outline(document)).toEqual(['paragraph: Body']);
  });

  it('takes a rule at the start of a page without a second one for a rule', async () => {
    expect(outline(await parse('---\n\nText\n'))).toEqual(['separator: ---', 'paragraph: Text']);
  });
});

describeParser('markdown', markdownParser, {
  good: [sample('page.md', PAGE, 'text/markdown'), sample('bom.md', `\uFEFF${PAGE}`, 'text/markdown')],
  hostile: [
    sample('1 MB of *a_', '*a_'.repeat(350_000), 'text/markdown'),
    sample('50,000 quotes', `${'>'.repeat(50_000)}x`, 'text/markdown'),
    sample('200,000 brackets', '['.repeat(200_000), 'text/markdown'),
    sample('1 MB without a space', 'x'.repeat(1_000_000), 'text/markdown'),
    sample('unclosed comments', '<!-- '.repeat(200_000), 'text/mdx', 'a.mdx'),
    sample('deep YAML', `---\n${'['.repeat(30_000)}\n---\nx`, 'text/markdown'),
    sample('alias bomb', `---\na: &a [x]\n${'b c d e f g h i j'.split(' ').map((c, i) => `${c}: &${c} [${`*${'abcdefghij'.charAt(i)},`.repeat(10)}]`).join('\n')}\n---\nx`, 'text/markdown'),
    sample('deep list', Array.from({ length: 2000 }, (_, i) => `${'  '.repeat(i)}- x`).join('\n'), 'text/markdown'),
    sample('JSX line', `<A ${'>a'.repeat(300_000)}`, 'text/mdx', 'a.mdx'),
  ],
});
