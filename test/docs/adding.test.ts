import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ndjson, winnow } from '../cli/support.js';
import { ROOT, codeBlocks } from './markdown.js';

const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

/** Does what a page says: every block with `file=` becomes that file, in a folder that has Winnow installed. */
function followed(page: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-adding-'));
  folders.push(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "somebody-elses", "private": true }\n');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'winnow'), 'dir');
  symlinkSync(join(ROOT, 'node_modules', 'zod'), join(folder, 'node_modules', 'zod'), 'dir');
  const files = codeBlocks(readFileSync(join(ROOT, 'docs/adding', page), 'utf8')).flatMap(({ info, code }) => {
    const name = /\bfile=(\S+)/u.exec(info)?.[1];
    return name === undefined ? [] : [{ name, code }];
  });
  expect(files.map((file) => file.name)).toContain('pipeline.yaml');
  for (const { name, code } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), code);
  }
  return folder;
}

const exported = (folder: string): { text: string; metadata: Record<string, unknown> }[] =>
  readFileSync(join(folder, 'out.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { text: string; metadata: Record<string, unknown> });

/** Runs the command in the folder and expects this exit code; what it said is in the failure. */
async function ran(folder: string, args: readonly string[], code = 0): Promise<Awaited<ReturnType<typeof winnow>>> {
  const result = await winnow(args, { cwd: folder });
  expect(result.code, `winnow ${args.join(' ')}: ${result.stderr}${result.stdout}`).toBe(code);
  return result;
}

describe('what docs/adding says', () => {
  it('about a parser works', async () => {
    const folder = followed('parser.md');
    await ran(folder, ['run', 'pipeline.yaml']);
    const [chunk, ...others] = exported(folder);
    expect(others).toEqual([]);
    expect(chunk?.text).toBe('Welcome to Marlowick. Your badge opens every door but the server room.\n\nLunch is served from twelve to two.');
    expect(chunk?.metadata).toMatchObject({ path: 'first-day.srt', cues: 3 });
    writeFileSync(join(folder, 'subtitles', 'broken.srt'), 'no cues in here');
    expect((await ran(folder, ['run', 'pipeline.yaml'], 3)).stdout).toContain('file-broken');
    expect(exported(folder)).toHaveLength(1);
  }, 120_000);

  it('about a scorer works', async () => {
    const folder = followed('scorer.md');
    await ran(folder, ['run', 'pipeline.yaml']);
    expect(exported(folder).map((chunk) => chunk.metadata['path'])).toEqual(['sync.md']);
    const held = ndjson(await ran(folder, ['list', 'chunks', '--status', 'quarantined', '--json']));
    expect(held).toMatchObject([{
      path: 'roadmap.md', scores: { wording: 0.5 }, reasons: [{ rule: 'wording/internal-name', message: 'Unexpected `Project Falcon` in a text for customers, expected none' }],
    }]);
  }, 120_000);

  it('about a join works', async () => {
    const folder = followed('join.md');
    await ran(folder, ['run', 'pipeline.yaml']);
    expect(exported(folder).map(({ text, metadata }) => [metadata['path'], text.split('\n').at(-1)])).toEqual([
      ['billing.md', 'Invoices are sent by mail on the first of every month, and can be downloaded under Account.'], ['faq.md', 'All data is kept in two data centres, one of which is in the city that you chose.'],
    ]);
    expect(ndjson(await ran(folder, ['list', 'edges', '--json']))).toMatchObject([{ kind: 'near-duplicate', method: 'equal question', canonical: expect.stringMatching(/^[ab]$/u) as string }]);
    const held = ndjson(await ran(folder, ['list', 'chunks', '--status', 'quarantined', '--json']));
    expect(held).toMatchObject([{ path: 'faq.md', scores: { faq: 0 }, reasons: [{ rule: 'faq/asked-twice', message: 'Unexpected answer to a question that `billing.md` answers, expected one answer' }] }]);
    rmSync(join(folder, 'help', 'billing.md'));
    await ran(folder, ['run', 'pipeline.yaml']);
    expect(exported(folder).map((chunk) => chunk.metadata['path'])).toEqual(['faq.md', 'faq.md']);
  }, 120_000);

  it('about an exporter works', async () => {
    const folder = followed('exporter.md');
    await ran(folder, ['run', 'pipeline.yaml']);
    const [file = ''] = readdirSync(join(folder, 'texts'));
    expect(readFileSync(join(folder, 'texts', file), 'utf8')).toMatch(/^handbook:leave\.md\n\n[\s\S]*twenty-five days/u);
    await ran(folder, ['verify', 'texts']);
    writeFileSync(join(folder, 'texts', file), 'somebody else wrote this');
    await ran(folder, ['verify', 'texts'], 1);
    await ran(folder, ['export', 'texts']);
    await ran(folder, ['verify', 'texts']);
    rmSync(join(folder, 'handbook', 'leave.md'));
    writeFileSync(join(folder, 'handbook', 'pay.md'), '# Pay\n\nSalaries are paid on the twenty-fifth of every month, or the working day before.\n');
    await ran(folder, ['run', 'pipeline.yaml']);
    expect(readdirSync(join(folder, 'texts'))).not.toContain(file);
  }, 120_000);
});
