import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { corpus } from '../cli/support.js';
import { ROOT, codeBlocks } from './markdown.js';

const page = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');

describe('docs/library.md', () => {
  it('has an example that runs as it stands', () => {
    const cwd = corpus();
    const [example] = codeBlocks(page);
    const code = `process.chdir(${JSON.stringify(cwd)});\n${(example?.code ?? '').replace('handbook.yaml', 'small.yaml')}`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const released = readFileSync(join(cwd, 'out/small.jsonl'), 'utf8').trim().split('\n');
    expect(released).toHaveLength(4);
    expect(ran.stdout).toMatch(/^[0-9a-f-]{36} bicycles\.md Dated 2017-03-01/mu);
    expect(ran.stdout.trimEnd()).toMatch(/\njsonl true 4$/u);
  });

  it('names only functions that there are', () => {
    const named = [...page.matchAll(/^\| `(\w+)\(/gmu)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(7);
    expect(named.filter((name) => typeof (library as Record<string, unknown>)[name] !== 'function')).toEqual([]);
  });
});
