import { defineParser, type ParseInput, type ParsedDocument } from '../../../core/index.js';
import { decodeText, type DecodedText } from '../../encoding.js';
import type { FlatDom } from '../flat-dom.js';
import { flatDomOf } from '../html-tree.js';
import { htmlBlocks } from '../html-blocks.js';
import { HiddenText } from './hidden-text.js';
import { LinkBlocks } from './link-blocks.js';
import { mainContent } from './main-content.js';
import { metadataOf } from './metadata.js';
import { Page } from './page.js';
import { pageDates } from './page-dates.js';
import { options, type HtmlOptions } from './options.js';

/** A charset must stand in the first 1,024 bytes (HTML 4.2.5.4). */
const CHARSET_WINDOW = 1024;

/**
 * HTML pages: the main content as plain text with a blank line between blocks, list items as `- item`, tables as `| a | b |`
 * rows, code with its line breaks. Text that no reader of the page sees is left out and reported as `safety/hidden-text`.
 */
export const htmlParser = defineParser<HtmlOptions>({
  id: 'html',
  version: 9,
  options,
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  extensions: ['.html', '.htm', '.xhtml'],
  async render(input) {
    return { kind: 'markup', html: (await decoded(input)).text };
  },
  async run(input, settings) {
    const { text: html, findings } = await decoded(input);
    const dom = flatDomOf(html, { selfClosing: input.mediaType === 'application/xhtml+xml' });
    const page = new Page(dom);
    const hidden = new HiddenText(page);
    const root = settings.content === 'main' ? mainContent(page) : -1;
    const links = new LinkBlocks(page, root);
    const { text, blocks } = htmlBlocks(dom, root, (node) => hidden.skips(node) || (settings.content === 'main' && (isBareHeader(dom, node) || links.holds(node))));
    hidden.listen();
    const metadata = metadataOf(dom);
    const { title, language, declared } = metadata;
    return [{
      text, blocks, title, language, declared,
      mediaType: input.mediaType,
      dates: pageDates(page, metadata),
      findings: [...findings, ...hidden.findings],
    } satisfies ParsedDocument];
  },
});

function decoded({ bytes }: ParseInput): Promise<DecodedText> {
  const charset = declaredCharset(bytes);
  return decodeText(bytes, charset === null ? {} : { declared: charset });
}

function declaredCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, CHARSET_WINDOW)).toString('latin1');
  return /<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w-]{2,40})/iu.exec(head)?.[1] ?? null;
}

/** A `header` without a title of its own is a site's banner. */
function isBareHeader(dom: FlatDom, node: number): boolean {
  if (dom.tag[node] !== 'header') return false;
  for (let at = node + 1; at < dom.endOf(node); at += 1) if (/^h[1-3]$/u.test(dom.tag[at] ?? '')) return false;
  return true;
}
