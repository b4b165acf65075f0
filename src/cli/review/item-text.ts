import { excerpt } from '../../core/index.js';
import type { ActResult, Counterpart, DiffPart, ReviewItem } from '../../engine/review/types.js';
import { betterText } from '../copies-text.js';
import { disputeText } from '../dispute-text.js';
import { itemLabel, shortId } from '../labels.js';
import { SEVERITY_STYLE, STATUS_STYLE, counted, visible, type Paint } from '../terminal.js';

const MAX_TEXT_CHARS = 4000;
/** Of what stands before and after the chunk in its document. */
const MAX_AROUND_CHARS = 160;
const MAX_DATES = 3;
const COPIES: Readonly<Record<NonNullable<Counterpart['precedence']>['relation'], string>> = { exact: 'exact copy', near: 'near copy', contained: 'excerpt', paraphrase: 'paraphrase' };
const RELATIONS: Readonly<Record<Counterpart['relation'], string>> = { contradiction: 'Contradicts', copy: 'Copy of', newer: 'Newer text' };

/** All that is needed to decide, in lines. Everything a document says is made printable. */
export function itemLines({ item, story, around, counterparts }: ReviewItem, approving: ActResult | null, paint: Paint): string[] {
  const [other] = counterparts;
  return [
    `${paint('bold', itemLabel(item))}${item.title === null ? '' : `  "${excerpt(item.title, 120)}"`}${item.headingPath.map((heading) => ` › ${excerpt(heading, 80)}`).join('')}`,
    `${paint(STATUS_STYLE[item.status] ?? 'dim', item.status)} since ${item.heldSince.slice(0, 10)}, ${[`${item.tokens} tokens`, `authority ${story.document.source.authority.toFixed(2)}`, item.owner === null ? 'no owner' : `owner ${excerpt(item.owner, 60)}`, `likely damage ${item.damage.toFixed(2)}`, ...attention(item)].join(', ')}, ${shortId(item.id)}`,
    ...item.reasons.map(({ rule, severity, message }) => `${paint(SEVERITY_STYLE[severity] ?? 'dim', rule)}  ${excerpt(message, 400)}`),
    ...dateLines(story.dates),
    ...counterparts.flatMap((one) => ['', ...counterpartLines(one, paint)]),
    '',
    ...(other !== undefined && other.diff !== null ? diffLines(other, other.diff, paint) : textLines(around, paint)),
    '',
    ...(approving === null ? [] : [effectText('Approving', approving)]),
  ];
}

function attention({ assignee, snoozedUntil, acknowledged }: ReviewItem['item']): string[] {
  return [...(assignee === null ? [] : [`assigned to ${excerpt(assignee, 60)}`]), ...(snoozedUntil === null ? [] : [`snoozed until ${snoozedUntil.slice(0, 10)}`]), ...(acknowledged ? ['acknowledged'] : [])];
}

function dateLines({ believed, ladder }: ReviewItem['story']['dates']): string[] {
  const value = believed.value === null ? 'undated' : `dated ${believed.value}, from ${believed.source ?? 'nowhere'}`;
  const seen = ladder.slice(0, MAX_DATES).map((one) => `${one.kind} ${one.value} (${one.source})`);
  return [`${value}${believed.expires === null ? '' : `, expires ${believed.expires}`}${seen.length === 0 ? '' : `; seen: ${seen.join(', ')}${ladder.length > MAX_DATES ? ' …' : ''}`}`];
}

function counterpartLines(one: Counterpart, paint: Paint): string[] {
  const { relation, id, source, path, title, headingPath, status, canonical, owner, authority, date, newer, dispute, precedence } = one;
  const when = date === null ? 'undated' : `dated ${date}${newer === null ? '' : newer === 'other' ? ', the newer' : ', the older'}`;
  return [
    `${paint('cyan', RELATIONS[relation])} ${paint('bold', itemLabel({ source, path, record: null }))}${title === null ? '' : `  "${excerpt(title, 120)}"`}${headingPath.map((heading) => ` › ${excerpt(heading, 80)}`).join('')}`,
    `  ${paint(STATUS_STYLE[status] ?? 'dim', status)}${relation === 'copy' && canonical ? ' (kept)' : ''}, ${when}, authority ${authority.toFixed(2)}, ${owner === null ? 'no owner' : `owner ${excerpt(owner, 60)}`}, ${shortId(id)}`,
    ...(dispute === null ? [] : [`  "${excerpt(dispute.words[0], 80)}" here against "${excerpt(dispute.words[1], 80)}" there; ${disputeText(dispute)}`]),
    ...(precedence === null ? [] : [`  ${COPIES[precedence.relation]}, ${precedence.similarity.toFixed(2)} alike; the other one is kept: ${betterText(precedence)}`]),
  ];
}

function textLines({ text, chunk }: ReviewItem['around'], paint: Paint): string[] {
  const own = text.slice(chunk.start, chunk.end);
  const [before, after] = [excerpt(text.slice(Math.max(0, chunk.start - MAX_AROUND_CHARS), chunk.start), MAX_AROUND_CHARS), excerpt(text.slice(chunk.end, chunk.end + MAX_AROUND_CHARS), MAX_AROUND_CHARS)];
  return [
    paint('bold', 'Text'), ...(before === '' ? [] : [paint('dim', `… ${before}`)]),
    ...visible(own.slice(0, MAX_TEXT_CHARS)).split('\n'), ...(own.length > MAX_TEXT_CHARS ? [`… ${own.length - MAX_TEXT_CHARS} more characters`] : []),
    ...(after === '' ? [] : [paint('dim', `${after.replace(/…$/u, '')} …`)]),
  ];
}

/** Both texts in one, word by word: `within [-30-] {+90+} days`. */
function diffLines({ relation }: Counterpart, parts: readonly DiffPart[], paint: Paint): string[] {
  const differs = parts.some(({ kind }) => kind !== 'same');
  const title = `${paint('bold', 'Text')}${differs ? `, with words [-here-] {+there+}, there being the ${relation === 'copy' ? 'copy' : relation === 'newer' ? 'newer text' : 'text it contradicts'}` : ', word for word the same in both'}`;
  let room = MAX_TEXT_CHARS;
  const written: string[] = [];
  for (const { kind, text } of parts) {
    const shown = visible(text.slice(0, Math.max(0, room)));
    room -= text.length;
    if (shown !== '') written.push(kind === 'same' ? shown : marked(shown, kind, paint));
  }
  return [title, ...written.join('').split('\n'), ...(room < 0 ? [`… ${-room} more characters`] : [])];
}

/** Each line is painted by itself, so that lines may be cut apart. */
function marked(text: string, kind: 'here' | 'there', paint: Paint): string {
  const [style, open, close] = kind === 'here' ? ['red', '[-', '-]'] as const : ['green', '{+', '+}'] as const;
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
  return `${before}${`${open}${words}${close}`.split('\n').map((line) => paint(style, line)).join('\n')}${after}`;
}

/** `Approving releases this one, and holds back 1 other.` */
export function effectText(doing: string, { decided, others }: ActResult): string {
  const changed = (to: string): number => decided.filter((change) => change.to === to && change.from !== to).length;
  const follow = (to: string): number => others.filter((change) => change.to === to).length;
  const one = (count: number): string => (decided.length === 1 ? 'this one' : `${count} of ${counted(decided.length, 'item')}`);
  const direct = [...(changed('accepted') > 0 ? [`releases ${one(changed('accepted'))}`] : []), ...(changed('quarantined') > 0 ? [`holds back ${one(changed('quarantined'))}`] : []), ...(changed('rejected') > 0 ? [`rejects ${one(changed('rejected'))}`] : [])];
  const after = [...(follow('accepted') > 0 ? [`releases ${counted(follow('accepted'), 'other')}`] : []), ...(follow('quarantined') > 0 ? [`holds back ${counted(follow('quarantined'), 'other')}`] : []), ...(follow('rejected') > 0 ? [`rejects ${counted(follow('rejected'), 'other')}`] : [])];
  const [main, rest] = direct.length > 0 ? [direct, after] : [['changes no status'], after];
  return `${doing} ${main.join(', ')}${rest.length === 0 ? ' and nothing else' : `, and ${rest.join(' and ')}`}.`;
}
