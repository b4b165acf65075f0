import { stringify } from 'csv-stringify/sync';
import type { DecisionLine } from './types.js';

/**
 * One line of CSV (RFC 4180, but for the line feed at its end, which the caller puts there). A cell that a spreadsheet would take for a formula gets an apostrophe before it: reasons, names and
 * paths are written by others.
 */
function csvLine(cells: readonly (string | number | null)[]): string {
  return stringify([[...cells]], { escape_formulas: true, record_delimiter: '', quoted_match: /[\r\n\t]/u });
}

const CELLS: readonly (readonly [name: string, cell: (line: DecisionLine) => string | number | null])[] = [
  ['seq', ({ seq }) => seq], ['at', ({ at }) => at], ['actor', ({ actor }) => actor], ['verdict', ({ verdict }) => verdict], ['reason', ({ reason }) => reason], ['fate', ({ fate }) => fate], ['why', ({ why }) => why],
  ['source', ({ source }) => source], ['path', ({ path }) => path], ['record', ({ record }) => record], ['subjectKind', ({ subjectKind }) => subjectKind], ['chunkId', ({ chunkId }) => chunkId], ['documentId', ({ documentId }) => documentId], ['on', ({ on }) => on], ['edit', ({ edit }) => (edit === undefined ? null : `${edit.field}=${edit.value ?? ''}`)], ['otherId', ({ other }) => other?.id ?? null],
  ['withdraws', ({ withdraws }) => withdraws ?? null], ['until', ({ until }) => until ?? null], ['assignee', ({ assignee }) => assignee ?? null],
  ['contentHash', ({ evidence }) => evidence.contentHash], ['textHash', ({ evidence }) => evidence.textHash], ['rules', ({ evidence }) => evidence.rules.join(' ')], ['previousHash', ({ previousHash }) => previousHash], ['hash', ({ hash }) => hash],
];

/** The log of decisions as CSV: the header, then a line for each decision, without line ends. */
export async function* decisionsCsv(lines: AsyncIterable<DecisionLine>): AsyncGenerator<string, void, undefined> {
  yield csvLine(CELLS.map(([name]) => name));
  for await (const line of lines) yield csvLine(CELLS.map(([, cell]) => cell(line)));
}
