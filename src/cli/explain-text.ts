import { excerpt, type Provenance } from '../core/index.js';
import { provenanceOf } from '../core/model/provenance.js';
import type { ChunkStory, DecisionStory, DocumentStory, EdgeStory, FamilyMember, Story } from '../engine/explain.js';
import { copiesLines, diffLines } from './copies-text.js';
import { disputeText } from './dispute-text.js';
import { differsText, judgedText, personText, shortId, verdictText } from './labels.js';
import { SEVERITY_STYLE, STATUS_STYLE, visible, type Paint } from './terminal.js';

const MAX_TEXT_CHARS = 4000;
const MAX_FORMER = 5;

/** A story in sections, for people. Everything a document says is made printable. */
export function storyText(story: Story, paint: Paint): string {
  const asOf = story.asOf === undefined ? [] : [{ title: `As of generation ${story.asOf.generation}`, lines: [`published by a ${story.asOf.by} on ${shownTime(story.asOf.publishedAt)}, decided as of ${shownTime(story.asOf.decidedAt)}; nothing that came after is told, but where it was exported to`] }];
  const sections = story.kind === 'chunk' ? chunkSections(story, paint) : documentSections(story, paint);
  return [...asOf, ...sections].filter(({ lines }) => lines.length > 0).map(({ title, lines }) => [paint('bold', title), ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n');
}

const shownTime = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

interface Section { readonly title: string; readonly lines: readonly string[] }

function chunkSections(story: ChunkStory, paint: Paint): Section[] {
  const where = [...story.headingPath.map((heading) => excerpt(heading, 80)), ...(story.page === null ? [] : [`page ${story.page}`])].join(' › ');
  const gone = story.departed ? `, which left the corpus after generation ${story.generation}` : '';
  return [
    { title: `Chunk ${story.id}${gone}`, lines: [
      `${paint(STATUS_STYLE[story.status] ?? 'dim', story.status)} by ${excerpt(story.by, 80)}, as of generation ${story.generation}${story.canonical ? '' : '; another copy is kept'}`,
      ...(story.nextChangeAt === null ? [] : [`changes by itself on ${story.nextChangeAt.slice(0, 10)}`]),
      ...reasonLines(story.reasons, paint),
    ] },
    { title: 'Source', lines: [...sourceLines(story), ...(where === '' ? [] : [`under ${where}`]), `characters ${story.span.start} to ${story.span.end}, ${story.tokens} tokens, content hash ${story.contentHash}`,
      ...(story.parentItem === null ? [] : [`in the list item "${excerpt(story.parentItem, 120)}"`])] },
    { title: 'Embedded before the text', lines: story.context === '' ? [] : visible(story.context.slice(0, MAX_TEXT_CHARS)).trimEnd().split('\n') },
    { title: 'Text', lines: visible(story.text.slice(0, MAX_TEXT_CHARS)).split('\n').concat(story.text.length > MAX_TEXT_CHARS ? [`… ${story.text.length - MAX_TEXT_CHARS} more characters`] : []) },
    { title: 'Dates', lines: dateLines(story) },
    { title: 'Scores (0..1, 1 = good)', lines: scoreLines(story) },
    { title: 'Findings', lines: findingLines(story, paint) },
    { title: 'Related chunks', lines: story.edges.flatMap((edge) => edgeLines(edge, paint)) },
    { title: 'Related documents', lines: story.documentEdges.flatMap((edge) => edgeLines(edge, paint)) },
    { title: 'On the same subject, and not older', lines: story.coveredBy.map(({ b, score, method }) =>
      `${score.toFixed(2)}  ${shortId(b.chunkId ?? '')}  ${excerpt(b.path ?? '', 120)}${b.quote === '' ? '' : `  "${excerpt(b.quote, 80)}"`}  (${excerpt(method, 120)})`) },
    { title: 'Differs by scope: no contradiction', lines: story.apart.filter(({ kind }) => kind === 'differs-by-scope').flatMap((edge) => edgeLines(edge, paint)) },
    { title: 'Judged: no contradiction', lines: story.apart.filter(({ kind }) => kind === 'no-contradiction').flatMap((edge) => edgeLines(edge, paint)) },
    { title: 'Copies', lines: copiesLines(story, paint) },
    { title: 'Policy expressions that held', lines: story.expressions.map((expression) => excerpt(expression, 200)) },
    { title: 'Verdicts', lines: story.history.map(({ fromGeneration, toGeneration, status, by, reasons }) =>
      `from generation ${fromGeneration}${toGeneration === null ? '' : ` to ${toGeneration - 1}`}: ${status} by ${excerpt(by, 60)}${reasons.length === 0 ? '' : ` (${[...new Set(reasons.map(({ rule }) => rule))].join(', ')})`}`) },
    { title: "People's decisions", lines: [...story.decisions.map(decisionLine), ...story.predecessors.flatMap((before) => [
      `came from ${shortId(before.chunkId)} (${Math.round(before.share * 100)} % of it)`, ...before.decisions.map((event) => `  ${decisionLine(event)}`)])] },
    { title: 'Exports', lines: [...(story.releasedIn === null ? [] : [`first released in generation ${story.releasedIn}`]),
      ...story.exports.map(({ target, generation, present }) => `${excerpt(target, 80)}: ${present ? 'holds it' : 'no longer holds it'} since generation ${generation}`)] },
  ];
}

function documentSections(story: DocumentStory, paint: Paint): Section[] {
  return [
    { title: `Document ${story.id}${story.departed ? `, which left the corpus after generation ${story.generation}` : ''}`, lines: [`${paint(STATUS_STYLE[story.status] ?? 'dim', story.status)}, as of generation ${story.generation}`, ...reasonLines(story.reasons, paint)] },
    { title: 'Source', lines: sourceLines(story) },
    { title: 'Dates', lines: dateLines(story) },
    { title: 'Findings', lines: findingLines(story, paint) },
    { title: 'Chunks', lines: story.chunks.flatMap((chunk) => [
      `${paint(STATUS_STYLE[chunk.status] ?? 'dim', chunk.status.padEnd(11))} ${shortId(chunk.id)}  ${chunk.headingPath.map((heading) => excerpt(heading, 60)).join(' › ')} (${chunk.tokens} tokens)`,
      ...reasonLines(chunk.reasons, paint).map((line) => `  ${line}`)]) },
    { title: 'In no chunk', lines: (story.gaps ?? []).map(({ kind, start, end, text }) => `${kind}, characters ${start} to ${end}: ${excerpt(text, 120)}`) },
    { title: 'Editions, the newest first', lines: story.family.flatMap((member) => familyLines(member, story.id)) },
    { title: 'Related documents', lines: story.edges.flatMap((edge) => edgeLines(edge, paint)) },
    { title: "People's decisions", lines: story.decisions.map(decisionLine) },
  ];
}

function familyLines({ documentId, path, version, date, place, because }: FamilyMember, self: string): string[] {
  const facts = [version === null ? null : `version ${excerpt(version, 40)}`, date === null ? null : `dated ${date}`].filter((fact) => fact !== null);
  return [
    `${(place === 'beside' ? 'side by side' : place).padEnd(12)} ${excerpt(path, 160)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}${documentId === self ? ', this one' : ''}`,
    ...(because === null ? [] : [`  told by ${excerpt(because, 160)}`]),
  ];
}

function reasonLines(reasons: readonly { rule: string; message: string; severity: string }[], paint: Paint): string[] {
  return reasons.map(({ rule, message, severity }) => `${paint(SEVERITY_STYLE[severity] ?? 'dim', rule)}  ${excerpt(message, 400)}`);
}

function sourceLines({ document }: Story): string[] {
  const { source } = document;
  const facts = [`authority ${source.authority}`, source.owner === null ? null : `owner ${excerpt(source.owner, 60)}`, source.access === null ? null : `access ${excerpt(source.access, 60)}`];
  const kind = [document.type, document.mediaType, document.language, document.version === null ? null : `version ${excerpt(typeof document.version === 'string' ? document.version : JSON.stringify(document.version), 40)}`];
  return [
    `${excerpt(document.uri, 300)}${document.title === null ? '' : `  "${excerpt(document.title, 120)}"`}`,
    `source ${source.name} (${facts.filter((fact) => fact !== null).join(', ')})`, kind.filter((fact) => fact !== null).join(', '),
    ...provenanceLines(provenanceOf(document.declared)),
    `parsed by ${document.parser} from bytes ${document.sourceHash}`,
    ...(document.carried ? ['the last run could not read it: this is its last good version'] : []),
  ];
}

function provenanceLines(provenance: Provenance | null): string[] {
  if (provenance === null || provenance.formerly.length === 0) return [];
  const former = provenance.formerly.slice(0, MAX_FORMER).map((path) => excerpt(path, 120));
  return [`in git ${excerpt(provenance.path, 160)}, formerly ${former.join(', ')}${provenance.formerly.length > MAX_FORMER ? ' …' : ''}`];
}

function dateLines({ dates: { believed, ladder } }: Story): string[] {
  const value = believed.value === null ? 'undated' : `${believed.value}, from ${believed.source ?? 'nowhere'}${believed.confidence === null ? '' : `, confidence ${believed.confidence}`}`;
  const expiry = believed.expires === null ? [] : [`expires ${believed.expires}`];
  return [`believed: ${value}`, ...expiry, ...ladder.map((seen) => `${seen.kind} ${seen.value} (${seen.source}, confidence ${seen.confidence}${seen.where === null ? '' : `: ${excerpt(seen.where, 120)}`})`)];
}

function scoreLines(story: ChunkStory): string[] {
  return Object.entries(story.scores).flatMap(([dimension, score]) => [
    `${dimension.padEnd(14)} ${score === null ? 'not checked' : score.toFixed(2)}`,
    ...story.measurements.filter((measurement) => measurement.dimension === dimension && measurement.signals.length > 0).map(({ by, signals }) =>
      `  ${by}: ${signals.map(({ name, value, unit }) => `${name} ${shown(value)}${unit === undefined ? '' : ` ${unit}`}`).join(', ')}`),
  ]);
}

function shown(value: string | number | boolean | null): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  return value === null ? 'unknown' : excerpt(String(value), 80);
}

function findingLines(story: Story, paint: Paint): string[] {
  return story.findings.flatMap(({ rule, severity, message, evidence, dispute }) => [
    `${paint(SEVERITY_STYLE[severity] ?? 'dim', `${severity} ${rule}`)}  ${excerpt(message, 400)}`,
    ...(evidence === null ? [] : [`  "${excerpt(evidence, 160)}"`]),
    ...(dispute === undefined ? [] : [`  ${disputeText(dispute)}`]),
  ]);
}

function edgeLines(edge: EdgeStory, paint: Paint): string[] {
  const [mine, other] = edge.self === 'a' ? [edge.a, edge.b] : [edge.b, edge.a];
  const [ours, theirs] = edge.self === 'a' ? [0, 1] as const : [1, 0] as const;
  const cue = edge.differs === null ? edge.cue : differsText(edge.cue, [[mine.path, edge.differs[ours]], [other.path, edge.differs[theirs]]]);
  const direction = edge.kind === 'supersedes' ? (edge.self === 'a' ? ' (this one is the newer)' : ' (this one is the older)')
    : edge.kind === 'contained' ? (edge.self === 'a' ? ' (this one is in the other)' : ' (the other is in this one)') : '';
  return [
    `${paint('cyan', edge.kind)}${direction} ${edge.score.toFixed(2)}, ${edge.certainty}, by ${excerpt(edge.method, 80)}${cue === null ? '' : `; ${cue}`}${edge.kind !== 'differs-by-scope' || edge.because === null || edge.judged !== undefined ? '' : `; apart by ${excerpt(edge.because, 160)}`}`,
    ...(edge.person === undefined ? [] : [`  ${personText(edge.person)}`]),
    ...(edge.judged === undefined ? [] : [`  ${judgedText(edge.judged)}`]),
    ...(mine.quote === '' ? [] : [`  here:  "${excerpt(mine.quote, 240)}"`]),
    `  there: ${excerpt(other.path ?? '(gone)', 120)} ${shortId(other.chunkId ?? other.documentId ?? '')}${other.quote === '' ? '' : ` "${excerpt(other.quote, 240)}"`}`,
    ...diffLines(edge.diff, paint).map((line) => `  ${line}`),
  ];
}

function decisionLine(event: DecisionStory): string {
  return `${event.at} ${excerpt(event.actor, 60)}: ${verdictText(event)}${event.fate === 'stands' ? ' (in force)' : ` (${event.fate})`}, "${excerpt(event.reason, 200)}"${event.why === null ? '' : `: ${excerpt(event.why, 200)}`}`;
}
