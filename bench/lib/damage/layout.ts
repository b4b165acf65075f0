/** Damage to the order and shape of text: columns, lines, tables, lists. */
import { oneOf, sample } from '../random.js';

type Random = () => number;

export const paragraphsOf = (text: string): string[] => text.split(/\n\s*\n/u).map((part) => part.trim()).filter((part) => part !== '');

/** Running text alone, its Markdown marks taken off. */
export function proseOf(text: string): string {
  return paragraphsOf(text).filter((part) => !/^(?:#|\||[-*+] |\d+[.)] |```|<|>|\{)/u.test(part)).map((part) => part.replace(/\s+/gu, ' ')).join('\n\n');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** Two columns read across: each line of one is followed by a line of the other. */
export function interleaved(text: string, other: string, random: Random): string {
  const width = oneOf([35, 45, 55], random);
  const [left, right] = [wrapped(proseOf(text), width), wrapped(proseOf(other), width)];
  const rows = Array.from({ length: Math.min(left.length, right.length) }, (_, index) => oneOf([' '], random) + `${left[index]!} ${right[index]!}`);
  return oneOf([rows.map((row) => row.trim()).join('\n'), rows.map((row) => row.trim()).join(' '), left.flatMap((line, index) => [line, right[index] ?? '']).join('\n')], random);
}

export function shuffledLines(text: string, random: Random): string {
  const lines = wrapped(proseOf(text), oneOf([60, 80], random));
  return sample(lines, lines.length, random).join(oneOf(['\n', ' '], random));
}

/** No breaks, and no punctuation in two of three. */
export function wallOfText(text: string, random: Random): string {
  const flat = text.replace(/\s+/gu, ' ');
  return random() < 1 / 3 ? flat.replace(/[.!?](?= )/gu, '') : flat.replace(/[.,;:!?()"#*`|>-]+(?= |$)/gu, '').replace(/ +/gu, ' ');
}

/** Stops in the middle of a sentence, in half of them in the middle of a word. */
export function cutOff(text: string, random: Random): string {
  const words = proseOf(text).split(' ');
  let at = Math.floor(words.length * (0.5 + 0.4 * random()));
  while (at > 8 && /[.!?:]["')*_`]*\s*$/u.test(words[at - 1] ?? '')) at -= 1;
  const cut = words.slice(0, at).join(' ');
  const last = words[at - 1] ?? '';
  return random() < 0.5 && last.length > 5 ? cut.slice(0, -Math.ceil(last.length / 2)) : cut;
}

export const TABLE_RULE = /^\s*\|?[\s:|-]*-{2,}[\s:|-]*$/u;

export function tableRows(text: string): string[] {
  return text.split('\n').filter((line) => line.trim().startsWith('|'));
}

/** A table's rows without the first one and, in two of three, without its rule. */
export function headlessTable(text: string, random: Random): string {
  const [, ...rest] = tableRows(text);
  const rows = rest.filter((row) => !TABLE_RULE.test(row));
  const rule = rest.find((row) => TABLE_RULE.test(row)) ?? '|---|';
  return oneOf([rows.join('\n'), [rule, ...rows].join('\n'), [rows[0], rule, ...rows.slice(1)].join('\n')], random);
}

/** Cells in a row without what parted them, a line a row or a line a cell. */
export function flattenedTable(text: string, random: Random): string {
  const rows = tableRows(text).filter((row) => !TABLE_RULE.test(row)).map((row) => row.split('|').map((cell) => cell.trim()).filter((cell) => cell !== ''));
  return oneOf([rows.map((row) => row.join(' ')).join('\n'), rows.flat().join('\n'), rows.flat().join('\n\n'), rows.flat().join(' ')], random);
}

/** The items alone: the lead and the heading are gone. */
export function listAlone(text: string): string {
  return text.split('\n').filter((line) => /^\s*(?:[-*+]|\d+[.)])\s/u.test(line)).join('\n');
}

/** A passage said again: a paragraph or sentence several times, or all of it twice. */
export function repeated(text: string, random: Random): string {
  const parts = paragraphsOf(proseOf(text));
  const sentences = proseOf(text).split(/(?<=[.!?])\s/u).filter((sentence) => sentence.split(' ').length > 6);
  const sentence = oneOf(sentences.length === 0 ? parts : sentences, random);
  return oneOf([[...parts, ...parts].join('\n\n'), [...parts.slice(0, 1), ...Array.from({ length: 5 }, () => sentence)].join('\n'), [...parts, parts[0]!, parts[0]!].join('\n\n')], random);
}

/** Lines of a page's head and foot that stayed between the lines of the text. */
export function runningHeads(text: string, title: string, random: Random): string {
  const lines = wrapped(proseOf(text), 80);
  const first = 2 + Math.floor(random() * 300);
  const gap = oneOf([3, 4], random);
  const furniture = oneOf([
    (page: number) => [String(page), title], (page: number) => [`Page ${page} of 340`], (page: number) => [`${title} | ${page}`], (page: number) => [`- ${page} -`, `${title} — Confidential`],
  ], random);
  return lines.flatMap((line, index) => (index % gap === gap - 1 ? [line, ...furniture(first + Math.floor(index / gap))] : [line])).join('\n');
}
