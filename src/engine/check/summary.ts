import { nameOf, placeOf } from './by-document.js';
import { escaped } from './markup.js';
import type { CheckFinding, CheckResult } from './result.js';

const MAX_ROWS = 500;
const MAX_FAILURES = 100;
const MAX_MESSAGE = 300;
const MAX_PATH = 200;

/**
 * The result as Markdown for a job summary, in at most `maxBytes` of UTF-8 (GitHub takes 1 MiB a step and shows nothing of what is longer). What comes from
 * documents stands as code in HTML tables without a blank line, where Markdown makes nothing of it: no link, no picture, no mention, no cell of its own.
 */
export function summaryOf(result: CheckResult, { failUnder, maxBytes }: { failUnder: number | null; maxBytes: number }): string {
  const budget = new Budget(maxBytes);
  budget.add(headOf(result, failUnder));
  const rules = countsByRule(result.findings);
  if (rules.length > 0) budget.table('Held back for', ['findings', 'rule'], rules.map(([rule, count]) => [String(count), code(rule, MAX_PATH)]), rules.length);
  budget.table('Could not be read', ['path', 'code', 'message'], result.failures.slice(0, MAX_FAILURES).map(({ path, code: error, message }) => [code(path, MAX_PATH), code(error, MAX_PATH), code(message, MAX_MESSAGE)]), result.failures.length);
  budget.table('Findings', ['where', 'rule', 'what'], result.findings.slice(0, MAX_ROWS).map((finding) => [code(whereOf(finding), MAX_PATH), code(finding.rule, MAX_PATH), code(finding.message, MAX_MESSAGE)]), result.findings.length);
  return budget.text;
}

function headOf({ health, chunks, documents, failures }: CheckResult, failUnder: number | null): string {
  const floor = failUnder === null ? '' : health < failUnder ? `, under the floor of ${failUnder} %` : `, floor ${failUnder} %`;
  const failed = failures.length === 0 ? '' : ` ${failures.length} could not be read.`;
  return `## Winnow: health ${health} %${floor}\n\n${chunks.accepted} of ${chunks.total} chunks in ${documents.total - documents.failed} documents accepted, ${chunks.quarantined} quarantined, ${chunks.rejected} rejected.${failed}\n\n`;
}

/** The most frequent first. */
function countsByRule(findings: readonly CheckFinding[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

const whereOf = (finding: CheckFinding): string => [nameOf(finding), placeOf(finding)].filter((part) => part !== '').join(':');
const code = (text: string, max: number): string => `<code>${escaped(text, max)}</code>`;

/** Text up to a number of bytes; a table that does not fit ends early and says how much it leaves out. */
class Budget {
  #text = '';
  #left: number;

  constructor(maxBytes: number) {
    this.#left = maxBytes;
  }

  get text(): string {
    return this.#text;
  }

  add(text: string): boolean {
    const bytes = Buffer.byteLength(text);
    if (bytes > this.#left) return false;
    this.#text += text;
    this.#left -= bytes;
    return true;
  }

  /** `of`: how many rows there are in all. */
  table(title: string, columns: readonly string[], rows: readonly (readonly string[])[], of: number): void {
    if (rows.length === 0) return;
    const head = `### ${title}\n\n<table>\n<tr>${columns.map((column) => `<th>${column}</th>`).join('')}</tr>\n`;
    const end = (left: number): string => `</table>\n\n${left === 0 ? '' : `${left} more are left out.\n\n`}`;
    const reserved = Buffer.byteLength(end(of));
    if (Buffer.byteLength(head) + reserved > this.#left || !this.add(head)) return;
    this.#left -= reserved;
    let shown = 0;
    for (const row of rows) {
      if (!this.add(`<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`)) break;
      shown += 1;
    }
    this.#left += reserved;
    this.add(end(of - shown));
  }
}
