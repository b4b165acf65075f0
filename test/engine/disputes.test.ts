import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { list, run, type ChunkLine, type FindingLine } from '../../src/index.js';

const now = new Date('2026-11-26');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-disputes-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'pipeline.yaml'), 'version: 1\nname: disputes\nread: [{ name: docs, use: files, with: { root: docs, git: false } }]\n');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const write = (path: string, text: string, fields = ''): void => { writeFileSync(join(folder, 'docs', path), `${fields === '' ? '' : `---\n${fields}\n---\n`}# ${path.replace(/[-.].*/u, '')}\n\n${text}\n`); };

async function collect<Line>(lines: AsyncIterable<Line>): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

/** Of each page: the rules of contradiction that hold it back, and what is proposed. */
async function night(): Promise<Record<string, string>> {
  const of = { store: join(folder, 'store.db') };
  await run(join(folder, 'pipeline.yaml'), { ...of, now });
  const chunks = await collect(list('chunks', of) as AsyncIterable<ChunkLine>);
  const findings = await collect(list('findings', { ...of, rule: 'contradiction' }) as AsyncIterable<FindingLine>);
  return Object.fromEntries(findings.map(({ path, rule }) => [path, `${rule}, ${chunks.find((chunk) => chunk.path === path)?.reasons.some((reason) => reason.rule.startsWith('contradiction/')) === true ? 'held back for it' : 'not held back for it'}`]));
}

const FILLER = ['Bicycles are parked in the yard behind the bakery, cars below the roof of the northern hall.', 'Printers of the second floor take paper of recycled fibre; the office orders toner every month.', 'Visitors ring at the gate, sign the book of the porter and wear a yellow badge.', 'The canteen cooks without nuts on Tuesday, and soup is served from eleven.'];

it('a page is not held back for what one says that is superseded, and is when that is in force again', async () => {
  for (const [at, text] of FILLER.entries()) write(`filler${String(at)}.md`, text);
  write('faq.md', 'Refund requests must be filed within 60 days of purchase.');
  write('refunds-old.md', 'Refund requests must be filed within 30 days of purchase. The shop answers by mail.', 'superseded_by: docs/refunds-new.md');
  write('refunds-new.md', 'The shop answers by mail, and nothing else is promised to anybody who wants money back.');
  expect(await night()).toEqual({ 'faq.md': 'contradiction/possible, not held back for it', 'refunds-old.md': 'contradiction/likely, held back for it' });

  write('refunds-old.md', 'Refund requests must be filed within 30 days of purchase. The shop answers by mail.');
  rmSync(join(folder, 'docs', 'refunds-new.md'));
  expect(await night()).toEqual({ 'faq.md': 'contradiction/likely, held back for it', 'refunds-old.md': 'contradiction/likely, held back for it' });
});
