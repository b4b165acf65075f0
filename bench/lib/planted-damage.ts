/**
 * Damage planted in sound text: 26 kinds, each with a draw of how hard it hits. The kinds were written down before the rules they
 * measure; where three of them left some texts whole (running heads, another language, tables), that was mended later. The same seed gives the same damage.
 */
import { binaryJunk, draft, linkFarm, markup, missingContext, navigation, orphanHeadings, otherLanguage } from './damage/foreign.js';
import { cutOff, flattenedTable, headlessTable, interleaved, listAlone, proseOf, repeated, runningHeads, shuffledLines, TABLE_RULE, tableRows, wallOfText } from './damage/layout.js';
import { doubleMojibake, gluedWords, hyphenated, mojibake, ocrConfusions, ocrNoise, replacementCharacters, spacedLetters } from './damage/letters.js';
import { oneOf, sample, seeded } from './random.js';

/** A sound chunk that damage is planted in. */
export interface Ground { readonly id: string; readonly text: string; readonly headingPath: readonly string[] }
export interface Planted { readonly kind: string; readonly ground: Ground; readonly text: string; readonly headingPath: readonly string[] }

interface Kind {
  readonly name: string;
  /** Whether a text has what this kind damages. */
  fits(ground: Ground): boolean;
  damage(ground: Ground, others: readonly Ground[], random: () => number): string;
  /** Whether the headings above the text are gone as well. */
  readonly losesHeadings?: boolean;
}

const proseWords = (text: string): number => proseOf(text).split(/\s+/u).length;
const hasProse = ({ text }: Ground): boolean => proseWords(text) >= 60;
const bodyRows = (text: string): number => tableRows(text).filter((row) => !TABLE_RULE.test(row)).length;
/** A whole table: the rest of one that was cut at its rows has lost its header already. */
const hasTable = ({ text }: Ground): boolean => bodyRows(text) >= 5 && TABLE_RULE.test(tableRows(text)[1] ?? '') && !text.includes('```');
const listItems = (text: string): number => listAlone(text).split('\n').length;

const overText = (name: string, damage: (text: string, random: () => number) => string, fits = hasProse): Kind => ({ name, fits, damage: ({ text }, _, random) => damage(text, random) });
const overProse = (name: string, damage: (text: string, random: () => number) => string): Kind => overText(name, (text, random) => damage(proseOf(text), random));

export const KINDS: readonly Kind[] = [
  overText('mojibake', mojibake), overText('double mojibake', doubleMojibake), overText('replacement characters', replacementCharacters),
  overProse('OCR confusions', ocrConfusions), overProse('OCR noise', ocrNoise), overProse('glued words', gluedWords), overProse('spaced letters', spacedLetters), overProse('hyphenation left in', hyphenated),
  { name: 'interleaved columns', fits: hasProse, damage: ({ text }, others, random) => interleaved(text, oneOf(others.filter(hasProse), random).text, random) },
  overText('shuffled lines', shuffledLines), overText('wall of text', wallOfText), overText('truncated', cutOff),
  { ...overText('headless table', headlessTable, hasTable), losesHeadings: true }, overText('flattened table', flattenedTable, hasTable),
  { ...overText('list without lead', listAlone, ({ text }) => listItems(text) >= 4), losesHeadings: true },
  overText('link farm', linkFarm), overText('navigation residue', navigation), overText('draft marks', draft), overText('repeated passages', repeated), overText('other language', otherLanguage),
  overText('markup residue', markup), overText('binary junk', binaryJunk), { ...overText('missing context', missingContext), losesHeadings: true },
  { name: 'running heads', fits: ({ text }) => proseWords(text) >= 110, damage: ({ text, headingPath }, _, random) => runningHeads(text, headingPath[0] ?? 'Annual Report', random) },
  overText('orphan headings', orphanHeadings),
  overProse('lost structure', (text, random) => flattened(text, random)),
];

/** Markdown's marks in the middle of lines: all of a page was put onto one. */
function flattened(text: string, random: () => number): string {
  return text.split(/(?<=[.!?])\s/u).map((sentence) => oneOf(['', '## Overview ', '- ', '* ', '### Notes '], random) + sentence).join(' ');
}

/** `count` texts of every kind, each in another ground as long as there are enough that fit. */
export function plant(grounds: readonly Ground[], count: number, seed: number): Planted[] {
  return KINDS.flatMap((kind, index) => {
    const random = seeded(seed + index);
    const fitting = grounds.filter((ground) => kind.fits(ground));
    const drawn = sample(fitting, count, random);
    if (drawn.length === 0) return [];
    return Array.from({ length: count }, (_, at) => drawn[at % drawn.length]!).map((ground) => ({
      kind: kind.name, ground, text: kind.damage(ground, grounds, random), headingPath: kind.losesHeadings === true ? [] : ground.headingPath,
    }));
  });
}
