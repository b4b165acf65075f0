import { useEffect, useState } from 'preact/hooks';
import type { ActResult, QueueItem } from '../../engine/review/types.js';
import { api, isAbort, shownError } from '../api/client.js';
import { forgetItems } from '../state/items.js';
import { printable } from '../text/hostile.js';
import { many } from '../text/words.js';

/** Somebody who only passes by asks for nothing. */
const AFTER_MS = 300;

/** What approving the item would do, in a line. `null` = not known yet. */
export function usePreview(item: QueueItem | null, ready: boolean): string | null {
  const [line, setLine] = useState<{ readonly id: string; readonly text: string } | null>(null);
  const id = item?.id ?? null;
  const decision = item?.evidence.decision;
  useEffect(() => {
    if (item === null || !ready) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api.preview({ verdict: 'approve', items: [{ id: item.id, evidence: item.evidence }] }, stop.signal).then(
        (result) => { setLine({ id: item.id, text: effect(result) }); },
        (error: unknown) => {
          if (isAbort(error)) return;
          const { code, message } = shownError(error);
          if (code === 'decision-conflict') forgetItems([item.id]);
          setLine({ id: item.id, text: code === 'decision-conflict' ? 'It has changed since it was loaded: this is how it is now.' : `What approving would do could not be worked out: ${printable(message)}` });
        },
      );
    }, AFTER_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [id, decision, ready]);
  return line !== null && line.id === id ? line.text : null;
}

function effect({ decided, others }: ActResult): string {
  const released = decided.filter(({ to }) => to === 'accepted').length;
  const by = (to: string): number => others.filter((change) => change.to === to).length;
  const follow = [
    ...(by('accepted') > 0 ? [`releases ${many(by('accepted'), 'other')}`] : []), ...(by('quarantined') > 0 ? [`holds back ${many(by('quarantined'), 'other')}`] : []),
    ...(by('rejected') > 0 ? [`rejects ${many(by('rejected'), 'other')}`] : []),
  ];
  return `Approving ${released === 0 ? 'changes no status' : 'releases this one'}${follow.length === 0 ? ' and nothing else' : `, and ${follow.join(' and ')}`}.`;
}
