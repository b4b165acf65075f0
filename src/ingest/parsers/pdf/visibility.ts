import type { Paint, PageContent } from './content.js';
import type { Ink } from './graphics-state.js';
import { area, intersection, type Box } from './operators.js';
import type { Run } from './runs.js';

/** How a run is out of sight, in the words of its finding; `null` when it shows. */
export type Hiding = 'invisible text' | 'transparent text' | 'colour of its background' | 'too small to read' | 'outside the page' | 'clipped away' | 'covered' | 'hidden layer' | null;

export interface SeenPage {
  /** What a reader sees, and the text behind the picture of a scan. */
  readonly shown: readonly Run[];
  readonly hidden: readonly { readonly run: Run; readonly how: Exclude<Hiding, null> }[];
  /** Images take most of the page. */
  readonly pictured: boolean;
  /** The text is that of a text recognition, behind or before the picture of the page. */
  readonly recognised: boolean;
}

/** Letters under 2 pt cannot be read on paper: the smallest print that is set on purpose has 4 pt. */
const MIN_HEIGHT = 2;
/** Of the height: letters take half of it on average, and the narrowest fonts a quarter. Shorter runs may be accents over letters. */
const MIN_LETTER_WIDTH = 0.08;
const MIN_SQUEEZED = 6;
/** The same limits as for web pages: contrast below 1.1 : 1 and no channel apart by more than 32 of 255. */
const MAX_CHANNEL_STEP = 32;
const MAX_CONTRAST = 1.1;
const MIN_ALPHA = 0.05;
/** Share of the page that images take on a scan: pages keep margins of up to a sixth on every side, (2/3)^2 = 0.44. */
const PICTURED_SHARE = 0.44;
/** How far over the edge the last word of a line may begin, as a share of the page's width, and how far apart rows stand that run on below the page, in font heights. */
const OVERRUN_SHARE = 0.12;
const OVERRUN_HEIGHTS = 3;
/** How far a halo or a shadow stands from its words, in font heights, and how often the same words are looked for on a page. */
const HALO_HEIGHTS = 0.25;
const MAX_SAME = 50;
/** Pairs of runs and fills that are compared on a page. */
const MAX_COMPARISONS = 4_000_000;

/** Tells what of a page's text a reader sees. */
export function seenText(content: PageContent): SeenPage {
  const images = content.paints.filter(({ kind }) => kind === 'image');
  const pictured = images.reduce((sum, { box }) => sum + area(box), 0) >= PICTURED_SHARE * area(content.page);
  const judge = new Judge(content);
  const judged: { readonly run: Run; readonly how: Hiding }[] = [];
  for (const run of content.runs) {
    const how = judge.hiding(run);
    const last = judged.at(-1);
    judged.push({ run, how: how === 'outside the page' && last?.how === null && runsOver(last.run, run, content.page) ? null : how });
  }
  const underPicture = judged.filter(({ run, how }) => pictured && how !== null && RECOGNISED.has(how) && images.some(({ box }) => isInside(middleOf(run), box)));
  const characters = (list: readonly { readonly run: Run }[]): number => list.reduce((sum, { run }) => sum + run.text.length, 0);
  const visible = judged.filter(({ how }) => how === null);
  // A picture behind text that shows is decoration, and what hides on it is no recognised text.
  const recognised = underPicture.length > 0 && characters(visible) <= characters(underPicture);
  const kept = new Set(recognised ? underPicture.map(({ run }) => run) : []);
  return {
    shown: withoutShadows(judged.flatMap(({ run, how }) => (how === null || kept.has(run) ? [run] : []))),
    hidden: withoutHalos(judged.flatMap(({ run, how }) => (how === null || kept.has(run) ? [] : [{ run, how }])), visible.map(({ run }) => run)),
    pictured, recognised,
  };
}

/** Ways in which programs put recognised text with the picture it was read from. */
const RECOGNISED: ReadonlySet<Hiding> = new Set<Hiding>(['invisible text', 'transparent text', 'colour of its background']);

class Judge {
  private left = MAX_COMPARISONS;
  private readonly lids: readonly Paint[];

  constructor(private readonly content: PageContent) {
    // A picture drawn over text may be see-through (a watermark, a frame), which is not known here: it covers nothing.
    this.lids = content.paints.filter(({ kind, opaque, ink }) => opaque && kind === 'rectangle' && ink !== null);
  }

  hiding(run: Run): Hiding {
    const { page, paints } = this.content;
    const middle = middleOf(run);
    if (run.layerHidden) return 'hidden layer';
    if (!isInside(middle, page) && !beginsOn(page, run)) return 'outside the page';
    if (run.height < MIN_HEIGHT || isSqueezed(run)) return 'too small to read';
    if (!isInside(middle, grown(run.clip, run.height))) return 'clipped away';
    const [fills, strokes] = [run.mode % 4 === 0 || run.mode % 4 === 2, run.mode % 4 === 1 || run.mode % 4 === 2];
    // Text that becomes a clipping path shows what is painted through it.
    if (run.mode === 7) return paints.some(({ order, box }) => order > run.order && area(intersection(box, boundsOf(run))) > 0) ? null : 'invisible text';
    if (!fills && !strokes) return 'invisible text';
    const inks = [...(fills && run.fillAlpha >= MIN_ALPHA ? [run.fill] : []), ...(strokes && run.strokeAlpha >= MIN_ALPHA ? [run.stroke] : [])];
    if (inks.length === 0) return 'transparent text';
    if (this.isCovered(run)) return 'covered';
    return !this.content.capped && inks.every((ink) => this.isLost(ink, run, middle)) ? 'colour of its background' : null;
  }

  /** A filled rectangle painted later lies over all of it. */
  private isCovered(run: Run): boolean {
    const bounds = boundsOf(run);
    for (let at = this.lids.length - 1; at >= 0; at -= 1) {
      const lid = this.lids[at];
      if (lid === undefined || lid.order < run.order || this.left <= 0) return false;
      this.left -= 1;
      if (area(intersection(bounds, lid.box)) >= area(bounds) * 0.98) return true;
    }
    return false;
  }

  /** The topmost thing painted under it has its colour; a picture, a pattern or another shape of another colour may be seen through nothing. */
  private isLost(ink: Ink, run: Run, middle: readonly [number, number]): boolean {
    if (ink === null) return false;
    if (!isSameColour(ink, 0xffffff) && this.content.paints.length === 0) return false;
    const { paints } = this.content;
    for (let at = paints.length - 1; at >= 0; at -= 1) {
      const paint = paints[at];
      if (paint === undefined || paint.order > run.order || !isInside(middle, paint.box)) continue;
      this.left -= 1;
      if (this.left <= 0) return false;
      if (paint.ink === null || !isSameColour(paint.ink, ink)) return false;
      if (paint.kind === 'rectangle' && paint.opaque) return true;
    }
    return isSameColour(ink, 0xffffff);
  }
}

/**
 * A line that begins on the page and is too long for it, or a table that runs on below its foot: text that the edge cut off, not one that was put away.
 * It follows on what was drawn before it as text does.
 */
function runsOver(last: Run, run: Run, [left, bottom, right]: Box): boolean {
  const gap = run.x - last.endX;
  if (Math.abs(last.y - run.y) <= run.height * 0.5 && gap > -run.height && gap < run.height * 2) return run.x < right + (right - left) * OVERRUN_SHARE;
  return run.y < bottom && run.x > left && run.x < right && Math.abs(last.y - run.y) <= run.height * OVERRUN_HEIGHTS;
}

/** Too long a line from its beginning on: it starts within the first three quarters of the page's width. */
function beginsOn([left, bottom, right, top]: Box, run: Run): boolean {
  return isInside([run.x, run.y], [left, bottom, right - (right - left) / 4, top]);
}

function isSameColour(one: number, other: number): boolean {
  const channels = [16, 8, 0].map((shift) => [(one >> shift) & 255, (other >> shift) & 255] as const);
  if (channels.some(([a, b]) => Math.abs(a - b) > MAX_CHANNEL_STEP)) return false;
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05) < MAX_CONTRAST;
}

/** Relative luminance, 0..1 (WCAG 2.2). */
function luminance(ink: number): number {
  const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = [16, 8, 0].map((shift) => linear(((ink >> shift) & 255) / 255));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** Letters without width, or all in one place. */
function isSqueezed({ x, y, endX, endY, height, text }: Run): boolean {
  return text.length >= MIN_SQUEEZED && Math.hypot(endX - x, endY - y) < text.length * height * MIN_LETTER_WIDTH;
}

/** From the baseline to the height of capitals, which are about .7 em high. */
export function boundsOf({ x, y, endX, endY, height, direction }: Run): Box {
  const [upX, upY] = [-direction[1] * height * 0.7, direction[0] * height * 0.7];
  return [Math.min(x, endX, x + upX, endX + upX), Math.min(y, endY, y + upY, endY + upY), Math.max(x, endX, x + upX, endX + upX), Math.max(y, endY, y + upY, endY + upY)];
}

function middleOf(run: Run): readonly [number, number] {
  const [x0, y0, x1, y1] = boundsOf(run);
  return [(x0 + x1) / 2, (y0 + y1) / 2];
}

function isInside([x, y]: readonly [number, number], [x0, y0, x1, y1]: Box): boolean {
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}

function grown([x0, y0, x1, y1]: Box, by: number): Box {
  return [x0 - by, y0 - by, x1 + by, y1 + by];
}

/** Words in the colour of the page around or under the same words in another: a halo, which hides nothing. */
function withoutHalos(hidden: SeenPage['hidden'], shown: readonly Run[]): SeenPage['hidden'] {
  if (hidden.length === 0) return hidden;
  const places = new Map<string, Run[]>();
  for (const run of shown) places.set(run.text, [...(places.get(run.text) ?? []).slice(-MAX_SAME), run]);
  return hidden.filter(({ run, how }) => how !== 'colour of its background'
    || (places.get(run.text) ?? []).every((other) => Math.max(Math.abs(other.x - run.x), Math.abs(other.y - run.y)) > run.height * HALO_HEIGHTS));
}

/** The same words drawn again in the same place, as for a bold look or a shadow, are read once. */
function withoutShadows(runs: readonly Run[]): readonly Run[] {
  const places = new Map<string, Run>();
  return runs.filter((run) => {
    const last = places.get(run.text);
    places.set(run.text, run);
    const step = last === undefined ? Infinity : Math.max(Math.abs(last.x - run.x), Math.abs(last.y - run.y));
    return last === undefined || step > run.height * 0.12 || run.text.trim().length < 2;
  });
}
