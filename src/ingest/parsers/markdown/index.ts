import type MarkdownIt from 'markdown-it';
import { defineParser, excerpt, type Block, type Json, type JsonObject, type ParsedDocument } from '../../../core/index.js';
import { extensionOf } from '../../media-type.js';
import { decodeText } from '../../encoding.js';
import { renderedText } from '../as-text.js';
import { datesFromFields } from '../../dates.js';
import { HiddenFindings } from '../hidden-finding.js';
import { BlockCollector } from './blocks.js';
import { readFrontMatter } from './front-matter.js';
import type { Hidden } from './spoken.js';
import { spokenInFields } from './spoken.js';
import { noOptions, type NoOptions } from '../no-options.js';

/** People keep front matter dates by hand; tools keep them better still. */
const FRONT_MATTER_CONFIDENCE = 0.95;

/**
 * Markdown and MDX. The text is the source itself, so spans point into the file; front matter, MDX `import`/`export` lines and
 * comments belong to no block, nor does raw HTML that its own style hides, which is reported. Nothing in the file is run.
 */
export const markdownParser = defineParser<NoOptions>({
  id: 'markdown',
  version: 6,
  options: noOptions,
  mediaTypes: ['text/markdown', 'text/mdx'],
  extensions: ['.md', '.markdown', '.mdown', '.mkd', '.mdx'],
  render: renderedText,
  async run(input) {
    const { text, findings } = await decodeText(input.bytes);
    const front = await readFrontMatter(text);
    const mdx = input.mediaType === 'text/mdx' || extensionOf(input.path) === '.mdx';
    const { blocks, hidden } = await blocksOf(text, front.bodyStart, mdx);
    const unseen = new HiddenFindings('page');
    for (const { said, how, start, end } of [...spokenInFields(text.slice(0, front.bodyStart)), ...hidden]) unseen.add(said, how, { start, end });
    return [{
      text,
      title: titleOf(front.declared, blocks),
      language: languageOf(front.declared),
      mediaType: input.mediaType,
      blocks,
      declared: front.declared,
      dates: datesFromFields(flatFields(front.declared), 'front-matter', FRONT_MATTER_CONFIDENCE),
      findings: [...findings, ...front.findings, ...unseen.findings],
    } satisfies ParsedDocument];
  },
});

type Markdown = InstanceType<typeof MarkdownIt>;
let made: Promise<Markdown> | null = null;

/** The block grammar whole, the inline one only where it is asked about: in headings and around comments. */
async function makeMarkdown(): Promise<Markdown> {
  const { default: Parser } = await import('markdown-it');
  const markdown = new Parser({ html: true, linkify: false, typographer: false });
  markdown.core.ruler.at('inline', (state) => {
    state.tokens.forEach((token, at) => {
      if (token.type !== 'inline' || (state.tokens[at - 1]?.type !== 'heading_open' && !token.content.includes('<!--'))) return;
      token.children ??= [];
      state.md.inline.parse(token.content, state.md, state.env, token.children);
    });
  });
  return markdown;
}

async function blocksOf(source: string, bodyStart: number, mdx: boolean): Promise<{ readonly blocks: readonly Block[]; readonly hidden: readonly Hidden[] }> {
  const markdown = await (made ??= makeMarkdown());
  const collector = new BlockCollector(source, bodyStart, mdx);
  return { blocks: collector.collect(markdown.parse(source.slice(bodyStart), {})), hidden: collector.hidden };
}

/** Top-level fields and one level of nesting: Docusaurus writes `last_update: { date }`. */
function* flatFields(declared: JsonObject): Generator<readonly [string, Json]> {
  for (const [key, value] of Object.entries(declared)) {
    yield [key, value];
    if (value === null || typeof value !== 'object' || Array.isArray(value)) continue;
    for (const [inner, nested] of Object.entries(value as JsonObject)) {
      yield [inner === 'date' ? key : `${key}.${inner}`, nested];
    }
  }
}

function titleOf(declared: JsonObject, blocks: readonly Block[]): string | null {
  const title = declared['title'];
  if (typeof title === 'string' && title.trim() !== '') return excerpt(title, 300);
  const heading = blocks.find((block) => block.kind === 'heading' && block.level === 1)?.label;
  return heading === undefined || heading === '' ? null : excerpt(heading, 300);
}

function languageOf(declared: JsonObject): string | null {
  const value = [declared['lang'], declared['language'], declared['locale']].find((field) => typeof field === 'string');
  return typeof value === 'string' && /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/u.test(value) ? value.replaceAll('_', '-') : null;
}
