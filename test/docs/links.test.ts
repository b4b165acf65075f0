import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, markdownPages } from './markdown.js';

const LINK = /!?\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/gu;

/** The name that GitHub gives a heading. */
function anchorsOf(text: string): Set<string> {
  return new Set([...text.matchAll(/^#{1,6}\s+(.+?)\s*$/gmu)].map(([, heading = '']) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/gu, '-')));
}

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gmu, '').replace(/`[^`\n]*`/gu, '');

describe('links between pages', () => {
  const pages = markdownPages();

  it('are looked for in all pages there are', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/ARCHITECTURE.md', 'docs/errors.md']));
  });

  it.each(pages)('resolve in %s', (page) => {
    const text = withoutCode(readFileSync(join(ROOT, page), 'utf8'));
    const broken = [...text.matchAll(LINK)].map(([, target = '']) => target).filter((target) => {
      if (/^[a-z][a-z+.-]*:/iu.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), decodeURIComponent(path));
      if (!existsSync(file)) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(readFileSync(file, 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});
