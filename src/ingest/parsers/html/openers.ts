import { wordsOf } from '../../../core/index.js';
import type { FlatDom } from '../flat-dom.js';

const MAX_SIBLINGS = 500;
const MAX_LOOKED_AT = 20;
const MAX_QUESTION_CHARS = 300;
const MAX_LEVELS = 2;
const MAX_LABEL_WORDS = 4;

/** Whether what stands right before an element opens it: a button, or the question that it answers. */
export function hasOpener(dom: FlatDom, node: number): boolean {
  if (isAnswer(dom, node)) return true;
  for (let [at, level] = [node, 0]; at >= 0 && level < MAX_LEVELS; at = dom.parent[at] ?? -1, level += 1) {
    const before = elementBefore(dom, at);
    if (before >= 0) return isOpener(dom, before);
  }
  return false;
}

/** schema.org, "Answer" of a "Question". */
function isAnswer(dom: FlatDom, node: number): boolean {
  return /\bAnswer$/u.test(dom.attribute(node, 'itemtype') ?? '') || /answer$/iu.test(dom.attribute(node, 'itemprop') ?? '');
}

function elementBefore(dom: FlatDom, node: number): number {
  const parent = dom.parent[node] ?? -1;
  let before = -1;
  for (let [at, looked] = [parent + 1, 0]; at < node; at = dom.endOf(at), looked += 1) {
    if (looked >= MAX_SIBLINGS) return -1;
    if (dom.tag[at] !== '' && !/^(?:style|script|template|br)$/u.test(dom.tag[at] ?? '')) before = at;
  }
  return before;
}

function isOpener(dom: FlatDom, node: number): boolean {
  for (let at = node; at < Math.min(dom.endOf(node), node + MAX_LOOKED_AT); at += 1) {
    if (dom.tag[at] === 'button' || dom.attribute(at, 'role') === 'button' || dom.attribute(at, 'aria-expanded') !== null) return true;
  }
  return dom.textOf(node, MAX_QUESTION_CHARS).endsWith('?');
}

/** A few words as on a button or above a box, which come and go with what they belong to. */
export function isCaption(text: string): boolean {
  return /^\p{Lu}[^.!?:;\d$€£%]{0,60}$/u.test(text.trim()) && wordsOf(text).length <= MAX_LABEL_WORDS;
}
