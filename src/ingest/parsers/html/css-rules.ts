const MAX_DECLARATION_CHARS = 4_000;

export interface CssRule {
  readonly selectors: readonly string[];
  readonly declared: Declared;
  /** Holds on some screens or on paper only. */
  readonly isConditional: boolean;
}

/** Values by property, lower case; `important` names those that win over others. */
export interface Declared {
  readonly values: ReadonlyMap<string, string>;
  readonly important: ReadonlySet<string>;
}

export function declarationsOf(style: string): Declared {
  const values = new Map<string, string>();
  const important = new Set<string>();
  for (const part of style.slice(0, MAX_DECLARATION_CHARS).toLowerCase().split(';')) {
    const colon = part.indexOf(':');
    if (colon <= 0) continue;
    const [property, value] = [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
    const isImportant = /!\s{0,5}important$/u.test(value);
    if (important.has(property) && !isImportant) continue;
    values.set(property, isImportant ? value.slice(0, value.lastIndexOf('!')).trim() : value);
    if (isImportant) important.add(property);
  }
  return { values, important };
}

/** The rules of a style sheet in their order, those within `@media` and the like too. */
export function* rulesOf(css: string): Generator<CssRule> {
  const source = withoutComments(css);
  const preludes: string[] = [];
  let from = 0;
  const marks = /[{};]/gu;
  for (let mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    const piece = source.slice(from, mark.index);
    // Outside of rules only at-rules without a block (`@import`) end so.
    if (mark[0] === ';') {
      if (preludes.every((prelude) => prelude.startsWith('@')) && piece.trim().startsWith('@')) from = mark.index + 1;
      continue;
    }
    if (mark[0] === '{') preludes.push(piece.trim());
    else {
      const selectors = preludes.pop();
      if (selectors !== undefined && !selectors.startsWith('@') && !preludes.some((prelude) => prelude.startsWith('@') && !/^@(?:media|layer|supports|container)/iu.test(prelude))) {
        yield { selectors: [...new Set(selectors.split(',').map((selector) => selector.trim()))], declared: declarationsOf(piece), isConditional: !preludes.every(isEveryScreen) };
      }
    }
    from = mark.index + 1;
  }
}

function withoutComments(css: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let open = css.indexOf('/*'); open >= 0; open = css.indexOf('/*', at)) {
    kept.push(css.slice(at, open));
    const close = css.indexOf('*/', open + 2);
    if (close < 0) return kept.join(' ');
    at = close + 2;
  }
  kept.push(css.slice(at));
  return kept.join(' ');
}

function isEveryScreen(prelude: string): boolean {
  return /^@(?:media\s+(?:only\s+)?(?:screen|all)$|layer|supports)/iu.test(prelude);
}
