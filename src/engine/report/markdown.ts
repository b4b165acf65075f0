import { minute } from './html.js';
import { markdown } from './escape.js';
import type { Report } from './types.js';

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] => (rows.length === 0 ? [] : [
  `| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((cells) => `| ${cells.map((cell) => (typeof cell === 'number' ? String(cell) : markdown(cell))).join(' | ')} |`), '']);

/** The report for a wiki page, a chat or a job's summary. */
export function reportMarkdown({ overview, rules, runs, held, changes, madeAt }: Report): string {
  const { generation, chunks, documents, lastRun } = overview;
  const share = chunks.total === 0 ? 0 : (100 * chunks.accepted) / chunks.total;
  const heading = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [`## ${title}`, '', ...lines]);
  return [
    `# Corpus of ${markdown(overview.pipeline)}`, '',
    `Generation ${generation.number}, published ${minute(generation.publishedAt)} UTC; report of ${minute(madeAt)} UTC.`, '',
    `**${share.toFixed(1)}%** of ${chunks.total} chunks released, ${chunks.quarantined} held back, ${chunks.rejected} rejected; ${documents.total} documents, ${overview.failures} failures.`, '',
    ...heading('Held back by guards', table(['guard', 'what'], held.map(({ rule, message }) => [rule, message]))),
    ...heading('What the last run changed', lastRun === null ? [] : [`${lastRun.newlyReleased} chunks newly released, ${lastRun.newlyHeld} newly held back, ${lastRun.left} left the corpus.`, '']),
    ...(changes === null ? [] : [...table(['behind it', 'documents', 'chunks'], changes.causes.map(({ kind, documents: of, chunks: and }) => [kind, of, and])), ...table(['rule', 'came', 'went'], changes.rules.slice(0, 12).map(({ rule, came, went }) => [rule, came, went]))]),
    ...heading('Sources', table(['source', 'owner', 'accepted', 'held back', 'rejected'], overview.sources.map(({ source, owner, chunks: of }) => [source, owner ?? '', of.accepted, of.quarantined, of.rejected]))),
    ...heading('Age', table(['age', 'chunks'], overview.ages.map(({ label, chunks: count }) => [label, count]))),
    ...heading('What holds chunks back', table(['rule', 'chunks', 'for example', 'where'], rules.map(({ rule, chunks: count, examples: [first] }) => [rule, count, first?.message ?? '', first?.place ?? '']))),
    ...heading('Waiting for people', table(['owner', 'items', 'oldest since'], overview.waiting.map(({ owner, items, oldest }) => [owner ?? 'nobody', items, oldest.slice(0, 10)]))),
    ...heading('Runs', table(['started', 'status', 'generation', 'processed', 'failed', 'removed'], runs.map(({ startedAt, status, generation: published, work }) => [minute(startedAt), status, published ?? '', work?.processed ?? '', work?.failed ?? '', work?.removed ?? '']))),
  ].join('\n');
}
