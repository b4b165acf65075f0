import { defineParser, excerpt, type DateEvidence, type FindingDraft, type JsonObject, type ParsedDocument, type Parser } from '../../../core/index.js';
import { datesFromFields } from '../../dates.js';
import { decodeText } from '../../encoding.js';
import { NOTEBOOK } from '../../media-type.js';
import { TextBuilder, movedBy } from '../text-builder.js';
import { readNotebook, type Cell, type CellOutput } from './cells.js';
import { options, type NotebookOptions } from './options.js';

/**
 * Characters of output that are kept of one cell. A table of pandas' 20 rows by 8 columns has about 1,500; logs and dumps are longer, and say nothing that
 * a question is answered with.
 */
const MAX_OUTPUT_CHARS = 2_000;
/** HTML looked at for the short table in it: styles and ids can make ten times its text. */
const MAX_OUTPUT_HTML = 20 * MAX_OUTPUT_CHARS;
const MAX_FINDINGS = 50;
/** Kept by tools and by hand, like front matter, but copied along with the notebook more often. */
const METADATA_CONFIDENCE = 0.8;

type ParserFor = (mediaType: string) => Promise<Parser>;

/**
 * Jupyter notebooks (nbformat 3 and 4): Markdown cells as the Markdown parser reads them, code cells as code, and short outputs below them. Headings go on from cell
 * to cell, so that code stands under the heading above it. Nothing is run.
 * @param parserFor loads the parser of a media type: Markdown, and HTML for tables in outputs
 * @throws WinnowError `file-broken` for bytes that are no JSON, `format-unknown` for JSON that is no notebook
 */
export function notebookParser(parserFor: ParserFor): Parser<NotebookOptions> {
  return defineParser<NotebookOptions>({
    id: 'notebook',
    version: 4,
    options,
    mediaTypes: [NOTEBOOK],
    extensions: ['.ipynb'],
    async run(input, settings) {
      const { text, findings } = await decodeText(input.bytes);
      const { cells, metadata } = readNotebook(text);
      const page = new Page(parserFor, settings.outputs === 'text');
      for (const cell of cells) await page.add(cell);
      const declared = { ...page.declared, ...declaredOf(metadata) };
      return [{
        text: page.builder.text, blocks: page.builder.blocks,
        title: titleOf(metadata, page),
        language: page.language,
        mediaType: input.mediaType,
        declared,
        dates: [...page.dates, ...datesFromFields(Object.entries(metadata), 'file-properties', METADATA_CONFIDENCE)],
        findings: [...findings, ...page.findings.slice(0, MAX_FINDINGS)],
      } satisfies ParsedDocument];
    },
  });
}

/** The cells laid out one below the other. */
class Page {
  readonly builder = new TextBuilder();
  readonly findings: FindingDraft[] = [];
  declared: JsonObject = {};
  dates: readonly DateEvidence[] = [];
  title: string | null = null;
  language: string | null = null;
  private cells = 0;

  constructor(private readonly parserFor: ParserFor, private readonly withOutputs: boolean) {}

  async add(cell: Cell): Promise<void> {
    this.cells += 1;
    if (cell.kind === 'heading') {
      this.builder.add('heading', cell.source, { level: cell.level, label: cell.source.trim() });
    } else if (cell.kind === 'markdown') await this.addMarkdown(cell.source);
    else {
      this.builder.add('code', cell.source);
      if (this.withOutputs) await this.addOutputs(cell.outputs);
    }
  }

  /** A rule at the start of a later cell opens no front matter. */
  private async addMarkdown(source: string): Promise<void> {
    const body = source.replace(/^(?:[ \t]*\r?\n)+/u, '').trimEnd();
    const parsed = await this.parse('text/markdown', this.cells > 1 && /^(?:---|\+\+\+)/u.test(body) ? `\n${body}` : body);
    if (parsed === null) return;
    this.title ??= parsed.title;
    if (this.cells === 1) {
      this.declared = parsed.declared;
      this.dates = parsed.dates;
      this.language = parsed.language;
    }
    this.append(parsed);
  }

  /** Those that fit into what is kept of a cell, in order. */
  private async addOutputs(outputs: readonly CellOutput[]): Promise<void> {
    let left = MAX_OUTPUT_CHARS;
    for (const { kind, content } of outputs) {
      if (content.length > (kind === 'html' ? MAX_OUTPUT_HTML : left)) continue;
      if (kind === 'text') this.builder.add('code', content);
      const parsed = kind === 'text' ? null : await this.parse(kind === 'html' ? 'text/html' : 'text/markdown', content);
      const length = parsed?.text.length ?? content.length;
      if (length > left) continue;
      if (parsed !== null) this.append(parsed);
      left -= length;
    }
  }

  private async parse(mediaType: string, source: string): Promise<ParsedDocument | null> {
    if (source.trim() === '') return null;
    const parser = await this.parserFor(mediaType);
    const settings = parser.options.parse(mediaType === 'text/html' ? { content: 'all' } : {});
    const [parsed] = await parser.run({ bytes: new TextEncoder().encode(source), path: 'cell', mediaType, declared: {} }, settings);
    return parsed ?? null;
  }

  private append({ text, blocks, findings }: ParsedDocument): void {
    const by = this.builder.append(text, blocks);
    this.findings.push(...findings.map((finding) => ({ ...finding, span: finding.span && by !== null ? movedBy(by, finding.span) : null })));
  }
}

function declaredOf(metadata: Readonly<Record<string, unknown>>): JsonObject {
  const kernel = metadata['kernelspec'] as Readonly<Record<string, unknown>> | null | undefined;
  const language = metadata['language_info'] as Readonly<Record<string, unknown>> | null | undefined;
  const authors = Array.isArray(metadata['authors']) ? (metadata['authors'] as readonly ({ name?: unknown } | string | null)[]) : [];
  const fields = {
    author: authors.map((author) => wordsOf(typeof author === 'string' ? author : author?.name)).filter((name) => name !== '').slice(0, 50).join(', '),
    kernel: wordsOf(kernel?.['display_name'] ?? kernel?.['name'] ?? metadata['name']),
    programmingLanguage: wordsOf(language?.['name'] ?? kernel?.['language']),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** The notebook's own, else that of its first Markdown cell with one, else its first heading. */
function titleOf(metadata: Readonly<Record<string, unknown>>, page: Page): string | null {
  const title = wordsOf(metadata['title']);
  if (title !== '') return title;
  const heading = wordsOf(page.builder.blocks.find((block) => block.kind === 'heading')?.label);
  return page.title ?? (heading === '' ? null : heading);
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? excerpt(value.trim(), 300) : '';
}
