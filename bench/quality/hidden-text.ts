/**
 * Text that no reader of a page sees: ways to hide it, and honest uses of the same means, each in a page of its own with invented text.
 * The built command reads them; a trick is found when a finding says what was hidden and the text does not, an honest page is a false
 * alarm when it has a finding about hidden text at all.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChunkLine, FindingLine } from '../../src/engine/views/types.js';
import { groupBy } from '../../src/core/collections.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { FACTS, HONEST, ORDER_TRICKS, ORDERS, TRICKS, type Form } from '../lib/hidden-pages.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { inFolder, NOW } from '../lib/places.js';
import { oneOf, sample, seeded } from '../lib/random.js';

const SEED = 20261126;
const ROUNDS = 2;
const SUBJECTS = ['Returns', 'Delivery', 'Opening hours', 'Care of boots', 'Leave', 'Expenses', 'Guarantee', 'Repairs'];
const SENTENCES = [
  'Goods that were not worn can be sent back within fourteen days of their arrival.', 'The workshop in Leeds takes in repairs from Monday to Thursday.', 'Every parcel is insured up to two hundred pounds at no extra cost.', 'Leather should be cleaned with a dry brush before any wax is put on.',
  'Requests for leave reach the team lead at least two weeks ahead.', 'Receipts are kept for seven years and shown to the auditor when she comes.', 'The guarantee covers seams and soles, but not the laces.', 'On public holidays the shop closes at one in the afternoon.', 'A replacement is sent as soon as the old pair has reached the depot.', 'Customers abroad pay the fees of their own customs office.',
];
const SHOWN = ['The depot in Almere opens at seven in the morning.', 'Orders above fifty pounds are delivered free of charge.', 'A second opinion on the repair costs nothing.'];

interface Case { readonly path: string; readonly form: Form; readonly hidden: string | null; readonly shown: string | null }

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** Sets the form somewhere into a page: between its paragraphs, in one of three frames. */
function pageOf({ css, head = '', body }: Form, random: () => number): string {
  const subject = oneOf(SUBJECTS, random);
  const paragraphs = sample(SENTENCES, 6, random);
  const text = [0, 2, 4].map((at) => `<p>${paragraphs[at] ?? ''} ${paragraphs[at + 1] ?? ''}</p>`);
  const at = Math.floor(random() * (text.length + 1));
  const content = [`<h1>${subject}</h1>`, ...text.slice(0, at), body, ...text.slice(at)].join('\n');
  const frame = oneOf([`<main>${content}</main>`, `<div class="wrap"><article>${content}</article></div>`, content], random);
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${subject}</title>${head}${css === undefined ? '' : `<style>${css}</style>`}</head>\n<body><nav><a href="/">Home</a></nav>\n${frame}\n<footer>Example Ltd, Leeds</footer></body></html>`;
}

function tagCharacters(text: string): string {
  return Array.from(text, (char) => ((char.codePointAt(0) ?? 0) < 128 ? String.fromCodePoint(0xe0000 + (char.codePointAt(0) ?? 0)) : '')).join('');
}

function zeroWidth(text: string): string {
  return Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, '0').replaceAll('0', '\u200b').replaceAll('1', '\u200c')).join('');
}

/** Messages go round by form and round, so that every one is hidden in many ways. */
function casesIn(folder: string): { tricks: Case[]; honest: Case[] } {
  const random = seeded(SEED);
  const [tricks, honest]: [Case[], Case[]] = [[], []];
  const write = (kind: string, index: number, form: Form, body: Pick<Case, 'hidden' | 'shown'>, filled: (text: string) => string): Case => {
    const path = `${kind}/${String(index).padStart(3, '0')}.html`;
    writeFileSync(join(folder, path), pageOf({ ...form, body: filled(form.body), head: filled(form.head ?? '') }, random));
    return { path, form, ...body };
  };
  for (const kind of ['tricks', 'honest']) mkdirSync(join(folder, kind), { recursive: true });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const form of [...TRICKS, ...ORDER_TRICKS]) {
      const hidden = oneOf(TRICKS.includes(form) && round % 2 === 0 ? FACTS : ORDERS, random);
      tricks.push(write('tricks', tricks.length, form, { hidden, shown: null }, (text) => text.replaceAll('{m}', escaped(hidden))));
    }
    for (const [name, spell] of [['tag characters', tagCharacters], ['zero-width bits', zeroWidth]] as const) {
      const hidden = oneOf(ORDERS, random);
      tricks.push(write('tricks', tricks.length, { name, body: `<p>Open daily.${spell(hidden)}</p>` }, { hidden: null, shown: null }, (text) => text));
    }
    for (const form of HONEST) {
      const shown = form.body.includes('{s}') ? oneOf(SHOWN, random) : null;
      honest.push(write('honest', honest.length, form, { hidden: null, shown }, (text) => text.replaceAll('{s}', shown ?? '')));
    }
  }
  return { tricks, honest };
}

export const hiddenText: Bench = {
  name: 'hidden-text', group: 'quality', needs: [],
  run: () => inFolder(async (folder) => {
    const { tricks, honest } = casesIn(folder);
    const pipeline = writePipeline(folder, { name: 'hidden-text', read: [folderSource('pages', folder, ['**/*.html'])], join: [] });
    const store = join(folder, 'winnow.db');
    await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
    const list = async <Line>(what: string): Promise<Line[]> => linesOf<Line>(await winnow(['list', what, '--json', '--store', store]));
    const findings = groupBy((await list<FindingLine>('findings')).filter(({ rule }) => /^safety\/(?:hidden|invisible)-text$/u.test(rule)), ({ path }) => path);
    const chunks = groupBy(await list<ChunkLine>('chunks'), ({ path }) => path);
    const textOf = (path: string): string => (chunks.get(path) ?? []).map(({ text }) => text).join('\n').replace(/\s+/gu, ' ');
    const isFound = ({ path, hidden }: Case): boolean => {
      const own = findings.get(path) ?? [];
      return hidden === null ? own.length > 0 : own.some(({ seen }) => seen?.includes(hidden.slice(0, 40)) === true) && !textOf(path).includes(hidden.slice(0, 40));
    };
    const missed = tricks.filter((trick) => !isFound(trick));
    const alarms = honest.filter(({ path }) => (findings.get(path) ?? []).length > 0);
    const withText = honest.filter(({ shown }) => shown !== null);
    const cut = withText.filter(({ path, shown }) => !textOf(path).includes(shown ?? ''));
    console.log(table(['what went wrong', 'form', 'text'], [
      ...missed.map(({ path, form, hidden }) => [textOf(path).includes(hidden ?? '\0') ? 'missed, and in the text' : 'missed', form.name, hidden ?? '']),
      ...alarms.map(({ path, form }) => ['false alarm', form.name, findings.get(path)?.[0]?.message ?? '']),
      ...cut.map(({ form, shown }) => ['left out though it is shown', form.name, shown ?? '']),
    ]));
    return [
      { key: 'hiddenText.foundShare', label: `hidden text: found of ${tricks.length} pages with a trick`, value: 1 - missed.length / tricks.length, unit: '' },
      { key: 'hiddenText.falseAlarmShare', label: `hidden text: false alarms on ${honest.length} honest pages`, value: alarms.length / honest.length, unit: '' },
      { key: 'hiddenText.keptShare', label: `hidden text: shown text kept of ${withText.length} honest pages`, value: 1 - cut.length / withText.length, unit: '' },
    ] satisfies Figure[];
  }),
};
