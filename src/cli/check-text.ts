import { excerpt } from '../core/index.js';
import { groupBy } from '../core/collections.js';
import type { CheckResult } from '../engine/check/index.js';
import { counted, SEVERITY_STYLE, type Paint } from './terminal.js';

/** Findings by file, then the summary. */
export function checkText(result: CheckResult, failUnder: number | null, paint: Paint): string {
  const lines: string[] = [];
  for (const [path, findings] of groupBy(result.findings, (finding) => finding.path)) {
    lines.push(paint('bold', excerpt(path, 300)));
    for (const { record, region, severity, rule, message } of findings) {
      const place = region === null ? (record === null ? '' : `#${excerpt(record, 30)}`) : `${region.startLine}:${region.startColumn}`;
      lines.push(`  ${place.padStart(8)}  ${paint(SEVERITY_STYLE[severity] ?? 'dim', severity.padEnd(7))}  ${paint('cyan', rule)}  ${excerpt(message, 240)}`);
    }
    lines.push('');
  }
  for (const { path, code, message } of result.failures) lines.push(`${paint('red', code)}  ${excerpt(path, 300)}: ${excerpt(message, 240)}`);
  if (result.failures.length > 0) lines.push('');
  return [...lines, summary(result, failUnder, paint)].join('\n');
}

function summary({ health, chunks, documents, failures }: CheckResult, failUnder: number | null, paint: Paint): string {
  const under = failUnder !== null && health < failUnder;
  const floor = failUnder === null ? '' : under ? `, under the floor of ${failUnder} %` : `, floor ${failUnder} %`;
  const failed = failures.length === 0 ? '' : `; ${failures.length} could not be read`;
  return `${paint(under ? 'red' : 'green', `health ${health} %`)}${floor}: ${chunks.accepted} of ${counted(chunks.total, 'chunk')} in ${counted(documents.total - documents.failed, 'document')} accepted${failed}`;
}
