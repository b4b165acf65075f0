/** Style sheets are looked at up to this size: hiding rules of a page itself stand in its own small sheet. */
const MAX_CSS_CHARS = 200_000;

/** Class and id names that a page's own style sheet hides on every screen. */
export interface HiddenNames {
  readonly classes: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** Whether declarations (`color:#fff;font-size:0`) make text invisible; the declaration at fault, or `null`. */
export function hidingDeclaration(style: string): string | null {
  const declared = new Map<string, string>();
  for (const part of style.slice(0, 4000).toLowerCase().split(';')) {
    const colon = part.indexOf(':');
    if (colon > 0) declared.set(part.slice(0, colon).trim(), part.slice(colon + 1).replace('!important', '').trim());
  }
  for (const [property, value] of declared) if (hides(property, value, declared)) return `${property}:${value}`.slice(0, 60);
  return null;
}

function hides(property: string, value: string, all: ReadonlyMap<string, string>): boolean {
  switch (property) {
    case 'display': return value === 'none';
    case 'visibility': return value === 'hidden' || value === 'collapse';
    case 'opacity': return /^(?:0?\.0\d*|0|0%)$/u.test(value);
    case 'font-size': return /^(?:0|0?\.\d+|1)(?:px|pt|em|rem|%)?$/u.test(value) && !/^(?:1|0?\.[2-9]\d*)(?:em|rem)$/u.test(value);
    case 'text-indent': case 'left': case 'right': case 'top': case 'margin-left': case 'bottom': return /^-\d{4,}(?:px|em|rem)?$/u.test(value);
    case 'clip': return /^rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)$/u.test(value);
    case 'clip-path': return /^inset\(\s*(?:50|100)%\s*\)$/u.test(value);
    case 'transform': return /scale\(\s*0\s*\)/u.test(value);
    case 'height': case 'max-height': case 'width': return /^0(?:px)?$/u.test(value) && /hidden|clip/u.test(all.get('overflow') ?? '');
    case 'color': return isTransparent(value) || isSameColour(value, all.get('background-color') ?? all.get('background'));
    default: return false;
  }
}

function isTransparent(value: string): boolean {
  return value === 'transparent' || /^rgba\([^)]*,\s*0?\.?0+\s*\)$/u.test(value);
}

/** Colours within 8 of 255 on each channel cannot be told apart on a screen (less than 3%, below the WCAG 1.1:1 contrast). */
function isSameColour(text: string, background: string | undefined): boolean {
  const [a, b] = [channels(text), background === undefined ? null : channels(background)];
  return a !== null && b !== null && a.every((channel, index) => Math.abs(channel - (b[index] ?? -999)) <= 8);
}

function channels(colour: string): readonly number[] | null {
  if (colour === 'white') return [255, 255, 255];
  if (colour === 'black') return [0, 0, 0];
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/u.exec(colour)?.[1];
  if (hex !== undefined) {
    const long = hex.length === 3 ? hex.replace(/./gu, '$&$&') : hex;
    return [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16));
  }
  const rgb = /^rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)$/u.exec(colour);
  return rgb === null ? null : [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])];
}

/**
 * Names hidden by the page's own rules: `.name {…}` and `#name {…}`, alone or in a list, outside media queries that hold for
 * some screens only. A small scanner, not a cascade: later rules that show the text again are not weighed.
 */
export function hiddenNames(css: string): HiddenNames {
  const classes = new Set<string>();
  const ids = new Set<string>();
  for (const rule of rulesOf(css.slice(0, MAX_CSS_CHARS))) {
    if (hidingDeclaration(rule.body) === null) continue;
    for (const selector of rule.selectors.split(',')) {
      const name = /^\s*([.#])([\w-]{1,100})\s*$/u.exec(selector.slice(0, 200));
      if (name?.[2] !== undefined) (name[1] === '.' ? classes : ids).add(name[2]);
    }
  }
  return { classes, ids };
}

function* rulesOf(css: string): Generator<{ selectors: string; body: string }> {
  const source = withoutComments(css);
  const preludes: string[] = [];
  let from = 0;
  for (let at = nextBrace(source, 0); at >= 0; at = nextBrace(source, at + 1)) {
    const piece = source.slice(from, at);
    if (source[at] === '{') preludes.push(piece.trim());
    else {
      const selectors = preludes.pop();
      if (selectors !== undefined && !selectors.startsWith('@') && preludes.every(isEveryScreen)) yield { selectors, body: piece };
    }
    from = at + 1;
  }
}

function nextBrace(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) if (source[at] === '{' || source[at] === '}') return at;
  return -1;
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
  return /^@(?:media\s+(?:screen|all)$|layer|supports)/iu.test(prelude);
}
