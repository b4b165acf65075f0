import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePolicy, DECISION_RULES, DEFAULT_POLICY, FACT_VARIABLES, POLICY_RULE } from '../../src/curate/index.js';
import { ALL_BLOCKS } from './support.js';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

describe('docs', () => {
  const policyPage = page('policy.md');

  it('list every variable with its type', () => {
    for (const [name, { type }] of Object.entries(FACT_VARIABLES)) expect(policyPage).toContain(`| \`${name}\` | ${type.split('<')[0] ?? ''} |`);
  });

  it('list the default policy and nothing else', () => {
    const listed = [...policyPage.matchAll(/^\| (reject|quarantine) \| `([^`]+)` \|/gmu)].map(([, list, expression]) => [list, expression]);
    expect(listed).toEqual([...DEFAULT_POLICY.reject.map((expression) => ['reject', expression]), ...DEFAULT_POLICY.quarantine.map((expression) => ['quarantine', expression])]);
  });

  it('give expressions that compile', () => {
    const example = /```yaml\n([\s\S]*?)```/u.exec(policyPage)?.[1] ?? '';
    const expressions = [...example.matchAll(/"([^"]+)"/gu)].map(([, expression]) => expression ?? '');
    expect(expressions).toHaveLength(4);
    expect(() => compilePolicy({ reject: [], quarantine: expressions }, ALL_BLOCKS)).not.toThrow();
  });

  it.each([POLICY_RULE, ...DECISION_RULES])('have a page for %s', (rule) => {
    expect(page(`rules/${rule}.md`).startsWith(`# ${rule}\n`)).toBe(true);
  });
});
