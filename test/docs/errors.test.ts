import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/core/index.js';
import { ROOT } from './markdown.js';

const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
const sections = new Map([...page.matchAll(/^### `([a-z-]+)`\n\n([\s\S]*?)(?=^#|(?![\s\S]))/gmu)].map(([, code = '', body = '']) => [code, body]));

describe('docs/errors.md', () => {
  it('has one section for every code, and no other', () => {
    expect([...sections.keys()].sort()).toEqual(Object.keys(ERRORS).sort());
    expect(page.match(/^### /gmu)).toHaveLength(sections.size);
  });

  it.each(Object.entries(ERRORS))('gives the exit code of %s and says what to do', (code, { exit }) => {
    const body = sections.get(code) ?? '';
    expect(/^Exit code (\d+)\./u.exec(body)?.[1]).toBe(String(exit));
    expect(body).toMatch(/^What to do: \S.{10,}/mu);
  });

  it('lists the exit codes there are', () => {
    const listed = [...page.matchAll(/^\| (\d+) \|/gmu)].map(([, exit]) => Number(exit));
    expect(listed).toEqual([0, 1, 2, 3, 4, 5, 130]);
    expect(listed).toEqual(expect.arrayContaining([...new Set(Object.values(ERRORS).map(({ exit }) => exit))]));
  });
});
