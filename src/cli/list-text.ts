import { excerpt } from '../core/index.js';
import type { DecisionLine, EdgeSideLine, Lists } from '../engine/views/index.js';
import { differsText, failureLabel, itemLabel, judgedText, personText, shortId, verdictText } from './labels.js';
import { duration } from './progress.js';
import { SEVERITY_STYLE, STATUS_STYLE, type Paint } from './terminal.js';

const TEXT: { readonly [What in keyof Lists]: (row: Lists[What]['line'], paint: Paint) => string } = {
  chunks: (row, paint) => {
    const where = row.headingPath.length === 0 ? '' : ` › ${row.headingPath.map((heading) => excerpt(heading, 60)).join(' › ')}`;
    const reasons = row.reasons.map(({ rule, message }) => `\n    ${paint('cyan', rule)}  ${excerpt(message, 200)}`).join('');
    return `${status(row.status, paint)} ${shortId(row.id)}  ${itemLabel(row)}${where}${reasons === '' ? `\n    ${paint('dim', excerpt(row.text, 100))}` : reasons}`;
  },
  documents: (row, paint) => {
    const facts = [row.type, row.date.value, `${row.chunks} chunks`, row.carried ? 'carried' : null].filter((fact) => fact !== null).join(', ');
    return `${status(row.status, paint)} ${shortId(row.id)}  ${itemLabel(row)}  ${excerpt(row.title ?? '', 80)} (${facts})`;
  },
  findings: (row, paint) =>
    `${paint(SEVERITY_STYLE[row.severity] ?? 'dim', row.severity.padEnd(7))} ${paint('cyan', row.rule)}  ${itemLabel(row)}  ${excerpt(row.message, 200)}`,
  edges: (row, paint) => {
    const differs = row.differs === null ? '' : `: ${differsText(row.cue, [[row.a.path, row.differs[0]], [row.b.path, row.differs[1]]])}`;
    return `${paint('cyan', row.kind)}  ${row.score.toFixed(2)} ${row.certainty}${differs === '' && row.cue !== null ? ` (${row.cue})` : differs}`
      + (row.person === undefined ? '' : `\n    ${personText(row.person)}`)
      + (row.judged === undefined ? '' : `\n    ${judgedText(row.judged)}`)
      + `\n    ${side(row.a, row.canonical === 'a', paint)}\n    ${side(row.b, row.canonical === 'b', paint)}`;
  },
  decisions: (row, paint) => `${status(row.fate, paint)} ${row.at.slice(0, 10)}  ${excerpt(row.actor, 60)}: ${verdictText(row)} ${shortId(row.chunkId)}  ${decisionPlace(row)}  "${excerpt(row.reason, 120)}"`
    + (row.why === null ? '' : `\n    ${excerpt(row.why, 200)}${row.on === null || row.on === row.chunkId ? '' : `, see ${shortId(row.on)}`}`),
  failures: (row, paint) =>
    `${paint('red', row.code)}  ${failureLabel(row)}  ${excerpt(row.message, 200)} (${row.stage}, tried ${row.attempts}x${row.carried ? ', last good version stays' : ''}; id ${row.id})`,
  runs: (row, paint) => {
    const work = row.work === null ? '' : `  ${row.work.processed} processed, ${row.work.unchanged} unchanged, ${row.work.failed} failed`;
    return `${status(row.status, paint)} ${row.startedAt}  ${row.generation === null ? 'nothing published' : `generation ${row.generation}`}${row.durationMs === null ? '' : `  ${duration(row.durationMs)}`}${work}`;
  },
};

function decisionPlace({ source, path, record }: DecisionLine): string {
  return source === null || path === null ? '(gone)' : itemLabel({ source, path, record });
}

function status(name: string, paint: Paint): string {
  return paint(STATUS_STYLE[name] ?? 'dim', name.padEnd(11));
}

function side(of: EdgeSideLine, kept: boolean, paint: Paint): string {
  return `${shortId(of.chunkId ?? of.documentId ?? '')}  ${excerpt(of.path ?? '(gone)', 100)}${kept ? ' (kept)' : ''}  ${paint('dim', excerpt(of.quote, 160))}`;
}

/** One entry of a list for people. Everything a document says is made printable. */
export function rowText<What extends keyof Lists>(what: What, row: object, paint: Paint): string {
  return TEXT[what](row as Lists[What]['line'], paint);
}
