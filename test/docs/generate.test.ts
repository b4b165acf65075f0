import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { typeOf } from '../../scripts/generate/blocks-page.js';
import { builtInBlocks, jsonSchemaOf } from '../../scripts/generate/blocks.js';
import { excerptOf } from '../../scripts/generate/demo-output.js';
import { generatedFiles } from '../../scripts/generate/files.js';
import { runsOf, terminalSvg } from '../../scripts/generate/terminal-svg.js';
import { ROOT } from './markdown.js';

describe('generated files', () => {
  it('are the same each time', async () => {
    expect(await generatedFiles(ROOT)).toEqual(await generatedFiles(ROOT));
  });

  it('name every built-in block, and say what every option does', async () => {
    const page = (await generatedFiles(ROOT)).get('docs/blocks.md') ?? '';
    for (const [, blocks] of await builtInBlocks()) for (const block of blocks) expect(page).toContain(`\n### ${block.id}\n`);
    expect([...page.matchAll(/^\| `([^`]+)` \| .* \| *\|$/gmu)].map(([, option]) => option)).toEqual([]);
  });
});

describe('types of options', () => {
  it.each<[string, z.ZodType]>([
    ['integer', z.number().int()],
    ['list of string', z.array(z.string())],
    ['"a" \\| "\\|"', z.enum(['a', '|'])],
    ['map to number', z.record(z.string(), z.number())],
    ['string \\| null', z.string().nullable()],
  ])('are shown as %s', (shown, schema) => {
    expect(typeOf(jsonSchemaOf(schema))).toBe(shown);
  });
});

describe('the picture of a terminal', () => {
  it('keeps colours, drops other escape sequences and escapes markup', () => {
    expect(runsOf('\u001b[1mA\u001b[0m \u001b[31;1mB\u001b[39m\u001b[2KC')).toEqual([
      { text: 'A', colour: '#c9d1d9', bold: true }, { text: ' ', colour: '#c9d1d9', bold: false }, { text: 'B', colour: '#ff7b72', bold: true }, { text: 'C', colour: '#c9d1d9', bold: true },
    ]);
    const svg = terminalSvg('run <x> & "y"', 'a <script>\nb');
    expect(svg).not.toContain('<script>');
    expect(svg.match(/<text /gu)).toHaveLength(3);
    expect(svg).not.toContain('\u001b');
  });
});

describe('what README shows of the demo', () => {
  const output = ['> demo', 'Run of demo: succeeded', '  chunks  1 accepted', '', 'Where to look next  (store x)', '  hints', '', 'Scoreboard (labels)', `  found 1 of 2${' long'.repeat(60)}`, 'more'].join('\n');

  it('is the run and the first line of the scoreboard, without hints', () => {
    const lines = excerptOf(`\u001b[32m${output}\u001b[0m`).split('\n');
    expect(lines.slice(0, 4)).toEqual(['Run of demo: succeeded', '  chunks  1 accepted', '', 'Scoreboard (labels)']);
    expect(lines[4]).toMatch(/^ {2}found 1 of 2.*…$/u);
    expect(lines).toHaveLength(5);
  });

  it('is refused when the demo printed something else', () => {
    expect(() => excerptOf('Segmentation fault')).toThrow('something else');
  });

  it('is real output', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    expect(readme).toMatch(/<!-- demo-output -->\n```text\nRun of demo[\s\S]*found \d+ of \d+ planted problems[\s\S]*```\n<!-- \/demo-output -->/u);
  });
});
