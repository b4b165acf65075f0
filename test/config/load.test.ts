import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { WinnowError, type ErrorCode } from '../../src/core/index.js';
import { checkPipeline, defaultStorePath, definePipeline, loadPipelineFile, loadPipelineObject } from '../../src/config/index.js';

const folder = mkdtempSync(join(tmpdir(), 'winnow-config-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

function written(text: string): string {
  const file = join(folder, `${Math.random()}.yaml`);
  writeFileSync(file, text);
  return file;
}

function fault(work: () => unknown): { code: ErrorCode; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof WinnowError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}

const MINIMAL = 'version: 1\nname: docs\nread:\n  - { name: handbook, use: files }\n';

describe('a pipeline file', () => {
  it('gets every default in its place', () => {
    const file = written(MINIMAL);
    const loaded = loadPipelineFile(file);
    expect(loaded).toMatchObject({ file, baseDir: folder });
    expect(loaded.definition).toMatchObject({
      plugins: [], parse: {}, chunk: { use: 'headings' }, export: [], read: [{ name: 'handbook', use: 'files', authority: 0.5, owner: null, access: null }],
      limits: { maxItemBytes: 67_108_864, parseTimeoutMs: 30_000, parseMemoryMb: 512, parserProcesses: 2 },
    });
    expect(loaded.definition.score).toBeUndefined();
    expect(defaultStorePath(loaded)).toBe(join(folder, '.winnow', 'docs.db'));
  });

  it('that is not there is named', () => {
    expect(fault(() => loadPipelineFile(join(folder, 'no.yaml')))).toMatchObject({ code: 'pipeline-not-found', message: expect.stringContaining('no.yaml') as string });
    expect(fault(() => loadPipelineFile(folder)).code).toBe('pipeline-not-found');
  });

  it.each([
    ['a broken line', 'version: 1\nname: [docs\nread: []\n', /line \d+/u],
    ['a key twice', `${MINIMAL}name: again\n`, /unique.*line 5/u],
    ['a tab as indentation', 'version: 1\nread:\n\t- a\n', /line 3/u],
  ])('with %s is unreadable, and says where', (_what, text, where) => {
    const { code, message } = fault(() => loadPipelineFile(written(text)));
    expect(code).toBe('pipeline-unreadable');
    expect(message).toMatch(where);
  });

  it.each([
    ['an unknown key', `${MINIMAL}polcy: {}\n`, 'polcy: unknown key, did you mean `policy`?'],
    ['an unknown key of a source', MINIMAL.replace('use: files', 'use: files, autority: 1'), 'read[0].autority: unknown key, did you mean `authority`?'],
    ['an unknown key of the limits', `${MINIMAL}limits: { parseTimeout: 3 }\n`, 'limits.parseTimeout: unknown key, did you mean `parseTimeoutMs`?'],
    ['an unknown key of the policy', `${MINIMAL}policy: { rejct: [] }\n`, 'policy.rejct: unknown key, did you mean `reject`?'],
    ['a wrong value', MINIMAL.replace('use: files', 'use: files, authority: 2'), 'read[0].authority: '],
    ['no sources', 'version: 1\nname: docs\nread: []\n', 'read: '],
    ['a name that is a path', MINIMAL.replace('name: docs', 'name: ../docs'), 'name: expected letters'],
    ['two sources of one name', `${MINIMAL}  - { name: handbook, use: jsonl }\n`, 'read: two sources are named `handbook`'],
    ['nothing in it', '', 'pipeline: '],
    ['a list in it', '- 1\n', 'pipeline: '],
  ])('with %s is invalid, and says where', (_what, text, says) => {
    const { code, message } = fault(() => loadPipelineFile(written(text)));
    expect(code).toBe('pipeline-invalid');
    expect(message).toContain(says);
  });

  it('names every wrong key at once', () => {
    expect(fault(() => loadPipelineFile(written(`${MINIMAL}a: 1\nb: 2\nlimits: { c: 3 }\n`))).message.split('\n')).toHaveLength(4);
  });

  it('cannot make the loader expand aliases without end', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((key, index) => `${key}: &${key} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[index] ?? ''}`).join(',')}]`)].join('\n');
    expect(() => loadPipelineFile(written(bomb))).toThrow();
  });

  it('cannot reach a prototype', () => {
    expect(fault(() => loadPipelineFile(written(`${MINIMAL}__proto__: { polluted: 1 }\n`))).code).toBe('pipeline-invalid');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a pipeline object', () => {
  it('is checked like a file', () => {
    const input = definePipeline({ version: 1, name: 'docs', read: [{ name: 'handbook', use: 'files' }] });
    expect(loadPipelineObject(input, '/somewhere')).toMatchObject({ file: null, baseDir: '/somewhere' });
    expect(loadPipelineObject(input).definition).toEqual(loadPipelineFile(written(MINIMAL)).definition);
  });

  it('is refused or taken, never anything else', () => {
    fc.assert(fc.property(fc.anything(), (input) => {
      try {
        checkPipeline(input, 'it');
      } catch (error) {
        expect(error).toMatchObject({ code: 'pipeline-invalid' });
      }
    }));
  });
});
