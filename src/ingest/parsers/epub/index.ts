import { WinnowError, defineParser, type Block, type FindingDraft, type ParsedDocument, type Parser } from '../../../core/index.js';
import { EPUB } from '../../media-type.js';
import { withoutIds } from '../element-ids.js';
import { TextBuilder, movedBy } from '../text-builder.js';
import { Book } from './package.js';
import { noOptions, type NoOptions } from '../no-options.js';

const XHTML = 'application/xhtml+xml';
const MAX_FINDINGS = 50;

/**
 * EPUB 2 and 3: the documents of the spine, each read like a web page, in one document for the book. The table of contents is no text: it names
 * documents that have no heading. Title, author, language and dates come from the package.
 * @param parserForType loads the parser of a document's media type
 * @throws WinnowError `file-encrypted` for a book whose text is encrypted, `file-broken` when the archive, its package or all of its documents cannot be read
 */
export function epubParser(parserForType: (mediaType: string) => Promise<Parser>): Parser<NoOptions> {
  return defineParser<NoOptions>({
    id: 'epub',
    version: 4,
    options: noOptions,
    mediaTypes: [EPUB],
    extensions: ['.epub'],
    async render(input, place) {
      const pages = await parserForType(XHTML);
      let html = '';
      for (const { part, bytes } of chaptersOf(await Book.open(input.bytes))) {
        const page = await pages.render?.({ bytes, path: part, mediaType: XHTML, declared: {} }, place, pages.options.parse({}));
        if (page?.kind === 'markup') html += `${page.html}\n`;
      }
      return { kind: 'markup', html };
    },
    async run(input) {
      const book = await Book.open(input.bytes);
      const titles = await book.titles();
      const pages = await parserForType(XHTML);
      const settings = pages.options.parse({ content: 'all' });
      const chapters = new Chapters();
      for (const { part, bytes } of chaptersOf(book)) {
        // Byte by byte, as the document may be in any encoding.
        const plain = Buffer.from(withoutIds(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')), 'latin1');
        const [page] = await pages.run({ bytes: plain, path: part, mediaType: XHTML, declared: {} }, settings);
        if (page !== undefined) chapters.add(page, titles.get(part) ?? null);
      }
      if (chapters.read === 0) throw new WinnowError('file-broken', 'Unexpected book without a document that can be read, expected at least one in its spine');
      return [{
        text: chapters.text, blocks: chapters.blocks,
        title: book.title,
        language: book.language,
        mediaType: input.mediaType,
        declared: book.declared,
        dates: book.dates,
        findings: chapters.findings.slice(0, MAX_FINDINGS),
      } satisfies ParsedDocument];
    },
  });
}

/** The documents of the spine that are pages, as they stand in the archive. */
function* chaptersOf(book: Book): Generator<{ readonly part: string; readonly bytes: Uint8Array }> {
  for (const { part, mediaType, isContents } of book.spine) {
    const bytes = isContents || !/^(?:application\/xhtml\+xml|text\/html|text\/x-oeb1-document)$/u.test(mediaType) ? null : book.archive.read(part);
    if (bytes !== null) yield { part, bytes };
  }
}

/** Documents one after the other, their spans moved to where they stand in the whole. */
class Chapters {
  readonly findings: FindingDraft[] = [];
  read = 0;
  private readonly builder = new TextBuilder();

  get text(): string {
    return this.builder.text;
  }

  get blocks(): readonly Block[] {
    return this.builder.blocks;
  }

  add({ text, blocks, findings }: ParsedDocument, title: string | null): void {
    this.read += 1;
    const [first] = blocks;
    if (first === undefined) {
      this.findings.push(...findings.map((finding) => ({ ...finding, span: null })));
      return;
    }
    const label = title === null || blocks.some((block) => block.kind === 'heading') ? null : title;
    const opensWithIt = label !== null && fold(text.slice(first.start, first.end)) === fold(label);
    if (label !== null && !opensWithIt) this.builder.add('heading', label, { level: 1, label });
    const titled: readonly Block[] = opensWithIt ? [{ ...first, kind: 'heading', level: 1, label }, ...blocks.slice(1)] : blocks;
    const by = this.builder.append(text, titled) ?? 0;
    this.findings.push(...findings.map((finding) => (finding.span ? { ...finding, span: movedBy(by, finding.span) } : finding)));
  }
}

function fold(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().toLowerCase();
}
