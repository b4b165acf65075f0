import { excerpt } from '../core/index.js';
import type { AuditResult, StrayItem } from '../engine/audit/index.js';
import { SEVERITY_STYLE, counted, type Paint } from './terminal.js';

/** Items named of each kind; `--json` has all. */
const NAMED = 20;

const WHY: Readonly<Record<StrayItem['why'], string>> = { 'held-back': 'held back in the corpus', 'left': 'left the corpus', 'unknown': 'nowhere in the corpus' };

/** What would be held back, by rule and by item; what should not be there; then the summary. */
export function auditText(result: AuditResult, failUnder: number | null, paint: Paint): string {
  return [...heldLines(result, paint), ...strayLines(result, paint), summary(result, failUnder, paint)].join('\n');
}

const placeOf = ({ id, path }: { readonly id: string; readonly path: string | null }): string => excerpt(path === null ? id : `${path}  ${id}`, 120);

function heldLines({ held }: AuditResult, paint: Paint): string[] {
  if (held.length === 0) return [];
  const rules = new Map<string, number>();
  for (const { reasons } of held) for (const rule of new Set(reasons.map((reason) => reason.rule))) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const lines = [paint('bold', 'would be held back'), ...[...rules].sort((a, b) => b[1] - a[1]).map(([rule, count]) => `  ${String(count).padStart(7)}  ${paint('cyan', rule)}`), ''];
  for (const item of held.slice(0, NAMED)) {
    lines.push(`  ${placeOf(item)}`, ...item.reasons.map(({ rule, severity, message }) => `    ${paint(SEVERITY_STYLE[severity] ?? 'dim', severity.padEnd(7))}  ${paint('cyan', rule)}  ${excerpt(message, 200)}`));
  }
  return [...lines, ...more(held.length), ''];
}

function strayLines({ corpus }: AuditResult, paint: Paint): string[] {
  if (corpus === null) return [];
  const { stray, missing, generation, store } = corpus;
  const lines: string[] = [];
  if (stray.length > 0) {
    lines.push(paint('bold', `should not be there, by generation ${generation} of ${excerpt(store, 120)}`));
    for (const why of ['held-back', 'left', 'unknown'] as const) {
      const count = stray.filter((item) => item.why === why).length;
      if (count > 0) lines.push(`  ${String(count).padStart(7)}  ${WHY[why]}`);
    }
    lines.push('', ...stray.slice(0, NAMED).map((item) => `  ${placeOf(item)}  ${paint('yellow', WHY[item.why])}${item.chunkId === null ? '' : `: ${item.chunkId}`}`), ...more(stray.length), '');
  }
  if (missing > 0) lines.push(`${counted(missing, 'released chunk')} of ${corpus.released} ${missing === 1 ? 'is' : 'are'} not in it, or less than half of ${missing === 1 ? 'it' : 'each'}`, '');
  return lines;
}

const more = (count: number): string[] => (count > NAMED ? [`  and ${count - NAMED} more: --json has all`] : []);

function summary({ index, items, withoutText, chunks, health, corpus }: AuditResult, failUnder: number | null, paint: Paint): string {
  const under = failUnder !== null && health < failUnder;
  const floor = failUnder === null ? '' : under ? `, under the floor of ${failUnder} %` : `, floor ${failUnder} %`;
  const silent = withoutText === 0 ? '' : `; ${withoutText} have no text and were not looked at`;
  const stray = corpus === null ? '' : `; ${corpus.stray.length} should not be there`;
  return `${paint(under ? 'red' : 'green', `health ${health} %`)}${floor}: ${chunks.accepted} of ${counted(items, 'item')} in ${excerpt(index, 200)} would be accepted${stray}${silent}`;
}
