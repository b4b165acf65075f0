import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInBlocks, declaredRules } from '../../scripts/generate/blocks.js';
import { ROOT } from './markdown.js';

const rules = declaredRules(await builtInBlocks());
const folder = join(ROOT, 'docs/rules');
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md') && !path.endsWith('README.md')).map((path) => path.slice(0, -3)).sort();

function sources(at: string): string[] {
  return readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => readFileSync(join(at, path), 'utf8'));
}

describe('rules', () => {
  it('have a page each, and every page has its rule', () => {
    expect(pages).toEqual(rules);
  });

  it.each(rules)('%s: its page says what it means, why it matters and how to change it', (rule) => {
    const file = join(folder, `${rule}.md`);
    expect(existsSync(file)).toBe(true);
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith(`# ${rule}\n`)).toBe(true);
    expect(text.split('\n').length).toBeGreaterThanOrEqual(10);
    expect(text).toMatch(/why it matters/iu);
  });

  it('are declared by the block that reports them', () => {
    const reported = sources(join(ROOT, 'src')).flatMap((text) => [...text.matchAll(/\brule: '([a-z-]+\/[a-z-]+)'/gu)].map(([, rule]) => rule));
    expect(reported.length).toBeGreaterThan(5);
    expect([...new Set(reported)].filter((rule) => rule === undefined || !rules.includes(rule))).toEqual([]);
  });
});
