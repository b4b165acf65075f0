import { useLayoutEffect, useRef } from 'preact/hooks';
import { stored } from '../state/stored.js';
import { BY_KEY, type Command } from './bindings.js';

export type Answers = Partial<Record<Command, () => void>>;

/** Those of the screen in front are asked first. */
const layers: { current: Answers }[] = [];
let pending: string | null = null;
let forget: ReturnType<typeof setTimeout> | undefined;

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]';
/** What Enter and Space press already. */
const PRESSABLE = 'button, a[href], summary, input';
/** Where arrow keys scroll what has the focus. */
const SCROLLS = '[data-own-arrows]';
const MOVES: ReadonlySet<Command> = new Set<Command>(['next', 'previous', 'nextItem', 'previousItem']);

export function runCommand(command: Command): void {
  for (const layer of [...layers].reverse()) {
    const answer = layer.current[command];
    if (answer !== undefined) { answer(); return; }
  }
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]') !== null) return;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const within = (selector: string): boolean => target !== null && target.closest(selector) !== null;
  if (within(TYPING)) {
    if (event.key === 'Escape') leaveField(target);
    return;
  }
  if (((event.key === 'Enter' || event.key === ' ') && within(PRESSABLE)) || (event.key.startsWith('Arrow') && within(SCROLLS)) || (event.key.length === 1 && event.key !== ' ' && !singleKeys())) return;
  const command = commandOf(event);
  // A key that is held down moves on, and must not decide on whatever comes under it.
  if (command === null || (event.repeat && !MOVES.has(command))) return;
  event.preventDefault();
  runCommand(command);
}

/** Back to the list, so that a screen reader goes on telling what the keys come to. */
export function leaveField(field: HTMLElement | null): void {
  field?.blur();
  document.getElementById('groups')?.focus({ preventScroll: true });
}

function commandOf({ key, shiftKey }: KeyboardEvent): Command | null {
  clearTimeout(forget);
  const first = pending;
  pending = null;
  if (first === null && key === 'g') {
    pending = key;
    forget = setTimeout(() => { pending = null; }, 1500);
    return null;
  }
  // Caps lock changes nothing: Shift alone tells a letter from its capital.
  const meant = key === ' ' ? (shiftKey ? 'Shift+Space' : 'Space') : /^[A-Za-z]$/u.test(key) ? (shiftKey ? key.toUpperCase() : key.toLowerCase()) : key;
  return BY_KEY.get(first === null ? meant : `${first} ${meant}`) ?? null;
}

export function listenToKeys(): void {
  document.addEventListener('keydown', onKey);
}

const SINGLE = stored('winnow.single-keys', 'on');
export const singleKeys = (): boolean => SINGLE.get() !== 'off';
export function setSingleKeys(on: boolean): void {
  SINGLE.set(on ? 'on' : 'off');
}

/** Answers to commands while the component is shown. */
export function useCommands(answers: Answers): void {
  const layer = useRef<Answers>(answers);
  layer.current = answers;
  // Before the next key can come: it must not be answered by what the component has just covered.
  useLayoutEffect(() => {
    layers.push(layer);
    return () => { layers.splice(layers.indexOf(layer), 1); };
  }, []);
}
