import { useLayoutEffect, useRef } from 'preact/hooks';
import { stored } from '../state/stored.js';
import { BY_KEY, type Command } from './bindings.js';

export type Answers = Partial<Record<Command, () => void>>;

/** Those of the screen in front are asked first. */
const layers: { current: Answers }[] = [];
let pending: string | null = null;
let forget: ReturnType<typeof setTimeout> | undefined;

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]';
/** What Enter, and the arrow keys of some, do already. */
const PRESSABLE = 'button, a[href], summary, input, [role=tab]';

export function runCommand(command: Command): void {
  for (const layer of [...layers].reverse()) {
    const answer = layer.current[command];
    if (answer !== undefined) { answer(); return; }
  }
}

function onKey(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector('dialog[open]') !== null) return;
  if (target?.closest(TYPING) !== null && target !== null) {
    if (event.key === 'Escape' && target instanceof HTMLElement) target.blur();
    return;
  }
  if (event.key === 'Enter' && target?.closest(PRESSABLE) != null) return;
  if (event.key.length === 1 && !singleKeys()) return;
  const key = pending === null ? event.key : `${pending} ${event.key}`;
  clearTimeout(forget);
  if (pending === null && event.key === 'g') {
    pending = 'g';
    forget = setTimeout(() => { pending = null; }, 1500);
    return;
  }
  pending = null;
  const command = BY_KEY.get(key) ?? (event.shiftKey && /^[A-Z]$/u.test(event.key) ? undefined : BY_KEY.get(event.key.toLowerCase()));
  if (command === undefined) return;
  // A key that is held down moves on, and must not decide on whatever comes under it.
  if (event.repeat && !['next', 'previous', 'nextItem', 'previousItem'].includes(command)) return;
  const scrolls = event.key.startsWith('Arrow') && target?.closest('[data-own-arrows]') != null;
  if (scrolls) return;
  event.preventDefault();
  runCommand(command);
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
