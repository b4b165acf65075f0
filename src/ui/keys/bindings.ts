/** Every key, once: the help dialog lists it, buttons show it, screens answer to its name. */
export const BINDINGS = {
  next: { keys: ['j', 'ArrowDown'], says: 'Next group', part: 'Move' },
  previous: { keys: ['k', 'ArrowUp'], says: 'Previous group', part: 'Move' },
  nextItem: { keys: ['n', 'ArrowRight'], says: 'Next item of the group', part: 'Move' },
  previousItem: { keys: ['p', 'ArrowLeft'], says: 'Previous item of the group', part: 'Move' },
  nextPair: { keys: [']'], says: 'Next text it is compared with', part: 'Move' },
  scroll: { keys: ['Space'], says: 'Read on in the item', part: 'Move' },
  scrollBack: { keys: ['Shift+Space'], says: 'Back in the item', part: 'Move' },
  open: { keys: ['e', 'Enter'], says: 'Full explanation', part: 'Move' },
  source: { keys: ['s'], says: 'The source file beside its text', part: 'Move' },
  filter: { keys: ['/'], says: 'Search in the queue', part: 'Move' },
  approve: { keys: ['a'], says: 'Approve', part: 'Decide' },
  reject: { keys: ['r'], says: 'Reject', part: 'Decide' },
  requeue: { keys: ['q'], says: 'Requeue', part: 'Decide' },
  keep: { keys: ['c'], says: 'Keep this one', part: 'Decide' },
  thisRight: { keys: ['1'], says: 'This side is right', part: 'Decide' },
  thatRight: { keys: ['2'], says: 'That side is right', part: 'Decide' },
  apart: { keys: ['d'], says: 'Not a duplicate, or no contradiction', part: 'Decide' },
  snooze: { keys: ['z'], says: 'Snooze until', part: 'Attention' },
  assign: { keys: ['t'], says: 'Assign to', part: 'Attention' },
  acknowledge: { keys: ['y'], says: 'Known', part: 'Attention' },
  waive: { keys: ['w'], says: 'Waive until', part: 'Attention' },
  reopen: { keys: ['o'], says: 'Back in the queue: no longer snoozed or known', part: 'Attention' },
  edit: { keys: ['E'], says: 'Edit metadata', part: 'Decide' },
  reason: { keys: ['m'], says: 'Give a reason', part: 'Decide' },
  undo: { keys: ['u'], says: 'Undo', part: 'Decide' },
  choose: { keys: ['x'], says: 'Select the group', part: 'Several at once' },
  range: { keys: ['X'], says: 'Select from the last selected group to this one', part: 'Several at once' },
  chooseAll: { keys: ['*'], says: 'Select everything that the filters leave', part: 'Several at once' },
  chooseItem: { keys: ['i'], says: 'Select this item only', part: 'Several at once' },
  approveAll: { keys: ['A'], says: 'Approve the whole group', part: 'Several at once' },
  rejectAll: { keys: ['R'], says: 'Reject the whole group', part: 'Several at once' },
  goOverview: { keys: ['g o'], says: 'Overview', part: 'Screens' },
  goQueue: { keys: ['g q'], says: 'Queue', part: 'Screens' },
  goLog: { keys: ['g l'], says: 'Log', part: 'Screens' },
  goPolicy: { keys: ['g p'], says: 'Policy', part: 'Screens' },
  help: { keys: ['?'], says: 'All keys', part: 'Screens' },
  close: { keys: ['Escape'], says: 'Close, or clear the selection', part: 'Screens' },
} as const satisfies Record<string, { readonly keys: readonly string[]; readonly says: string; readonly part: string }>;

export type Command = keyof typeof BINDINGS;

const SHOWN: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', ArrowRight: '→', ArrowLeft: '←', Escape: 'Esc' };
export const keyLabel = (key: string): string => (/^[A-Z]$/u.test(key) ? `⇧${key}` : SHOWN[key] ?? key);

/** Command by key; those of two keys under both, with a space. */
export const BY_KEY: ReadonlyMap<string, Command> = new Map(Object.entries(BINDINGS).flatMap(([command, { keys }]) => keys.map((key) => [key, command as Command] as const)));
