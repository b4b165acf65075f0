/** What a key asks for by itself. */
export type Plain =
  | 'next-group' | 'previous-group' | 'next-item' | 'previous-item' | 'reload'
  | 'approve' | 'reject' | 'requeue' | 'keep' | 'this-right' | 'that-right' | 'apart' | 'acknowledge' | 'reopen' | 'undo'
  | 'select' | 'select-group' | 'explain' | 'help' | 'confirm' | 'cancel' | 'leave';
/** What a key asks for with words that somebody gives. */
export type Worded = 'filter' | 'reason' | 'snooze' | 'assign' | 'waive' | 'edit' | 'baseline';

export type Command = { [Name in Plain]: { readonly do: Name } }[Plain] | { [Name in Worded]: { readonly do: Name; readonly text: string } }[Worded];

interface Key {
  readonly key: string;
  readonly does: Plain;
  readonly help: string;
}

interface WordedKey {
  readonly key: string;
  readonly does: Worded;
  /** What the terminal asks before the words are typed. */
  readonly asks: string;
  readonly help: string;
}

/** The keys, as the review page has them. */
export const KEYS: readonly Key[] = [
  { key: 'j', does: 'next-group', help: 'next group' },
  { key: 'k', does: 'previous-group', help: 'previous group' },
  { key: 'n', does: 'next-item', help: 'next item of the group' },
  { key: 'p', does: 'previous-item', help: 'previous item of the group' },
  { key: 'a', does: 'approve', help: 'approve' },
  { key: 'r', does: 'reject', help: 'reject' },
  { key: 'q', does: 'requeue', help: 'put back in the queue' },
  { key: 'c', does: 'keep', help: 'of copies: keep this one' },
  { key: '1', does: 'this-right', help: 'of a contradiction: this side is right' },
  { key: '2', does: 'that-right', help: 'of a contradiction: that side is right' },
  { key: 'd', does: 'apart', help: 'the two are no duplicates, or do not contradict each other' },
  { key: 'y', does: 'acknowledge', help: 'known: out of the queue until its text or what is found in it changes' },
  { key: 'o', does: 'reopen', help: 'back in the queue: no longer snoozed or known' },
  { key: 'x', does: 'select', help: 'select the item, or no longer' },
  { key: 'X', does: 'select-group', help: 'select all of the group, or none of it' },
  { key: 'u', does: 'undo', help: 'undo the last act, then the one before it' },
  { key: 'e', does: 'explain', help: 'the whole explanation' },
  { key: 'L', does: 'reload', help: 'load the list again' },
  { key: '?', does: 'help', help: 'these keys' },
  { key: 'Q', does: 'leave', help: 'leave; so do Ctrl-C and, where nothing is open or selected, Esc' },
];

export const WORDED_KEYS: readonly WordedKey[] = [
  { key: '/', does: 'filter', asks: 'Only with (empty = all): ', help: 'only what has these words in text, path, title or reasons' },
  { key: 'm', does: 'reason', asks: 'Reason: ', help: 'the reason for the next decision' },
  { key: 's', does: 'snooze', asks: 'Snooze until (2027-03-01): ', help: 'out of the queue until a day' },
  { key: 't', does: 'assign', asks: 'Assign to (empty = nobody): ', help: "make it somebody's" },
  { key: 'w', does: 'waive', asks: 'Release until (2027-03-01; a name after it = whose it is then): ', help: 'released until a day, then held back again; a name after the day = whose it is then' },
  { key: 'E', does: 'edit', asks: 'Edit date, owner, version or authority (date=2026-03-01, owner= for none): ', help: "metadata of the item's document: date, owner, version, authority" },
  { key: 'B', does: 'baseline', asks: 'Everything that waits is known from now on. Reason: ', help: 'a baseline: everything that waits is known from now on; Enter does it' },
];

const BY_KEY = new Map<string, Plain>([...KEYS.map(({ key, does }) => [key, does] as const), ['', 'confirm']]);

/** The command that a key stands for by itself; `null` = none. An empty text is Enter. */
export function plainOf(key: string): Plain | null {
  return BY_KEY.get(key) ?? null;
}

/** What a line of input asks for: a key, `Esc`, or a key with words (`/30 days`, `m checked with HR`, `t ada`, `w 2027-03-01 ada`, `E date=2026-03-01`). `null` = nothing that there is. */
export function commandOf(line: string): Command | null {
  const text = line.trim();
  if (text.startsWith('/')) return { do: 'filter', text: text.slice(1).trim() };
  if (/^esc$/iu.test(text)) return { do: 'cancel' };
  const [, key = '', words = ''] = /^(\S)(?:\s+(.*))?$/su.exec(text) ?? [];
  const worded = WORDED_KEYS.find((one) => one.key === key);
  if (worded !== undefined) return { do: worded.does, text: words };
  const plain = words === '' && (key !== '' || text === '') ? plainOf(key) : null;
  return plain === null ? null : { do: plain };
}

/** All keys, one a line. `more`: those that only a screen has. */
export function helpLines(more: readonly (readonly [key: string, help: string])[] = []): string[] {
  const rows = [...KEYS.slice(0, -2).map(({ key, help }) => [key, help] as const), ...WORDED_KEYS.map(({ key, help }) => [key, help] as const), ['Enter', 'do what is asked about'] as const, ...more, ...KEYS.slice(-2).map(({ key, help }) => [key, help] as const)];
  return rows.map(([key, help]) => `${key.padEnd(9)} ${help}`);
}
