import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { childCommand } from '../../../src/engine/parser-host/command.js';
import { createParserHost } from '../../../src/engine/parser-host/index.js';
import { pdfFile } from '../../ingest/parsers/samples.js';

// The processes of other tests are built and shared: see test/built/children.ts.
vi.unmock('../../../src/engine/parser-host/command.js');
vi.unmock('../../../src/engine/parser-host/index.js');

const host = createParserHost({ size: 1, plugins: [fileURLToPath(new URL('./plugins/misbehaving.mjs', import.meta.url))], timeoutMs: 5000 });
afterAll(() => host.close());

describe('parser host from source', () => {
  it('starts TypeScript', () => {
    expect(childCommand(64).module).toMatch(/src\/engine\/parser-host\/child\.ts$/u);
  });

  it('parses within its memory', async () => {
    const { documents } = await host.parse({ parserId: null, content: await pdfFile(), path: 'a.pdf' });
    expect(documents[0]?.title).toBe('Travel policy');
    expect(host.started).toBe(1);
  });

  it('ends what a parser started together with the parser', async () => {
    const before = sleepers();
    await expect(host.parse({ parserId: null, content: new TextEncoder().encode('orphan'), path: 'a.bad' })).rejects.toMatchObject({ code: 'parse-timeout' });
    await expect.poll(sleepers).toEqual(before);
  });

  it('does not keep the program running', async () => {
    const program = `
      import { createParserHost } from ${JSON.stringify(fileURLToPath(new URL('../../../src/engine/parser-host/index.ts', import.meta.url)))};
      const host = createParserHost({ size: 1 });
      const { parserId } = await host.parse({ parserId: null, content: new TextEncoder().encode('# x'), path: 'a.md' });
      console.log(parserId);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
    });
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0);
    expect(output.trim()).toBe('markdown');
  });
});

/** Processes running `sleep 300`, by pid. */
function sleepers(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/u.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') === 'sleep\x00300\x00';
    } catch {
      return false;
    }
  });
}
