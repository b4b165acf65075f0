import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PinVerdict, PredecessorStanding } from '../../src/core/index.js';
import { pinStanding, type PinInput } from '../../src/curate/index.js';
import { eventOf, predecessorOf } from './support.js';

const ask = (input: Partial<PinInput>) => pinStanding({ own: null, predecessors: [], textHash: 'T', ...input });
const said = (verdict: PinVerdict, part: { seq?: number; textHash?: string } = {}) => eventOf({ verdict, ...part });
const pinned = (share: number, part: Partial<PredecessorStanding> = {}, seq = 1, stands = true): PredecessorStanding =>
  predecessorOf({ share, textHash: 'before', pin: { event: said('canonical', { seq, textHash: 'before' }), stands }, ...part });
const other = (share: number, status: PredecessorStanding['status'] = 'accepted'): PredecessorStanding => predecessorOf({ chunkId: 'other', share, textHash: 'other', status });
const LAPSED = { kind: 'lapsed', why: 'Pinned as canonical by ada on 2026-03-01, but the text has changed since' };

describe('a pin', () => {
  it('stands on its own chunk until it is ended, and goes before what came with the text', () => {
    expect(ask({ own: said('canonical') })).toMatchObject({ kind: 'stands', event: { seq: 1 } });
    expect(ask({ own: said('unpin', { seq: 2 }), predecessors: [pinned(1, { textHash: 'T' })] })).toEqual({ kind: 'none' });
    expect(ask({ own: said('canonical', { textHash: 'before' }) })).toMatchObject(LAPSED);
  });

  it('carries to the same text elsewhere, and stays ended there', () => {
    expect(ask({ predecessors: [pinned(1, { textHash: 'T' })] })).toMatchObject({ kind: 'stands' });
    expect(ask({ predecessors: [predecessorOf({ pin: { event: said('unpin', { seq: 3 }), stands: false } }), pinned(1, { textHash: 'T' })] })).toEqual({ kind: 'none' });
    expect(ask({ predecessors: [pinned(1, { textHash: 'T' }, 1, false)] })).toMatchObject(LAPSED);
  });

  it('carries to parts of pinned text, and to pinned text merged with accepted or pinned text; the newest is named', () => {
    expect(ask({ predecessors: [pinned(1)] })).toMatchObject({ kind: 'stands' });
    expect(ask({ predecessors: [pinned(0.3), other(0.7)] })).toMatchObject({ kind: 'stands' });
    expect(ask({ predecessors: [pinned(0.3, {}, 5), pinned(0.7, {}, 2)] })).toMatchObject({ kind: 'stands', event: { seq: 5 } });
  });

  it('lapses with text that nobody let pass where it bore on most of it or has its heir, and does not come back', () => {
    for (const rest of [other(0.4, 'quarantined'), other(0.1)]) expect(ask({ predecessors: [pinned(0.6), rest] })).toMatchObject(LAPSED);
    expect(ask({ predecessors: [pinned(0.3, { heir: true })] })).toMatchObject(LAPSED);
    expect(ask({ predecessors: [pinned(0.3)] })).toEqual({ kind: 'none' });
    expect(ask({ predecessors: [pinned(1, {}, 1, false)] })).toMatchObject(LAPSED);
    expect(ask({ predecessors: [other(1)] })).toEqual({ kind: 'none' });
  });

  it('whatever a chunk came from: it stands only where a pin stood, and only on text that was let pass', () => {
    const predecessor = fc.record({ share: fc.constantFrom(0, 0.2, 0.5, 1), heir: fc.boolean(), status: fc.constantFrom('accepted' as const, 'quarantined' as const, null), verdict: fc.constantFrom(null, 'canonical' as const, 'unpin' as const), stands: fc.boolean(), same: fc.boolean() });
    fc.assert(fc.property(fc.array(predecessor, { maxLength: 4 }), (list) => {
      const predecessors = list.map(({ share, heir, status, verdict, stands, same }, at) => predecessorOf({
        chunkId: `c${at}`, share, heir, status, textHash: same ? 'T' : 'before', pin: verdict === null ? null : { event: said(verdict, { seq: at + 1 }), stands: stands && verdict === 'canonical' },
      }));
      const found = ask({ predecessors });
      if (found.kind !== 'stands') return;
      expect(predecessors.some(({ pin }) => pin?.event === found.event && pin.stands)).toBe(true);
      expect(predecessors.reduce((sum, { share, status, pin }) => sum + (pin?.stands === true || status === 'accepted' ? share : 0), 0)).toBeGreaterThanOrEqual(0.999);
    }));
  });
});
