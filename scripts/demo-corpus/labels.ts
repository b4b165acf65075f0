/** The labels of the demo corpus: their shape, their check, their counts. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { decode, htmlText, markdownText } from './text.js';

export interface Place {
  path: string;
  /** The id of a line or row; only for JSONL and CSV. */
  record?: string;
  quote: string | null;
  scope?: 'document' | 'passage';
}

export interface Problem extends Place {
  id: string;
  kind: string;
  scope: 'document' | 'passage';
  rules: string[];
  mustGo: 'path' | 'either';
  subtle: boolean;
  other?: Place;
  note: string;
}

export interface LookAlike extends Place {
  id: string;
  resembles?: Place;
  note: string;
}

export interface Labels {
  description: string;
  now: string;
  problems: Problem[];
  lookalikes: LookAlike[];
}

export function listFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => relative(root, file).split(sep).join('/'))
    .sort();
}

/** The records of a CSV with quoted fields, keyed by the first column. */
function csvRecords(text: string): Map<string, string> {
  const records = new Map<string, string>();
  for (const line of text.trim().split('\n').slice(1)) {
    const cells = [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    records.set(cells[0] ?? '', cells.join('\n'));
  }
  return records;
}

function jsonlRecords(text: string): Map<string, string> {
  const lines = text.trim().split('\n').map((line) => JSON.parse(line) as { id: string; title: string; text: string });
  return new Map(lines.map((line) => [line.id, `${line.title}\n${line.text}`]));
}

/** The text of a place as a reader sees it. `sources` holds the text of those documents that the script renders. */
function visible(corpus: string, place: Place, sources: ReadonlyMap<string, string>): string {
  const rendered = sources.get(place.path);
  if (rendered !== undefined) return rendered;
  const text = decode(readFileSync(join(corpus, place.path)));
  switch (extname(place.path)) {
    case '.html':
      return htmlText(text);
    case '.md':
    case '.mdx':
      return markdownText(text);
    case '.csv':
    case '.jsonl': {
      const records = place.path.endsWith('.csv') ? csvRecords(text) : jsonlRecords(text);
      if (place.record === undefined) throw new Error('a place in a CSV or JSONL file needs a record');
      const record = records.get(place.record);
      if (record === undefined) throw new Error(`no record ${place.record}`);
      return record;
    }
    default:
      return text;
  }
}

const RULES = new Set(['freshness/', 'duplication/', 'contradiction/', 'structure/', 'safety/']);

function checkPlace(corpus: string, place: Place, sources: ReadonlyMap<string, string>): string | undefined {
  try {
    const text = visible(corpus, place, sources);
    if (place.quote === null) return undefined;
    if (place.quote.length < 20 || place.quote.length > 120) return `a quote of ${place.quote.length} characters: ${place.quote}`;
    const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' '));
    const quote = place.quote;
    return lines.some((line) => line.includes(quote)) ? undefined : `not on one line of ${place.path}: ${quote}`;
  } catch (error) {
    return `${place.path}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function checkLabels(labels: Labels, corpus: string, sources: ReadonlyMap<string, string>): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const label of [...labels.problems, ...labels.lookalikes]) {
    if (seen.has(label.id)) faults.push(`${label.id}: used twice`);
    seen.add(label.id);
    const partner = 'kind' in label ? label.other : label.resembles;
    for (const place of partner ? [label, partner] : [label]) {
      const fault = checkPlace(corpus, place, sources);
      if (fault !== undefined) faults.push(`${label.id}: ${fault}`);
    }
    if ('kind' in label) {
      for (const rule of label.rules) if (!RULES.has(rule)) faults.push(`${label.id}: unknown rule ${rule}`);
      if (label.quote === null && label.kind !== 'no-text') faults.push(`${label.id}: a quote is missing`);
    }
  }
  return faults;
}

function count(values: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

const table = (head: string, rows: [string, ...(string | number)[]][]): string[] => [
  `| ${head.split(',').join(' | ')} |`,
  `|${'---|'.repeat(head.split(',').length)}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

export function statistics(labels: Labels, corpus: string): string {
  const files = listFiles(corpus);
  const kinds = count(labels.problems.map((problem) => problem.kind));
  const subtle = (kind: string): number => labels.problems.filter((problem) => problem.kind === kind && problem.subtle).length;
  return [
    ...table('folder,files', count(files.map((file) => file.split('/')[0] ?? ''))),
    '',
    ...table('format,files', count(files.map((file) => extname(file).slice(1)))),
    '',
    ...table('planted problem,labels,of these subtle', kinds.map(([kind, number]) => [kind, number, subtle(kind)])),
    '',
    `${files.length} files, ${labels.problems.length} planted problems, ${labels.lookalikes.length} look-alikes.`,
  ].join('\n');
}
