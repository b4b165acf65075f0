import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sha256, type HashedFile } from '../../../src/core/index.js';
import { headingsChunker } from '../../../src/ingest/chunkers/headings/index.js';
import { createParserHost, type ParserHost } from '../../../src/engine/parser-host/index.js';

// Other tests share processes: see test/built/children.ts.
vi.unmock('../../../src/engine/parser-host/index.js');

const TEXT = '# Leave\n\nTwenty-five days a year.\n\n# Sick leave\n\nCall in before nine.\n';
const host = createParserHost({ size: 1 });
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-files-'));
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const hashed = (name: string, text: string): HashedFile => ({ absolute: join(folder, name), sha256: sha256(text), size: Buffer.byteLength(text) });
const parse = (content: HashedFile): ReturnType<ParserHost['parse']> => host.parse({ parserId: null, content, path: 'leave.md' });

describe('a file that the child reads', () => {
  it('gives what its bytes give, and chunks where they are asked for', async () => {
    writeFileSync(join(folder, 'leave.md'), TEXT);
    const content = hashed('leave.md', TEXT);
    const whole = await parse(content);
    expect(whole).toEqual(await host.parse({ parserId: null, content: new TextEncoder().encode(TEXT), path: 'leave.md' }));
    const chunker = { id: 'headings', options: headingsChunker.options.parse({}) };
    const [cut] = (await host.parse({ parserId: null, content, path: 'leave.md', chunker })).documents;
    expect(cut?.blocks).toEqual([]);
    expect(cut?.chunks).toEqual(await headingsChunker.run(whole.documents[0]!, chunker.options));
  });

  it('is refused when it is not what was hashed: other bytes, gone, a link, a FIFO', async () => {
    const changed = { code: 'changed-while-reading' };
    writeFileSync(join(folder, 'edited.md'), TEXT.replace('nine', 'noon'));
    await expect(parse(hashed('edited.md', TEXT))).rejects.toMatchObject(changed);
    await expect(parse(hashed('gone.md', TEXT))).rejects.toMatchObject(changed);
    writeFileSync(join(folder, 'target.md'), TEXT);
    symlinkSync(join(folder, 'target.md'), join(folder, 'link.md'));
    await expect(parse(hashed('link.md', TEXT))).rejects.toMatchObject(changed);
    execFileSync('mkfifo', [join(folder, 'fifo.md')]);
    await expect(parse(hashed('fifo.md', TEXT))).rejects.toMatchObject(changed);
    expect((await parse(hashed('target.md', TEXT))).parserId).toBe('markdown');
  });

  it('is refused with a chunker that is not there', async () => {
    writeFileSync(join(folder, 'a.md'), TEXT);
    await expect(host.parse({ parserId: null, content: hashed('a.md', TEXT), path: 'a.md', chunker: { id: 'none', options: {} } })).rejects.toMatchObject({ code: 'block-unknown' });
  });
});
