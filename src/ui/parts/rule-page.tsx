import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { createStore, useStore } from '../state/store.js';
import { T } from '../text/shown.js';
import { ruleName, rulePage } from '../text/words.js';
import { Dialog } from './dialog.js';
import { PrecisionNote } from './precision-note.js';

const shown = createStore<{ readonly rule: string | null }>({ rule: null });

export function showRule(rule: string): void {
  shown.set({ rule });
}

/** The page of a rule as the documentation has it, so that a reviewer need not leave the item to know what it means. */
export function RulePage(): JSX.Element | null {
  const rule = useStore(shown, (state) => state.rule);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (rule === null) return undefined;
    let wanted = true;
    setText(null);
    import('../text/rule-pages.js').then(({ pageOf }) => { if (wanted) setText(pageOf(rule)); }, () => { if (wanted) setText('The page could not be loaded.'); });
    return () => { wanted = false; };
  }, [rule]);
  if (rule === null) return null;
  return (
    <Dialog title={ruleName(rule)} wide onClose={() => { shown.set({ rule: null }); }}>
      <p class="muted"><T text={rulePage(rule)} /></p>
      <p><PrecisionNote rule={rule} /></p>
      <div class="page" tabIndex={0} role="region" aria-label="Page of the rule">{text === null ? 'Loading …' : paragraphs(text).map((paragraph, at) => (
        paragraph.code ? <pre key={at}>{paragraph.text}</pre> : <p key={at}>{bold(paragraph.text)}</p>))}</div>
    </Dialog>
  );
}

/** Of the Markdown of our own pages: paragraphs, indented code and bold words are all that is needed to read them. */
function paragraphs(text: string): { readonly code: boolean; readonly text: string }[] {
  return text.split(/\n{2,}/u).filter((part) => part.trim() !== '' && !part.startsWith('# ')).map((part) => {
    const code = /^(?: {4}|```)/u.test(part);
    return { code, text: code ? part.replace(/^ {4}/gmu, '').replace(/^```.*$/gmu, '').trim() : part.replace(/\n(?![-|])/gu, ' ').replace(/\[([^\]]*)\]\([^)]*\)/gu, '$1').trim() };
  });
}

function bold(text: string): (string | JSX.Element)[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/u).map((part, at) => (
    part.startsWith('**') ? <strong key={at}>{part.slice(2, -2)}</strong> : part.startsWith('`') && part.length > 1 ? <code key={at}>{part.slice(1, -1)}</code> : part));
}
