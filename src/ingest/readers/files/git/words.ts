import { isUtf8 } from 'node:buffer';
import { markdownWords } from './markdown-words.js';

const MARKDOWN = /\.(?:md|mdx|markdown|mkd|mdown|qmd|rmd)$/iu;
/** Formats in which white space between words says nothing, or next to nothing. Not YAML, nor code. */
const SPACED = /\.(?:txt|text|rst|adoc|asciidoc|asc|html?|xhtml|org|textile)$/iu;

/** Whether versions of a file of this name can be told to have the same words. */
export function hasWords(path: string): boolean {
  return MARKDOWN.test(path.slice(-20)) || SPACED.test(path.slice(-20));
}

/**
 * What a version of a file tells its reader, the same of two that differ in layout only: as Markdown where the name says so, else all white
 * space counts the same. Whatever is not known to be layout is told. `null` for what is no text.
 */
export function wordsOf(path: string, bytes: Buffer): string | null {
  const text = textOf(bytes);
  return text === null ? null : MARKDOWN.test(path.slice(-20)) ? markdownWords(text) : text.trim().replace(/\s+/gu, ' ');
}

/** Bytes that are no UTF-8 are taken one by one, so that no two of them are the same. */
function textOf(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  return isUtf8(bytes) ? bytes.toString('utf8').replace(/^\uFEFF/u, '').normalize('NFC') : bytes.toString('latin1');
}
