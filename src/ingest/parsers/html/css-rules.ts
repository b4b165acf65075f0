import { isOnEveryScreen } from './css-media.js';
import { splitTop, unescaped, withoutComments } from './css-syntax.js';

const MAX_DECLARATION_CHARS = 4_000;
const MAX_SELECTORS = 500;
const MAX_DEPTH = 50;
const DISPLAYS = /^(?:none|contents|block|inline|flow|flow-root|table|flex|grid|ruby|math|list-item|run-in|(?:inline-|table-|ruby-|-webkit-|-moz-|-ms-)[a-z-]{2,20}|inherit|initial|unset|revert|revert-layer)(?:\s[a-z- ]{2,40})?$/u;
const VISIBILITIES = /^(?:visible|hidden|collapse|inherit|initial|unset|revert|revert-layer)$/u;

/** By code: characters that neither begin nor end anything in a sheet. */
const MEANS_NOTHING = new Uint8Array(128).fill(1);
for (const char of '\\"\'(){};\n') MEANS_NOTHING[char.charCodeAt(0)] = 0;
const NOTHING: Declared = { values: new Map(), important: new Set() };

export interface CssRule {
  readonly selectors: readonly string[];
  /** Read when first asked for: most rules of a sheet are of other pages. */
  readonly declared: () => Declared;
  /** Holds on some screens or on paper only. */
  readonly isConditional: boolean;
  /** The outermost cascade layer; `null` = none, which wins over all of them. */
  readonly layer: string | null;
}

/** Values by property, lower case; `important` names those that win over others. */
export interface Declared {
  readonly values: ReadonlyMap<string, string>;
  readonly important: ReadonlySet<string>;
}

export function declarationsOf(style: string): Declared {
  const values = new Map<string, string>();
  const important = new Set<string>();
  const cut = style.slice(0, MAX_DECLARATION_CHARS);
  const source = (cut.includes('/*') ? withoutComments(cut) : cut).toLowerCase();
  for (const part of /["'(]/u.test(source) ? splitTop(source, ';') : source.split(';')) {
    const colon = part.indexOf(':');
    if (colon <= 0) continue;
    const [property, value] = [unescaped(part.slice(0, colon).trim()), unescaped(part.slice(colon + 1).trim())];
    const isImportant = /!\s{0,5}important$/u.test(value);
    if (important.has(property) && !isImportant) continue;
    const bare = isImportant ? value.slice(0, value.lastIndexOf('!')).trim() : value;
    if (!isValid(property, bare)) continue;
    values.set(property, bare);
    if (isImportant) important.add(property);
  }
  return { values, important };
}

/** A declaration that no browser understands does not count: the one before it stands. */
function isValid(property: string, value: string): boolean {
  if (value.includes('var(')) return true;
  return property === 'display' ? DISPLAYS.test(value) : property !== 'visibility' || VISIBILITIES.test(value);
}

interface Block {
  readonly prelude: string;
  readonly parts: string[];
}

/** The rules of a style sheet in their order, those within `@media` and the like and within other rules too. */
export function* rulesOf(css: string): Generator<CssRule> {
  const source = withoutComments(css);
  const open: Block[] = [];
  let [from, depth, quote] = [0, 0, ''];
  for (let at = nextSign(source, 0); at < source.length; at = nextSign(source, at + 1)) {
    const char = source[at] ?? '';
    if (char === '\\') at += 1;
    else if (quote !== '') quote = char === quote || char === '\n' ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '(') {
      depth += 1;
      // Between the brackets of an address without quotation marks nothing means anything.
      if (/url$/iu.test(source.slice(at - 3, at)) && /^\s{0,20}[^\s"']/u.test(source.slice(at + 1, at + 22))) at = endOfUrl(source, at);
    } else if (char === ')') depth = Math.max(0, depth - 1);
    else if (char === '{' || char === '}' || (char === ';' && depth === 0)) {
      const piece = source.slice(from, at).trim();
      [from, depth] = [at + 1, 0];
      if (char === ';') {
        if (open.length > 0) open.at(-1)?.parts.push(piece);
        else if (/^@layer\s/iu.test(piece)) for (const name of splitTop(piece.slice(6), ',')) yield { selectors: [], declared: () => NOTHING, isConditional: false, layer: name };
      } else if (char === '{') open.push({ prelude: piece, parts: [] });
      else {
        open.at(-1)?.parts.push(piece);
        const rule = ruleOf(open);
        open.pop();
        if (rule !== null) yield rule;
      }
    }
  }
}

/** The next character that may begin or end something. */
function nextSign(source: string, from: number): number {
  let at = from;
  while (at < source.length && MEANS_NOTHING[source.charCodeAt(at)] !== 0) at += 1;
  return at;
}

function endOfUrl(source: string, open: number): number {
  const close = source.indexOf(')', open);
  return (close < 0 ? source.length : close) - 1;
}

/** What the innermost open block says, with the selectors of those it is nested in. */
function ruleOf(open: readonly Block[]): CssRule | null {
  const parts = (open.at(-1)?.parts ?? []).filter((part) => part !== '');
  const ats = open.filter(({ prelude }) => prelude.startsWith('@')).map(({ prelude }) => prelude);
  if (parts.length === 0 || open.length > MAX_DEPTH || !ats.every((prelude) => /^@(?:media|layer|supports|container|scope)\b/iu.test(prelude))) return null;
  let read: Declared | null = null;
  const declared = (): Declared => (read ??= declarationsOf(parts.join(';')));
  let selectors: string[] = [];
  for (const { prelude } of open) {
    const own = prelude.startsWith('@') ? scopeOf(prelude) : splitTop(prelude, ',');
    if (own.length > 0) selectors = selectors.length === 0 ? own : selectors.flatMap((outer) => own.map((inner) => nested(outer, inner))).slice(0, MAX_SELECTORS);
  }
  // A layer takes its rank from the first rule in it that says anything.
  const layer = ats.find((prelude) => /^@layer\b/iu.test(prelude))?.slice(6).trim() ?? null;
  if (layer !== null && declared().values.size === 0) return null;
  return { selectors: [...new Set(selectors.slice(0, MAX_SELECTORS))], declared, isConditional: !ats.every(isEveryScreen), layer };
}

function nested(outer: string, inner: string): string {
  return (inner.includes('&') ? inner.split('&', 5).join(outer) : `${outer} ${inner}`).slice(0, 1_000);
}

function scopeOf(prelude: string): string[] {
  const scope = /^@scope\s{0,10}\(([^()]{1,200})\)/iu.exec(prelude)?.[1];
  return scope === undefined ? [] : splitTop(scope, ',');
}

function isEveryScreen(prelude: string): boolean {
  if (/^@media\b/iu.test(prelude)) return isOnEveryScreen(prelude.slice(6));
  return /^@(?:layer|scope)\b/iu.test(prelude) || /^@supports\b(?!\s{0,10}not\b)/iu.test(prelude);
}
