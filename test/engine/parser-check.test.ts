import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/index.js';

it('a run whose parser lacks a package is refused before anything is parsed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-parser-check-'));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  const pipeline = (language: string): string => {
    writeFileSync(join(folder, 'p.yaml'), `version: 1
name: p
read: [{ name: docs, use: files, with: { root: ., include: ['*.md'], git: false } }]
parse: { pdf: { ocr: { languages: [${language}] } } }
export: [{ use: jsonl, with: { path: out.jsonl } }]
`);
    return join(folder, 'p.yaml');
  };
  writeFileSync(join(folder, 'a.md'), '# Visitors\n\nVisitors sign in at the front desk and wear a badge, and somebody meets them there.\n');
  await expect(run(pipeline('xyz'))).rejects.toMatchObject({ code: 'package-missing', next: 'npm install @tesseract.js-data/xyz' });
  expect(existsSync(join(folder, 'out.jsonl'))).toBe(false);
  expect(await run(pipeline('eng'))).toMatchObject({ summary: { work: { processed: 1, failed: 0 } } });
});
