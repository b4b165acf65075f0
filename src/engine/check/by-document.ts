import type { CheckFinding, CheckResult, CheckedDocument } from './result.js';

export interface DocumentFindings extends CheckedDocument {
  readonly findings: readonly CheckFinding[];
}

const keyOf = ({ path, record }: CheckedDocument): string => JSON.stringify([path, record]);

/** Every document that was read, with what holds it or a chunk of it back. */
export function byDocument({ read, findings }: Pick<CheckResult, 'read' | 'findings'>): DocumentFindings[] {
  const of = new Map<string, CheckFinding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const list = of.get(key);
    if (list === undefined) of.set(key, [finding]);
    else list.push(finding);
  }
  return read.map((document) => ({ ...document, findings: of.get(keyOf(document)) ?? [] }));
}

/** `docs/a.md`, `docs/answers.jsonl#12`. */
export const nameOf = ({ path, record }: CheckedDocument): string => (record === null ? path : `${path}#${record}`);

/** `3:1`, or nothing where the place cannot be said. */
export const placeOf = ({ region }: CheckFinding): string => (region === null ? '' : `${region.startLine}:${region.startColumn}`);
