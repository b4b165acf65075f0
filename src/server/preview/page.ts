import { safeIndex, type Span } from '../../core/index.js';
import type { DocumentPreview } from '../../engine/review/types.js';
import { asText } from './hostile.js';
import { STYLE } from './headers.js';
import { markdownHtml } from './markdown.js';

/** Longer texts are shown as they are, and cut to this much before and after the chunk, in UTF-16 units. */
const MAX_MARKDOWN_CHARS = 1_000_000;
const MAX_AROUND_CHARS = 250_000;

/** The page of a document, made from its text alone: nothing in it is loaded, run or followed. */
export async function previewPage({ source, path, record, title, mediaType, text, chunk }: DocumentPreview): Promise<string> {
  const name = `${source}:${path}${record === null ? '' : `#${record}`}`;
  const isMarkdown = mediaType === 'text/markdown' && text.length <= MAX_MARKDOWN_CHARS;
  const body = isMarkdown ? await markdownHtml(text, chunk) : `<div class="plain">${plainHtml(text, chunk)}</div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${inTitle(title ?? name)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><bdi>${asText(name)}</bdi>, ${asText(mediaType)}${isMarkdown ? '' : ', the text as it was extracted'}</header>
<main dir="auto">
${body}
</main>
</body>
</html>
`;
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
