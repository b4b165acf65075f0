import { excerpt } from '../../core/index.js';
import type { QueueGroup } from '../../engine/review/types.js';
import { storyText } from '../explain-text.js';
import { counted, type Paint } from '../terminal.js';
import { effectText, itemLines } from './item-text.js';
import { helpLines } from './keys.js';
import type { Baseline, Session } from './state.js';
import { fitted, wrapped } from './wrap.js';

/** Groups shown above the item on a screen of at least `TALL` rows. */
const STRIP = 5;
const TALL = 20;
const SCREEN_KEYS = [['↑ ↓', 'a line of the item up or down'], ['Space b', 'a screen of the item down or up']] as const;
const HINT = '? keys  Q leave  j/k group  n/p item  a approve  r reject  q requeue  u undo  c keep  1/2 side  d apart  m reason  x/X select  e all  / filter';

export interface Size { readonly columns: number; readonly rows: number }

/** The screen, a line a row: where one stands, the groups around, the item from row `scroll` on, what was just said, the keys. `last`: the furthest that can be scrolled. */
export function frame(session: Session, { columns, rows }: Size, scroll: number, paint: Paint): { readonly lines: readonly string[]; readonly last: number } {
  const head = [paint('bold', placeText(session)), ...(rows >= TALL ? strip(session, paint) : []), paint('dim', '─'.repeat(columns))];
  const foot = [paint('dim', '─'.repeat(columns)), ...footLines(session, paint).flatMap((line) => wrapped(line, columns, 4)).slice(0, Math.max(1, Math.floor(rows / 3))), paint('dim', HINT)];
  const room = Math.max(1, rows - head.length - foot.length);
  const body = bodyLines(session, paint).flatMap((line) => wrapped(line, columns));
  const last = Math.max(0, body.length - room);
  const shown = body.slice(Math.min(scroll, last), Math.min(scroll, last) + room);
  const lines = [...head, ...shown, ...Array<string>(room - shown.length).fill(''), ...foot].slice(0, rows);
  return { lines: lines.map((line) => fitted(line, columns)), last };
}

/** The same for a reader of lines: where one stands, what was just said, the item or what was asked for. */
export function plainLines(session: Session, paint: Paint): string[] {
  return [paint('bold', `== ${placeText(session)}`), ...footLines(session, paint), ...bodyLines(session, paint)];
}

function bodyLines({ view, shown, query }: Session, paint: Paint): string[] {
  if (view === 'help') return helpLines(SCREEN_KEYS);
  if (shown === null) return [query.text === undefined ? 'Nothing waits for review.' : `Nothing that waits has "${excerpt(query.text)}".`];
  return view === 'story' ? storyText(shown.review.story, paint).split('\n') : itemLines(shown.review, shown.approving, paint);
}

function placeText({ groups, at, more, members, moreMembers, on, shown, aside, query, waiting }: Session): string {
  const group = groups[at];
  const filter = query.text === undefined ? '' : `  /${excerpt(query.text, 40)}`;
  if (aside) return `no longer where it was in the list; j goes on${filter}`;
  if (group === undefined || shown === null) return `nothing waits${filter}`;
  const count = Math.max(group.count, members.length);
  return `group ${at + 1} of ${groups.length}${more ? '+' : ''}, item ${on + 1} of ${count}${moreMembers !== null && count === members.length ? '+' : ''}  ${excerpt(group.title, 120)}  (${counted(waiting, 'item')} when loaded)${filter}`;
}

function strip({ groups, at }: Session, paint: Paint): string[] {
  const from = Math.max(0, Math.min(at - Math.floor(STRIP / 2), groups.length - STRIP));
  return groups.slice(from, from + STRIP).map((group, index) => (from + index === at ? paint('cyan', `> ${groupText(group)}`) : `  ${groupText(group)}`));
}

const groupText = ({ kind, title, count, damage }: QueueGroup): string => `${kind.padEnd(13)} ${String(count).padStart(5)}  ${damage.toFixed(1).padStart(6)}  ${excerpt(title, 160)}`;

function footLines({ notice, pending, selected, reason, shown }: Session, paint: Paint): string[] {
  const isSelected = shown !== null && selected.has(shown.review.item.id);
  return [
    ...(selected.size === 0 ? [] : [paint('cyan', `${counted(selected.size, 'item')} selected${isSelected ? ', this one too' : ''}`)]),
    ...(reason === '' ? [] : [`reason: ${excerpt(reason, 200)}`]),
    ...(notice === null ? [] : notice.lines.map((line) => paint(notice.tone === 'said' ? 'green' : 'yellow', line))),
    ...(pending === null ? [] : [paint('yellow', `${'saying' in pending ? effectText(pending.saying.doing, pending.result) : baselineText(pending)} Enter does it, Esc does not.`)]),
  ];
}

function baselineText({ items, reason }: Baseline): string {
  return `Everything that waits counts as known, whatever is filtered: ${counted(items, 'item')} ${items === 1 ? 'leaves' : 'leave'} the queue until ${items === 1 ? 'its' : 'their'} text or what is found in ${items === 1 ? 'it' : 'them'} changes ("${excerpt(reason, 120)}"). Nothing is released.`;
}
