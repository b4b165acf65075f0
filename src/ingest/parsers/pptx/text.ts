import type { FlatDom } from '../flat-dom.js';
import { childrenOf } from '../xml.js';

/** Says what hides a run of a paragraph; `null` = nothing. */
export type Hides = (paragraph: number, run: number) => string | null;
const NOTHING: Hides = () => null;

/** The text of a paragraph as far as a reader of the slide sees it, and what is out of sight with the way it is. */
export interface SlideText {
  readonly shown: string;
  readonly hidden: string;
  readonly how: string;
}

/** Runs, fields and line breaks of a paragraph (`a:p`). */
export function paragraphText(dom: FlatDom, paragraph: number, hides: Hides = NOTHING): SlideText {
  let [shown, hidden, how] = ['', '', ''];
  for (let at = paragraph + 1; at < dom.endOf(paragraph); at += 1) {
    const tag = dom.tag[at] ?? '';
    if (tag === 'br') shown += '\n';
    if (tag !== 'r' && tag !== 'fld' && tag !== 't') continue;
    const hiding = tag === 't' ? null : hides(paragraph, at);
    const words = rawText(dom, at);
    if (hiding === null) shown += words;
    else if (words.trim() !== '') [hidden, how] = [hidden + words, hiding];
    at = dom.endOf(at) - 1;
  }
  return { shown: shown.replace(/[^\S\n]+/gu, ' ').trim(), hidden: hidden.trim(), how };
}

/** Paragraphs of a text body, not those of bodies inside it. */
export function paragraphsOf(dom: FlatDom, body: number): Generator<number> {
  return childrenOf(dom, body, 'p');
}

/** All text below a node on one line each paragraph, joined by spaces. */
export function lineOf(dom: FlatDom, node: number): string {
  const parts: string[] = [];
  for (let at = node; at < dom.endOf(node); at += 1) if (dom.tag[at] === 'p') parts.push(paragraphText(dom, at).shown);
  return parts.filter((part) => part !== '').join(' ').replace(/\s+/gu, ' ');
}

function rawText(dom: FlatDom, node: number): string {
  let text = '';
  for (let at = node; at < dom.endOf(node); at += 1) {
    const parent = dom.parent[at] ?? -1;
    if (dom.tag[at] === '' && dom.tag[parent] === 't') text += dom.data[at] ?? '';
  }
  // Vertical tabs are how line breaks of a title are kept.
  return text.replaceAll('\v', ' ').replaceAll('_x000B_', ' ');
}
