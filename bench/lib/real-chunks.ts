/** Pieces of real text for benches that must not depend on how chunks are cut today. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPORA, corpusFolder, data, filesIn } from './places.js';
import { byHash } from './random.js';

const [LEAST_CHARS, ENOUGH_CHARS] = [400, 800];

/** Markdown files of the five documentation sets. */
export function corpusFiles(): string[] {
  return CORPORA.flatMap((corpus) => markdownIn(corpusFolder(corpus)));
}

/** Every version of the two versioned documentation sets. */
export function versionFiles(): string[] {
  return markdownIn(data('doc-versions'));
}

const markdownIn = (folder: string): string[] => filesIn(folder, ['.md', '.mdx']).map((file) => join(folder, file));

/** `count` different pieces of about 1,000 characters, in the order of their hashes; fewer when the files give no more. */
export function realChunks(files: readonly string[], count: number): string[] {
  return byHash([...new Set(files.flatMap((file) => atParagraphs(readFileSync(file, 'utf8'))))]).slice(0, count);
}

/** Whole paragraphs until they are long enough; a paragraph that is longer stays whole, a short rest is left out. */
function atParagraphs(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const paragraph of text.replaceAll('\r\n', '\n').split(/\n{2,}/u)) {
    piece = piece === '' ? paragraph : `${piece}\n\n${paragraph}`;
    if (piece.length < ENOUGH_CHARS) continue;
    pieces.push(piece);
    piece = '';
  }
  return piece.length < LEAST_CHARS ? pieces : [...pieces, piece];
}
