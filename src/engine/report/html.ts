import type { GuardFinding } from '../../curate/index.js';
import { barRows, stackedArea, stackedBar, type Part } from './charts.js';
import { html } from './escape.js';
import { POLICY, STYLES } from './page.js';
import type { Report, ReportRule, ReportRun } from './types.js';

type Counts = Readonly<Record<'accepted' | 'quarantined' | 'rejected', number>>;

const partsOf = ({ accepted, quarantined, rejected }: Counts): Part[] => [
  { label: 'accepted', value: accepted, tone: 'good' }, { label: 'held back', value: quarantined, tone: 'held' }, { label: 'rejected', value: rejected, tone: 'bad' }];
export const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
const percent = (part: number, whole: number): string => (whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)}%`);
const row = (...cells: readonly string[]): string => `<tr>${cells.join('')}</tr>`;
const text = (value: string): string => `<td>${html(value)}</td>`;
const number = (value: number | string): string => `<td class="number">${html(String(value))}</td>`;
const table = (head: readonly string[], rows: readonly string[]): string => `<table><thead>${row(...head.map((cell) => `<th scope="col">${html(cell)}</th>`))}</thead><tbody>${rows.join('')}</tbody></table>`;
const section = (title: string, body: string): string => (body === '' ? '' : `<section><h2>${html(title)}</h2>${body}</section>`);

/** One page that needs nothing else: no scripts, nothing loaded, so that it opens from a mail and prints. */
export function reportHtml(report: Report): string {
  const { overview, madeAt } = report;
  const { generation, documents, chunks } = overview;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${html(POLICY)}"><meta name="referrer" content="no-referrer">
<title>${html(`Corpus of ${overview.pipeline}, generation ${generation.number}`)}</title><style>${STYLES}</style></head><body>
<header><h1>${html(`Corpus of ${overview.pipeline}`)}</h1><p class="soft">Generation ${generation.number}, published ${minute(generation.publishedAt)} UTC by a ${html(generation.madeBy)}${generation.pinned ? ', pinned' : ''}; report of ${minute(madeAt)} UTC</p></header>
<main>${heldAlert(report.held)}
<ul class="numbers"><li><b>${percent(chunks.accepted, chunks.total)}</b>of ${chunks.total} chunks released</li><li><b>${chunks.quarantined}</b>held back</li><li><b>${chunks.rejected}</b>rejected</li><li><b>${documents.total}</b>documents</li><li><b>${overview.failures}</b>could not be read</li></ul>
${stackedBar(partsOf(chunks))}
${section('Trend', stackedArea(overview.trend.map((point) => ({ label: `${point.generation} (${point.at.slice(0, 10)})`, parts: partsOf(point) }))))}
${section('What the last run changed', changes(report))}
${section('Sources', sources(report))}
${section('Age of what is there', `<table><tbody>${barRows(overview.ages.map(({ label, chunks: value }) => ({ label, value })))}</tbody></table><p class="soft">Chunks by the age of their document's date.</p>`)}
${section('What holds chunks back', report.rules.map(rule).join(''))}
${section('Waiting for people', overview.waiting.length === 0 ? '' : table(['owner', 'items', 'oldest since'], overview.waiting.map(({ owner, items, oldest }) => row(text(owner ?? 'nobody'), number(items), text(oldest.slice(0, 10))))))}
${section('Targets behind', overview.behind.length === 0 ? '' : table(['target', 'holds generation'], overview.behind.map(({ target, generation: holds }) => row(text(target), number(holds ?? 'none')))))}
${section('Runs', table(['started', 'status', 'generation', 'took', 'documents', 'processed', 'failed', 'removed'], report.runs.map(run)))}
${section('Stages of the last run', stages(report))}
</main></body></html>
`;
}

function heldAlert(held: readonly GuardFinding[]): string {
  if (held.length === 0) return '';
  return `<section class="alert" role="alert"><h2>The last run is held back by guards</h2><ul>${held.map((finding) => `<li><code>${html(finding.rule)}</code> ${html(finding.message)}${finding.past.length === 0 ? '' : `<br><span class="soft">after past runs, the newest first: ${html(finding.past.join(', '))}</span>`}</li>`).join('')}</ul></section>`;
}

function changes({ overview: { lastRun }, runs: [newest], changes: since }: Report): string {
  if (lastRun === null) return '';
  const { newlyHeld, newlyReleased, left, status, at } = lastRun;
  const work = newest?.work ?? null;
  const read = work === null ? '' : `<p>${work.processed} documents processed, ${work.unchanged} unchanged, ${work.failed} failed, ${work.removed} removed.</p>`;
  return `<p>${html(status)}, ${minute(at)} UTC: ${newlyReleased} chunks newly released, ${newlyHeld} newly held back, ${left} left the corpus.</p>${read}${behind(since)}`;
}

/** What is behind what changed. */
function behind(since: Report['changes']): string {
  if (since === null || since.causes.length === 0) return '';
  const causes = table(['behind it', 'documents', 'chunks'], since.causes.map(({ kind, documents, chunks }) => row(text(kind), number(documents), number(chunks))));
  const rules = since.rules.length === 0 ? '' : table(['rule', 'came', 'went'], since.rules.slice(0, 12).map(({ rule: id, came, went }) => row(`<td><code>${html(id)}</code></td>`, number(came), number(went))));
  return `<p>Since generation ${since.from.number}:</p>${causes}${rules}`;
}

function sources({ overview }: Report): string {
  const dimensions = [...new Set(overview.sources.flatMap(({ scores }) => Object.keys(scores)))].sort();
  const rows = overview.sources.map(({ source, owner, chunks, scores }) => row(
    `<th scope="row">${html(source)}${owner === null ? '' : `<br><span class="soft">${html(owner)}</span>`}</th>`, number(chunks.accepted + chunks.quarantined + chunks.rejected), `<td>${stackedBar(partsOf(chunks))}</td>`,
    ...dimensions.map((dimension) => number(scores[dimension]?.toFixed(2) ?? 'not checked'))));
  return table(['source', 'chunks', 'accepted, held back, rejected', ...dimensions], rows);
}

const rule = ({ rule: id, chunks, causes, examples }: ReportRule): string => `<h3><code>${html(id)}</code> holds back ${chunks} chunks, for ${causes} causes</h3>${examples.map(({ place, message, excerpt, chunkId, count }) =>
  `<p>${html(message)}</p><blockquote><code>${html(place)}</code>${count > 1 ? ` and ${count - 1} more` : ''}: ${html(excerpt)} <span class="soft">(${html(chunkId.slice(0, 8))})</span></blockquote>`).join('')}`;

const run = ({ startedAt, status, generation, durationMs, work }: ReportRun): string => row(text(minute(startedAt)), text(status), number(generation ?? ''), number(durationMs === null ? '' : `${(durationMs / 1000).toFixed(1)} s`),
  ...(work === null ? ['', '', '', ''] : [work.discovered, work.processed, work.failed, work.removed]).map(number));

function stages({ ledger }: Report): string {
  if (ledger === null) return '';
  const failures = Object.entries(ledger.failures);
  return table(['stage', 'count', 'took', 'CPU'], ledger.stages.map(({ name, count, durationMs, cpuMs }) => row(text(name), number(count), number(`${(durationMs / 1000).toFixed(1)} s`), number(`${(cpuMs / 1000).toFixed(1)} s`))))
    + `<p class="soft">Not done again: ${ledger.reused.fingerprint} documents by their fingerprint, ${ledger.reused.bytes} by their bytes, ${ledger.reused.version} by their version. Tried again: ${ledger.retried}.${failures.length === 0 ? '' : ` Failures: ${html(failures.map(([code, count]) => `${code} ${count}`).join(', '))}.`}</p>`;
}
