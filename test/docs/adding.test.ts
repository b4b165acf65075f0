import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../cli/build.js';
import { ndjson, winnow } from '../cli/support.js';
import { ROOT, codeBlocks } from './markdown.js';

const folders: string[] = [];
beforeAll(build, 180_000);
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

/** Does what a page says: every block with `file=` becomes that file, in a folder that has Winnow installed. */
function followed(page: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-adding-'));
  folders.push(folder);
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

describe('what docs/adding says', () => {
  it('about a parser works', async () => {
    const folder = followed('parser.md');
    expect(await winnow(['run', 'pipeline.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
    const [chunk, ...others] = exported(folder);
    expect(others).toEqual([]);
    expect(chunk?.text).toBe('Welcome to Marlowick. Your badge opens every door but the server room.\n\nLunch is served from twelve to two.');
    expect(chunk?.metadata).toMatchObject({ path: 'first-day.srt', cues: 3 });
    writeFileSync(join(folder, 'subtitles', 'broken.srt'), 'no cues in here');
    const second = await winnow(['run', 'pipeline.yaml'], { cwd: folder });
    expect(second).toMatchObject({ code: 3, stdout: expect.stringContaining('file-broken') as string });
    expect(exported(folder)).toHaveLength(1);
  }, 120_000);

  it('about a scorer works', async () => {
    const folder = followed('scorer.md');
    expect(await winnow(['run', 'pipeline.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
    expect(exported(folder).map((chunk) => chunk.metadata['path'])).toEqual(['sync.md']);
    const held = ndjson(await winnow(['list', 'chunks', '--status', 'quarantined', '--json'], { cwd: folder }));
    expect(held).toMatchObject([{
      path: 'roadmap.md', scores: { wording: 0.5 }, reasons: [{ rule: 'wording/internal-name', message: 'Unexpected `Project Falcon` in a text for customers, expected none' }],
    }]);
  }, 120_000);

  it('about an exporter works', async () => {
    const folder = followed('exporter.md');
    expect(await winnow(['run', 'pipeline.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
    const [file = ''] = readdirSync(join(folder, 'texts'));
    expect(readFileSync(join(folder, 'texts', file), 'utf8')).toMatch(/^handbook:leave\.md\n\n[\s\S]*twenty-five days/u);
    expect(await winnow(['verify', 'texts'], { cwd: folder })).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'texts', file), 'somebody else wrote this');
    expect(await winnow(['verify', 'texts'], { cwd: folder })).toMatchObject({ code: 1 });
    expect(await winnow(['export', 'texts'], { cwd: folder })).toMatchObject({ code: 0 });
    expect(await winnow(['verify', 'texts'], { cwd: folder })).toMatchObject({ code: 0 });
    rmSync(join(folder, 'handbook', 'leave.md'));
    writeFileSync(join(folder, 'handbook', 'pay.md'), '# Pay\n\nSalaries are paid on the twenty-fifth of every month, or the working day before.\n');
    expect(await winnow(['run', 'pipeline.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'texts'))).not.toContain(file);
  }, 120_000);
});
