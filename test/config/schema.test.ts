import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { checkPipeline } from '../../src/config/index.js';
import { starterPipeline } from '../../src/engine/init.js';
import { codeBlocks } from '../docs/markdown.js';
import { faults, type Schema } from './json-schema.js';

const root = join(import.meta.dirname, '..', '..');
const schema = JSON.parse(readFileSync(join(root, 'docs/schema/pipeline.schema.json'), 'utf8')) as Schema;
const pipeline = (change: object): object => ({ version: 1, name: 'x', read: [{ name: 'docs', use: 'files' }], ...change });

describe('the JSON Schema of pipelines', () => {
  it.each(readdirSync(join(root, 'pipelines')))('takes pipelines/%s', (file) => {
    expect(faults(schema, parse(readFileSync(join(root, 'pipelines', file), 'utf8')))).toEqual([]);
  });

  it('takes what `winnow init` writes', () => {
    expect(faults(schema, parse(starterPipeline('docs', ['.md', '.pdf'], ['answers.jsonl'])))).toEqual([]);
  });

  it('takes the pipeline that README shows', () => {
    const [shown = ''] = codeBlocks(readFileSync(join(root, 'README.md'), 'utf8')).filter(({ info }) => info === 'yaml').map(({ code }) => code);
    expect(faults(schema, parse(shown))).toEqual([]);
    expect(checkPipeline(parse(shown), 'README').name).toBe('handbook');
  });

  it('takes blocks of plugins, whose options it does not know', () => {
    expect(faults(schema, pipeline({ plugins: ['./mine.js'], read: [{ name: 'x', use: 'mine', with: { anything: 1 } }], score: [{ use: 'tone', with: { a: [] } }] }))).toEqual([]);
  });

  it.each<[string, object]>([
    ['.polcy', pipeline({ polcy: {} })],
    ['.version', pipeline({ version: 2 })],
    ['.name', pipeline({ name: '../x' })],
    ['.read', pipeline({ read: [] })],
    ['.read[0].with.rot', pipeline({ read: [{ name: 'docs', use: 'files', with: { rot: '.' } }] })],
    ['.read[0].with', pipeline({ read: [{ name: 'docs', use: 'jsonl' }] })],
    ['.read[0].authority', pipeline({ read: [{ name: 'docs', use: 'files', authority: 2 }] })],
    ['.chunk.with.maxTokens', pipeline({ chunk: { use: 'headings', with: { maxTokens: 'many' } } })],
    ['.score[0].with.halfLife', pipeline({ score: [{ use: 'freshness', with: { halfLife: 3 } }] })],
    ['.export[0].with.path', pipeline({ export: [{ use: 'jsonl', with: { path: 1 } }] })],
    ['.parse.pdf.pages', pipeline({ parse: { pdf: { pages: 3 } } })],
    ['.policy.accept', pipeline({ policy: { accept: [] } })],
    ['.limits.parserProcesses', pipeline({ limits: { parserProcesses: 0 } })],
    ['.limits.joinWorkers', pipeline({ limits: { joinWorkers: -1 } })],
  ])('refuses a wrong %s', (path, input) => {
    expect(faults(schema, input)).toContain(path);
  });

  it('agrees with what is checked at run time on top-level keys', () => {
    for (const input of [pipeline({ polcy: {} }), pipeline({ version: 2 }), pipeline({ name: '../x' }), pipeline({ read: [] }), pipeline({ policy: { accept: [] } })]) {
      expect(() => checkPipeline(input, 'it')).toThrow(expect.objectContaining({ code: 'pipeline-invalid' }) as Error);
    }
    expect(checkPipeline(pipeline({ name: 'Upper.Case' }), 'it').name).toBe('Upper.Case');
    expect(faults(schema, pipeline({ name: 'Upper.Case' }))).toEqual([]);
  });
});
