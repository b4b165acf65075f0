import { expect, it } from 'vitest';
import { disputeText } from '../../src/cli/dispute-text.js';
import type { Dispute } from '../../src/core/index.js';

const dispute = (part: Partial<Dispute>): Dispute => ({ cue: 'number', words: ['30 days', '60 days'], voices: [1, 1], by: null, standing: [null, null], proposal: 'ask-owner', ...part });

it.each<[Partial<Dispute>, string]>([
  [{}, 'proposed: ask the owners: nothing tells which is right'],
  [{ by: 'date', standing: ['2024-01-01', '2025-06-01'], proposal: 'keep-other', voices: [1, 3] }, 'proposed: keep the other one (newer: 2025-06-01 to 2024-01-01); 1 wording says "30 days", 3 say "60 days"'],
  [{ by: 'authority', standing: [0.9, 0.5], proposal: 'keep-this' }, 'proposed: keep this one (more trusted: 0.9 to 0.5)'],
  [{ by: 'held-back', proposal: 'keep-this', voices: [2, 1] }, 'proposed: keep this one (the other one is held back for another reason); 2 wordings say "30 days", 1 says "60 days"'],
  [{ words: ['\u202e30', '60'], voices: [2, 1] }, 'proposed: ask the owners: nothing tells which is right; 2 wordings say "\\u{202e}30", 1 says "60"'],
  [{ judge: 'openai:gpt-4.1-mini' }, 'proposed: ask the owners: nothing tells which is right; judged a contradiction by openai:gpt-4.1-mini'],
])('%j', (part, text) => {
  expect(disputeText(dispute(part))).toBe(text);
});
