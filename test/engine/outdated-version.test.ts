import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { list, run, type FindingLine } from '../../src/index.js';

const now = new Date('2026-11-26');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-versions-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'pipeline.yaml'), 'version: 1\nname: versions\nread: [{ name: docs, use: files, with: { root: docs, git: false } }]\n');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const RELAY = 'Folders are copied through a relay, which needs no open port in the firewall of the office any longer.';
const SPEED = 'A folder of ten thousand files is read within a minute, and whoever saves one of them hears of a conflict at once.';
const write = (path: string, text: string): void => { writeFileSync(join(folder, 'docs', path), text); };

/** What is found, and how many chunks are held back for it. */
async function night(store = 'store.db'): Promise<string[]> {
  const of = { store: join(folder, store) };
  await run(join(folder, 'pipeline.yaml'), { ...of, now });
  const found: string[] = [];
  for await (const { path, message } of list('findings', { ...of, rule: 'freshness/outdated-version' }) as AsyncIterable<FindingLine>) found.push(`${path}: ${message}`);
  let held = 0;
  for await (const _ of list('chunks', { ...of, status: 'quarantined', rule: 'freshness/outdated-version' })) held += 1;
  return [...found.sort(), `${String(held)} held back`];
}
const said = (file: string, version: string, heading: string): string => `install.html: Unexpected \`2.1\` as the current version, as \`${file}\` documents \`${version}\` (\`${heading}\`), expected the newest`;

it('follows the corpus from night to night as a store made from scratch does', async () => {
  write('install.html', `<html><body><main><h1>Installing Acme Sync</h1><p>It copies folders between the offices of a firm whenever somebody saves a file in one of them.</p><h2>Download</h2><p>The current version is <b>2.1</b>. Unpack the archive and start the installer as an administrator.</p></main></body></html>`);
  write('other.md', `# Parking\n\nBicycles are parked in the yard behind the bakery, cars below the roof of the northern hall.\n`);
  expect(await night()).toEqual(['0 held back']);

  write('sync-5.md', `# Acme Sync 5.0\n\n${RELAY}\n`);
  expect(await night()).toEqual([said('sync-5.md', '5.0', 'Acme Sync 5.0'), '1 held back']);

  write('sync-6.md', `# News\n\nWhat is new, and what it means for offices.\n\n## Acme Sync 6.0 is here\n\n${SPEED}\n`);
  expect(await night()).toEqual([said('sync-6.md', '6.0', 'Acme Sync 6.0 is here'), '1 held back']);
  expect(await night('scratch.db')).toEqual(await night());

  rmSync(join(folder, 'docs', 'sync-6.md'));
  expect(await night()).toEqual([said('sync-5.md', '5.0', 'Acme Sync 5.0'), '1 held back']);
  rmSync(join(folder, 'docs', 'sync-5.md'));
  expect(await night()).toEqual(['0 held back']);
});
