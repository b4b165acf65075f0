import { excerpt } from '../core/index.js';
import type { Change, DiffGeneration, DiffLine, DiffSummary } from '../engine/diff/index.js';
import { itemLabel, shortId } from './labels.js';
import { STATUS_STYLE, counted, type Paint, type Style } from './terminal.js';

const CHANGE_STYLE: Readonly<Record<Change, Style>> = { added: 'green', removed: 'red', changed: 'yellow', status: 'yellow' };
const CAUSES: Readonly<Record<DiffLine['cause']['kind'], string>> = {
  'document-added': 'documents added', 'document-removed': 'documents removed', 'document-renamed': 'documents renamed', 'document-edited': 'documents edited', 'document-reread': 'read, parsed or cut anew',
  decision: 'decided by people', 'decision-ended': 'decisions that ended', 'decision-lapsed': 'decisions that lapsed', time: 'time has passed', policy: 'another policy', pipeline: 'another pipeline',
  rules: 'other findings', rollback: 'rolled back', purge: 'purged',
};
/** Statuses and rules that are shown. */
const SHOWN = 12;

/** What two generations differ in, in counts. */
export function summaryText(summary: DiffSummary, paint: Paint): string {
  const { from, to, documents, chunks, causes, statuses, rules, rollbacks } = summary;
  const moved = statuses.filter((entry) => entry.from !== null && entry.to !== null);
  return [
    paint('bold', `From generation ${generationText(from)} to ${generationText(to)}`), `  ${between(summary)}`,
    ...rollbacks.map(({ generation, restores, note }) => `  generation ${generation} was rolled back${restores === null ? '' : ` to ${restores}`}${note === null ? '' : `, by ${excerpt(note, 200)}`}`),
    '', `  documents  ${documents.added} added, ${documents.removed} removed, ${documents.changed} changed, ${documents.status} of another status`,
    `  chunks     ${chunks.added} added, ${chunks.removed} removed, ${chunks.status} of another status`,
    ...section('Behind it', causes.map(({ kind, documents: of, chunks: and }) => `${CAUSES[kind].padEnd(26)} ${counted(of, 'document')}, ${counted(and, 'chunk')}`), paint),
    ...section('Statuses of chunks that stayed', moved.slice(0, SHOWN).map(({ from: was, to: is, chunks: n }) => `${`${was ?? ''} -> ${is ?? ''}`.padEnd(26)} ${counted(n, 'chunk')}`), paint),
    ...section('Rules that came to them and went', rules.slice(0, SHOWN).map(({ rule, came, went }) => `${excerpt(rule, 60).padEnd(26)} ${came} came, ${went} went`), paint),
  ].join('\n');
}

const section = (title: string, lines: readonly string[], paint: Paint): string[] => (lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)]);

const generationText = ({ number, publishedAt, by }: DiffGeneration): string => `${number} (${publishedAt.slice(0, 16).replace('T', ' ')} UTC, ${by})`;

function between({ from, to, generations: { run, review, rollback } }: DiffSummary): string {
  if (from.number === to.number) return 'the same generation';
  return `${counted(to.number - from.number, 'generation')}: ${run} by runs, ${review} by reviews, ${rollback} by rollbacks`;
}

/** One change, for people. Everything a document says is made printable. */
export function lineText(line: DiffLine, paint: Paint): string {
  const head = `${paint(CHANGE_STYLE[line.change], line.change.padEnd(8))} ${line.type.padEnd(8)} `;
  const status = line.change === 'status' || (line.change === 'changed' && line.status.from !== line.status.to) ? `${painted(line.status.from, paint)} -> ${painted(line.status.to, paint)}` : painted(line.status.to ?? line.status.from, paint);
  const what = line.type === 'document'
    ? `${itemLabel(line)}${line.title === null ? '' : `  "${excerpt(line.title, 80)}"`}  ${status} (${line.chunks.from} -> ${counted(line.chunks.to, 'chunk')})`
    : `${shortId(line.chunkId)}  ${[itemLabel(line), ...line.headingPath.map((heading) => excerpt(heading, 60))].join(' › ')}  ${status}`;
  return [head + what, ...(line.type === 'chunk' ? [`    ${paint('dim', `"${excerpt(line.quote, 120)}"`)}`] : []), ...causeLines(line, paint).map((text) => `    ${text}`)].join('\n');
}

const painted = (status: string | null, paint: Paint): string => (status === null ? '' : paint(STATUS_STYLE[status] ?? 'dim', status));

function causeLines({ cause, type, change }: DiffLine, paint: Paint): string[] {
  const { message, generation, by, at, rules, decision, chunks = [] } = cause;
  // Of what left, nothing holds any more.
  const gone = type === 'chunk' && change === 'removed';
  return [
    `${excerpt(message, 300)} (generation ${generation}, ${by} of ${at.slice(0, 10)})`,
    ...(decision === undefined ? [] : [`decision ${decision.seq}: ${decision.verdict} by ${excerpt(decision.actor, 60)} on ${decision.at.slice(0, 10)}, "${excerpt(decision.reason, 200)}"`]),
    ...chunks.slice(0, 3).map(({ chunkId, share }) => `${change === 'added' ? 'changed from' : 'changed into'} chunk ${shortId(chunkId)} (${Math.round(share * 100)} %)`),
    ...(gone ? [] : [...rules.came.map((reason) => `${paint('yellow', `+ ${reason.rule}`)}  ${excerpt(reason.message, 200)}`), ...rules.went.map((reason) => `${paint('green', `- ${reason.rule}`)}  ${excerpt(reason.message, 200)}`)]),
  ];
}
