import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyBlock } from '../../src/config/index.js';
import { declaredRules, type Kind } from './blocks.js';

interface RulePage {
  readonly what: string;
  readonly severity: string;
}

/** What a rule's page says of it: the first sentence below the heading, and the severity wherever it is named. */
function readPage(root: string, rule: string): RulePage | null {
  const file = join(root, 'docs', 'rules', `${rule}.md`);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const paragraph = text.split(/\n\s*\n/u).map((part) => part.trim()).find((part) => part !== '' && !part.startsWith('#') && !part.startsWith('Severity')) ?? '';
  const sentence = /^(.*?[.:])(?=\s|$)/su.exec(paragraph.replace(/\s+/gu, ' '))?.[1] ?? paragraph;
  const severity = /severity[^a-z]{0,4}(?:is )?(?:always )?[^a-z]{0,2}(info|warning|error)/iu.exec(text)?.[1] ?? '';
  return { what: sentence.replace(/:$/u, '.').replaceAll('|', '\\|'), severity: severity.toLowerCase() };
}

/** docs/rules/README.md: one row a rule. */
export function rulesIndex(root: string, blocks: ReadonlyMap<Kind, readonly AnyBlock[]>): string {
  const rows = declaredRules(blocks).map((rule) => {
    const page = readPage(root, rule);
    const [dimension = ''] = rule.split('/');
    return `| ${page === null ? rule : `[${rule}](${rule}.md)`} | ${dimension} | ${page?.severity ?? ''} | ${page?.what ?? ''} |`;
  });
  return [
    '# Rules', '',
    'Every rule that may be named as a reason. A finding measures; what it leads to is the [policy](../policy.md)\'s to say. This page is generated: `npm run generate`.', '',
    '| rule | dimension | severity | what it means |', '|---|---|---|---|', ...rows, '',
  ].join('\n');
}
