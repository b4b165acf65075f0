import type { FlatDom } from '../flat-dom.js';
import { Cascade } from './cascade.js';
import { backgroundOf, colourOf, isUnreadable, type Colour } from './css-colours.js';
import { lengthOf } from './css-values.js';
import { hiddenBox, type Hiding, hidesOverflow, isClippedToText, MIN_LETTER_PX } from './hidden-css.js';

const MOVING = /^(?:-webkit-)?(?:animation|transition)/u;
/** A page with a longer sheet lays boxes over others: what is behind letters without a background of their own is unknown. */
const MAX_PLAIN_CSS_CHARS = 20_000;
const WHOLE = new Set(['html', 'body', 'main']);
const WHITE: Colour = [255, 255, 255, 1];
const BLACK: Colour = [0, 0, 0, 1];
const LETTER_PX = 16;
const COVERING = /^(?:img|picture|video|canvas|svg)$/u;
const SHAPES = /^(?:rect|path|circle|ellipse|polygon|polyline|image|use|foreignobject)$/u;
const MIN_FADES = 4;
const MAX_COVERS = 10;
const RELATIVE = /^(?:em|%|ex|ch)$/u;
/** What these mix letters and background into is the background, where the letters are black or the background white. */
const LIGHTENING = /^(?:screen|lighten|difference|exclusion|plus-lighter|color-dodge)$/u;
const DARKENING = /^(?:multiply|darken|color-burn)$/u;

/** What hides an element: the declaration, the selector of the sheet it came by, and whether the page shows it in another state or on another screen. */
export interface Hidden {
  readonly property: string;
  readonly value: string;
  readonly selector: string | null;
  readonly isRevealed: boolean;
  /** An animation of the page changes it, without any script. */
  readonly isAnimated: boolean;
  /** The element that declares it; what is below inherits it. */
  readonly origin: number;
}

/** What letters inherit. */
interface Letters {
  readonly hiddenBy: { readonly property: string; readonly value: string; readonly selector: string | null; readonly node: number } | null;
  readonly visibility: string;
  readonly sizePx: number;
  readonly colour: Colour | null;
  readonly background: Colour | null;
  readonly blend: string;
  /** The height of the nearest box that cuts off what does not fit. */
  readonly window: number;
  /** Whether a box with a background of its own is below, in the layer that a negative `z-index` goes under. */
  readonly isOnGround: boolean;
  readonly variables: ReadonlyMap<string, string>;
}

/** A page's own styles, inline and in its sheets, as they fall on its elements. */
export class Styles {
  private readonly cascade: Cascade;
  private readonly hidden = new Map<number, Hidden>();
  private readonly revealed = new Map<string, boolean>();
  /** Many elements share the values that win on them. */
  private readonly boxes = new Map<ReadonlyMap<string, string>, Hiding | null>();
  private inlineFades = 0;

  constructor(private readonly dom: FlatDom) {
    this.cascade = new Cascade(dom);
    this.look();
  }

  /** Whether a script fades in part after part of the page: a trick hides one. */
  isRepeated(property: string): boolean {
    return property === 'opacity' && this.inlineFades >= MIN_FADES;
  }

  hiddenBy(node: number): Hidden | null {
    return this.hidden.get(node) ?? null;
  }

  /** One pass down the tree, and one back up for text that is shown within what hides it. */
  private look(): void {
    const background = this.cascade.isForeign || this.cascade.cssChars > MAX_PLAIN_CSS_CHARS ? null : WHITE;
    const root: Letters = { hiddenBy: null, visibility: 'visible', sizePx: LETTER_PX, colour: BLACK, background, blend: 'normal', window: Infinity, isOnGround: false, variables: new Map() };
    const letters: Letters[] = [];
    let isAny = false;
    for (let node = 0; node < this.dom.size; node += 1) {
      const inherited = letters[this.dom.parent[node] ?? -1] ?? root;
      const own = this.dom.tag[node] === '' ? inherited : this.lettersOf(node, inherited);
      letters.push(own);
      isAny ||= own.hiddenBy !== null;
    }
    if (isAny) this.hideLetters(letters);
  }

  private hideLetters(letters: readonly Letters[]): void {
    const isShown = new Uint8Array(this.dom.size);
    for (let node = this.dom.size - 1; node >= 0; node -= 1) {
      const by = letters[node]?.hiddenBy ?? null;
      if (by === null && (this.dom.textChars[node] ?? 0) > 0) isShown[node] = 1;
      const parent = this.dom.parent[node] ?? -1;
      if (isShown[node] === 1 && parent >= 0) isShown[parent] = 1;
      if (by !== null && isShown[node] === 0 && !this.hidden.has(node)) {
        const isRevealed = this.isRevealed(by.node, by.property) || (by.property === 'color' && (this.isRevealed(by.node, 'background') || this.isRevealed(by.node, 'background-color')));
        this.hidden.set(node, { property: by.property, value: by.value, selector: by.selector, isRevealed, isAnimated: false, origin: by.node });
      }
    }
  }

  private isRevealed(node: number, property: string): boolean {
    const key = `${node} ${property}`;
    const known = this.revealed.get(key) ?? this.cascade.isRevealed(node, property);
    this.revealed.set(key, known);
    return known;
  }

  private lettersOf(node: number, inherited: Letters): Letters {
    const { values: all, from, variables } = this.cascade.computed(node, inherited.variables);
    // A whole page out of sight waits for its own script.
    const values = all.size > 0 && WHOLE.has(this.dom.tag[node] ?? '') ? new Map([...all].filter(([property]) => property !== 'visibility' && property !== 'opacity')) : all;
    const background = this.backgroundBelow(node, values, inherited.background);
    if (values.size === 0) return background === inherited.background && variables === inherited.variables ? inherited : { ...inherited, background, variables };
    this.lookAtBox(node, values, from, inherited);
    const visibility = values.get('visibility') ?? inherited.visibility;
    const sizePx = sizeOf(values.get('font-size'), inherited.sizePx);
    const ink = values.get('-webkit-text-fill-color') ?? values.get('color');
    const colour = ink === undefined || ink === 'currentcolor' ? inherited.colour : colourOf(ink);
    const isOnGround = !startsLayer(values) && (inherited.isOnGround || (!WHOLE.has(this.dom.tag[node] ?? '') && isOpaque(values)));
    const blend = values.get('mix-blend-mode') ?? inherited.blend;
    const hiddenBy = hidingOf(node, values, from, inherited, { visibility, sizePx, colour, background, blend });
    return { hiddenBy, visibility, sizePx, colour, background, blend, window: windowOf(values, inherited.window), isOnGround, variables };
  }

  private boxOf(values: ReadonlyMap<string, string>): Hiding | null {
    const known = this.boxes.get(values);
    if (known !== undefined) return known;
    const box = hiddenBox(values);
    this.boxes.set(values, box);
    return box;
  }

  private lookAtBox(node: number, values: ReadonlyMap<string, string>, from: ReadonlyMap<string, string>, inherited: Letters): void {
    const box = this.boxOf(values) ?? belowWindow(values, inherited.window) ?? this.behind(node, values, inherited);
    if (box === null) return;
    if (from.get(box.property) === '' && box.property === 'opacity') this.inlineFades += 1;
    const motions = [...values.keys()].filter((property) => MOVING.test(property));
    const isMoving = (motions.length > 0 || (box.property === 'opacity' && values.has('transform'))) && /^(?:opacity|transform|visibility)$/u.test(box.property);
    const isAnimated = isMoving && (box.property === 'opacity' && values.has('transform') && from.get('opacity') === '' && from.get('transform') === '' || motions.some((property) => /animation/u.test(property) && values.get(property) !== 'none'));
    this.hidden.set(node, { ...box, selector: from.get(box.property) || null, isRevealed: isMoving || this.isRevealed(node, box.property), isAnimated, origin: node });
  }

  /** Placed below the layer of the text around it, and there behind a background or a picture. */
  private behind(node: number, values: ReadonlyMap<string, string>, inherited: Letters): { property: string; value: string } | null {
    const value = values.get('z-index') ?? '';
    if (!/^-\d{1,10}$/u.test(value) || !/^(?:absolute|fixed)$/u.test(values.get('position') ?? '')) return null;
    const parent = this.dom.parent[node] ?? -1;
    let isCovered = inherited.isOnGround;
    for (let [at, looked] = [parent + 1, 0]; !isCovered && parent >= 0 && at < this.dom.endOf(parent) && looked < MAX_COVERS; at = this.dom.endOf(at), looked += 1) {
      isCovered = at !== node && (COVERING.test(this.dom.tag[at] ?? '') || (this.dom.tag[at] !== '' && isOpaque(this.cascade.computed(at, inherited.variables).values)));
    }
    return isCovered ? { property: 'z-index', value } : null;
  }

  /** `null` where it cannot be known: an image, a sheet outside the page, a box laid over others. */
  private backgroundBelow(node: number, values: ReadonlyMap<string, string>, inherited: Colour | null): Colour | null {
    const own = values.get('background-color') ?? values.get('background');
    const image = values.get('background-image');
    if (image !== undefined && image !== 'none') return backgroundOf(image);
    if (this.cascade.isLaid(node) || (this.dom.tag[node] === 'svg' && this.isDrawing(node))) return null;
    if (own !== undefined && own !== 'none') {
      const colour = backgroundOf(own);
      if (colour === null) return null;
      if (colour[3] > 0.9) return colour;
      if (colour[3] > 0.1) return null;
    }
    if (/^(?:absolute|fixed|sticky)$/u.test(values.get('position') ?? '')) return null;
    return this.cascade.isForeign && (this.dom.attribute(node, 'class') ?? this.dom.attribute(node, 'id')) !== null ? null : inherited;
  }

  /** Whether shapes may lie behind the text of a picture. */
  private isDrawing(node: number): boolean {
    for (let at = node + 1; at < this.dom.endOf(node); at += 1) if (SHAPES.test(this.dom.tag[at] ?? '')) return true;
    return false;
  }
}

/** What makes the letters of an element invisible: its own declaration, or that of an ancestor. */
function hidingOf(node: number, values: ReadonlyMap<string, string>, from: ReadonlyMap<string, string>, inherited: Letters, own: Pick<Letters, 'visibility' | 'sizePx' | 'colour' | 'background' | 'blend'>): Letters['hiddenBy'] {
  const { visibility, sizePx, colour, background, blend } = own;
  const because = (properties: readonly [string, ...string[]], value: string): Letters['hiddenBy'] => {
    const property = properties.find((one) => values.has(one));
    if (property === undefined && inherited.hiddenBy !== null) return inherited.hiddenBy;
    return { property: properties[0], value: values.get(properties[0]) ?? value, selector: from.get(property ?? '') || null, node };
  };
  if (visibility === 'hidden' || visibility === 'collapse') return because(['visibility'], visibility);
  if (sizePx < MIN_LETTER_PX) return because(['font-size'], `${sizePx}px`);
  if (colour === null) return null;
  if (!isClippedToText(values) && (colour[3] < 0.1 || (background !== null && isUnreadable(colour, background)))) return because(['color', '-webkit-text-fill-color', 'background', 'background-color'], values.get('-webkit-text-fill-color') ?? 'inherited');
  return background !== null && isBlendedAway(blend, colour, background) ? because(['mix-blend-mode'], blend) : null;
}

function sizeOf(value: string | undefined, inherited: number): number {
  const length = value === undefined ? null : lengthOf(value);
  if (length === null) return value === undefined || /^(?:larger|smaller)$/u.test(value) ? inherited : LETTER_PX;
  if (length.number < 0) return inherited;
  return RELATIVE.test(length.unit) ? (length.px / LETTER_PX) * inherited : length.px;
}

function isOpaque(values: ReadonlyMap<string, string>): boolean {
  const own = values.get('background-color') ?? values.get('background');
  return own !== undefined && own !== 'none' && (backgroundOf(own)?.[3] ?? 1) > 0.9;
}

/** CSS Positioned Layout 4, "stacking context", as far as pages hide text with it. */
function startsLayer(values: ReadonlyMap<string, string>): boolean {
  return (values.has('z-index') && values.get('z-index') !== 'auto' && values.has('position')) || (values.get('transform') ?? 'none') !== 'none' || (values.get('opacity') ?? '1') !== '1' || (values.get('filter') ?? 'none') !== 'none';
}

function isBlendedAway(mode: string, [r, g, b]: Colour, back: Colour): boolean {
  const [ink, paper] = [[r, g, b], back.slice(0, 3)];
  const isDark = (colour: readonly number[]): boolean => colour.every((channel) => channel < 16);
  const isLight = (colour: readonly number[]): boolean => colour.every((channel) => channel > 240);
  if (LIGHTENING.test(mode)) return isDark(ink) || (isLight(paper) && !/^(?:difference|exclusion)$/u.test(mode));
  return DARKENING.test(mode) && (isLight(ink) || isDark(paper));
}

function windowOf(values: ReadonlyMap<string, string>, inherited: number): number {
  if (!hidesOverflow(values)) return inherited;
  const height = lengthOf(values.get('height') ?? values.get('max-height') ?? '');
  return height === null || height.unit === '%' || height.unit.startsWith('v') ? Infinity : height.px;
}

/** Placed below the edge of a box that cuts off what does not fit. */
function belowWindow(values: ReadonlyMap<string, string>, window: number): { property: string; value: string } | null {
  if (window === Infinity) return null;
  for (const property of ['top', 'margin-top']) {
    const value = values.get(property);
    const length = value === undefined || (property === 'top' && !/^(?:absolute|relative)$/u.test(values.get('position') ?? '')) ? null : lengthOf(value);
    if (length !== null && !/^(?:%|v.*)$/u.test(length.unit) && length.px >= window && length.px > 0) return { property, value: value ?? '' };
  }
  return null;
}
