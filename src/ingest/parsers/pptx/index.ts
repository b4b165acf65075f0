import { WinnowError, defineParser, excerpt, type ParsedDocument } from '../../../core/index.js';
import { PPTX_TYPES } from '../../media-type.js';
import type { FlatDom } from '../flat-dom.js';
import { HiddenFindings } from '../hidden-finding.js';
import { themeColors, type Rgb } from '../office-colors.js';
import { OfficePackage, coreProperties, relationId, type Relation } from '../ooxml.js';
import { TextBuilder } from '../text-builder.js';
import type { Part } from './backdrop.js';
import { Bullets } from './bullets.js';
import { SlideColors, colorMap } from './colors.js';
import { isOpaque } from './pictures.js';
import { SlideWriter, type Slide } from './slide.js';
import { lineOf } from './text.js';
import { options, type PptxOptions } from './options.js';

/**
 * PowerPoint presentations in the order of the show: a heading a slide, lists with their levels, tables, diagrams, what was written to describe
 * pictures, and speaker's notes, the slide's number as page. Hidden slides and text out of sight are left out and reported; footers, dates, numbers and comments are dropped, macros never looked at.
 * @throws WinnowError `file-broken` when the archive or its main part cannot be read, `item-too-large` beyond `maxSlides`, `parse-output` for parts that unpack beyond all measure
 */
export const pptxParser = defineParser<PptxOptions>({
  id: 'pptx',
  version: 3,
  options,
  mediaTypes: PPTX_TYPES,
  extensions: ['.pptx', '.pptm', '.ppsx', '.ppsm', '.potx', '.potm'],
  async run(input, settings) {
    const deck = await Deck.open(input.bytes);
    const builder = new TextBuilder();
    const hidden = new HiddenFindings('presentation');
    const writer = new SlideWriter(builder, hidden);
    const parts = deck.slides;
    if (parts.length > settings.maxSlides) throw new WinnowError('item-too-large', `Unexpected ${parts.length} slides, expected at most ${settings.maxSlides}`);
    for (const [index, part] of parts.entries()) {
      const slide = await deck.slide(part, index + 1, settings.notes);
      if (slide === null) continue;
      if (isHidden(slide.dom)) hidden.add(SlideWriter.textOf(slide.dom), `hidden slide ${slide.number}`);
      else writer.write(slide);
    }
    const properties = await coreProperties(deck.file);
    const first = builder.blocks.find((block) => block.kind === 'heading' && !/^Slide \d+$/u.test(block.label ?? ''));
    return [{
      text: builder.text, blocks: builder.blocks,
      title: properties.title ?? (first?.page === 1 && first.label !== undefined ? excerpt(first.label, 300) : null),
      language: properties.language,
      mediaType: input.mediaType,
      declared: properties.declared,
      dates: properties.dates,
      findings: hidden.findings,
    } satisfies ParsedDocument];
  },
});

interface Layout {
  readonly bullets: Bullets;
  readonly theme: ReadonlyMap<string, Rgb>;
  readonly maps: readonly Readonly<Record<string, string>>[];
  /** The layout and its master, as far as they are there. */
  readonly parts: readonly Part[];
}

class Deck {
  private readonly layouts = new Map<string, Layout>();

  private constructor(readonly file: OfficePackage, readonly slides: readonly string[], private readonly size: Slide['size']) {}

  static async open(bytes: Uint8Array): Promise<Deck> {
    const file = await OfficePackage.open(bytes, 'ppt/presentation.xml', 'presentation');
    const main = await file.tree(file.main);
    if (main === null) throw new WinnowError('file-broken', `Unexpected damage in ${excerpt(file.main, 80)}, expected a presentation`);
    const relations = await file.relations(file.main);
    const named = [...main.withTag('sldId')].map((node) => relations.get(relationId(main, node) ?? '')?.target);
    const slides = [...new Set(named.filter((part): part is string => part !== undefined && file.archive.has(part)))];
    const [size] = main.withTag('sldSz');
    const length = (name: string): number => Number(size === undefined ? 0 : (main.attribute(size, name) ?? 0)) || 0;
    return new Deck(file, slides, { width: length('cx'), height: length('cy') });
  }

  /** A slide with what it inherits; `null` when its part is damaged. */
  async slide(part: string, number: number, withNotes: boolean): Promise<Slide | null> {
    const dom = await this.file.tree(part);
    if (dom === null) return null;
    const relations = await this.file.relations(part);
    const diagrams = new Map<string, readonly string[]>();
    for (const [id, { type, target }] of relations) if (type === 'diagramData') diagrams.set(id, paragraphsOfDiagram(await this.file.tree(target)));
    const layout = await this.layout(await this.file.related(part, 'slideLayout'));
    const maps = [colorMap(dom), ...layout.maps];
    return {
      dom, number, diagrams,
      parts: [{ dom, colors: new SlideColors(layout.theme, maps), isOpaque: this.opaque(relations) }, ...layout.parts],
      size: this.size,
      bullets: layout.bullets,
      notes: withNotes ? await this.file.tree(await this.file.related(part, 'notesSlide')) : null,
    };
  }

  /** What slides of a layout have in common. */
  private async layout(layout: string | null): Promise<Layout> {
    const known = this.layouts.get(layout ?? '');
    if (known !== undefined) return known;
    const master = layout === null ? null : await this.file.related(layout, 'slideMaster');
    const trees = [await this.file.tree(layout), await this.file.tree(master)] as const;
    const theme = themeColors(await this.file.tree(await this.file.related(master ?? this.file.main, 'theme')));
    const maps = trees.map(colorMap);
    const parts: Part[] = [];
    for (const [index, name] of [layout, master].entries()) {
      const dom = trees[index] ?? null;
      if (dom !== null && name !== null) parts.push({ dom, colors: new SlideColors(theme, maps.slice(index)), isOpaque: this.opaque(await this.file.relations(name)) });
    }
    const made: Layout = { bullets: new Bullets(trees), theme, maps, parts };
    this.layouts.set(layout ?? '', made);
    return made;
  }

  private opaque(relations: ReadonlyMap<string, Relation>): Part['isOpaque'] {
    return (id) => {
      const picture = relations.get(id);
      return picture?.type === 'image' && isOpaque(this.file.archive, picture.target);
    };
  }
}

function isHidden(slide: FlatDom): boolean {
  const [root] = slide.withTag('sld');
  return root !== undefined && /^(?:0|false)$/u.test(slide.attribute(root, 'show') ?? '');
}

/** What the points of a diagram say, in order (ECMA-376 part 1, 21.4.3). */
function paragraphsOfDiagram(dom: FlatDom | null): readonly string[] {
  if (dom === null) return [];
  return [...dom.withTag('pt')].map((point) => lineOf(dom, point)).filter((text) => text !== '');
}
