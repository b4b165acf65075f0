import { safeIndex, type RenderedPage, type Span } from '../../core/index.js';
import type { DocumentPreview, SourceLook } from '../../engine/review/types.js';
import { asText } from './hostile.js';
import { STYLE } from './headers.js';
import { markdownHtml } from './markdown.js';
import { markupHtml } from './markup.js';

/** Longer texts are shown as they are, and cut to this much before and after the chunk, in UTF-16 units; of longer markup the rest is left out. */
const MAX_MARKUP_CHARS = 1_000_000;
const MAX_AROUND_CHARS = 250_000;

/** What stands on a page, and what is said of it. */
interface Shown {
  readonly body: string;
  readonly says: string;
}

/** The page of a document, or of its source file where that was asked for, written anew: nothing in it is loaded, run or followed. */
export async function previewPage(preview: DocumentPreview): Promise<string> {
  const { source, path, record, title, mediaType, look } = preview;
  const name = `${source}:${path}${record === null ? '' : `#${record}`}`;
  const { body, says } = look === null ? await asRead(preview) : await asItLooks(preview, look);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${inTitle(title ?? name)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><bdi>${asText(name)}</bdi>, ${asText(mediaType)}${says === '' ? '' : `, ${asText(says)}`}</header>
<main dir="auto">
${body}
</main>
</body>
</html>
`;
}

async function asRead({ mediaType, text, chunk }: DocumentPreview): Promise<Shown> {
  const isMarkdown = isRendered(mediaType, text);
  return { body: await textBody(mediaType, text, chunk), says: isMarkdown ? '' : 'the text as it was extracted' };
}

async function asItLooks(preview: DocumentPreview, look: SourceLook): Promise<Shown> {
  if (look.rendering === null) return { ...(await asRead(preview)), says: `the text as it was extracted: ${whyNot(look)}` };
  const { rendering } = look;
  const { mediaType, text, chunk } = preview;
  switch (rendering.kind) {
    case 'pages': return { body: rendering.pages.map(pageHtml).join('\n'), says: pagesShown(rendering.pages, rendering.pageCount) };
    case 'text': return { body: await textBody(mediaType, rendering.text, placeIn(rendering.text, preview)), says: 'the source file' };
    case 'markup': {
      const cut = rendering.html.length > MAX_MARKUP_CHARS;
      return {
        body: markupHtml(rendering.html.slice(0, MAX_MARKUP_CHARS), chunk === null ? null : text.slice(chunk.start, chunk.end)),
        says: `the source file without its styles, scripts and pictures${cut ? ', of which this is the first million characters' : ''}`,
      };
    }
  }
}

function whyNot(look: Extract<SourceLook, { readonly rendering: null }>): string {
  switch (look.why) {
    case 'gone': return 'the source file is not there any more';
    case 'changed': return 'the source file has changed since it was read; the next run reads it again';
    case 'remote': return 'its source is not read one document at a time';
    case 'format': return 'files of this type are not drawn';
    case 'failed': return `the source file cannot be shown (${look.message})`;
  }
}

function isRendered(mediaType: string, text: string): boolean {
  return mediaType === 'text/markdown' && text.length <= MAX_MARKUP_CHARS;
}

async function textBody(mediaType: string, text: string, chunk: Span | null): Promise<string> {
  return isRendered(mediaType, text) ? markdownHtml(text, chunk) : `<div class="plain">${plainHtml(text, chunk)}</div>`;
}

/** Where the chunk stands in the file: at its span where the text is the file's own, else where its words are found. */
function placeIn(file: string, { text, chunk }: DocumentPreview): Span | null {
  if (chunk === null || file === text) return chunk;
  const words = text.slice(chunk.start, chunk.end).trim();
  const start = words === '' ? -1 : file.indexOf(words);
  return start < 0 ? null : { start, end: start + words.length };
}

function pageHtml({ page, width, height, png }: RenderedPage): string {
  return `<figure class="page"><img alt="Page ${page}" width="${width}" height="${height}" src="data:image/png;base64,${png}"><figcaption>Page ${page}</figcaption></figure>`;
}

function pagesShown(pages: readonly RenderedPage[], of: number): string {
  const [first, last] = [pages[0]?.page ?? 0, pages.at(-1)?.page ?? 0];
  return `page${first === last ? ` ${first}` : `s ${first} and ${last}`} of ${of}, as drawn from the source file`;
}

function plainHtml(text: string, chunk: Span | null): string {
  const { start, end } = chunk ?? { start: 0, end: 0 };
  const from = safeIndex(text, Math.max(0, start - MAX_AROUND_CHARS));
  const to = safeIndex(text, Math.min(text.length, Math.max(end, start) + MAX_AROUND_CHARS));
  const cut = (count: number): string => (count === 0 ? '' : `<span class="cut">… ${count} more characters …</span>`);
  const marked = chunk === null ? '' : `<span id="chunk" class="chunk">${asText(text.slice(start, end))}</span>`;
  return `${cut(from)}${asText(text.slice(from, chunk === null ? from : start))}${marked}${asText(text.slice(chunk === null ? from : end, to))}${cut(text.length - to)}`;
}

/** A title holds text only: tags in it would be shown. */
const inTitle = (text: string): string => asText(text.slice(0, 300)).replace(/<[^>]*>/gu, '');
