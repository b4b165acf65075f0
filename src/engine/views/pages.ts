/** Rows of a keyset-paged query, one page in memory at a time. */
export async function* paged<Row>(fetch: (after: Row | undefined, limit: number) => Promise<readonly Row[]>, size = 200): AsyncGenerator<Row> {
  let after: Row | undefined;
  for (;;) {
    const page = await fetch(after, size);
    yield* page;
    after = page.at(-1);
    if (after === undefined || page.length < size) return;
  }
}

/** The first `limit` rows; all of them without one. */
export async function* take<Row>(rows: AsyncIterable<Row>, limit: number | undefined): AsyncGenerator<Row> {
  let left = limit ?? Infinity;
  if (left <= 0) return;
  for await (const row of rows) {
    yield row;
    left -= 1;
    if (left <= 0) return;
  }
}

/** `dimension/name` means that rule; `dimension`, `dimension/` and `dimension/*` mean all rules of a dimension. */
export function ruleMatcher(pattern: string | undefined): (rule: string) => boolean {
  if (pattern === undefined) return () => true;
  const dimension = /^([^/*]+)(?:\/\*?)?$/u.exec(pattern)?.[1];
  return dimension === undefined ? (rule) => rule === pattern : (rule) => rule.startsWith(`${dimension}/`);
}
