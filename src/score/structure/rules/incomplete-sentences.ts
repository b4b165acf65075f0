import { excerpt } from '../../../core/index.js';
import { SOUND, type StructureRule } from '../rule.js';

/** Running text of so many words has a finished sentence somewhere; menus, link lists and torn columns have none. */
const MIN_WORDS = 30;
/** Lines this short on average are verse, captions, addresses or key-value pairs. */
const MIN_LINE_CHARS = 40;
/** Beside code, tables or lists an introduction without a full stop is usual. */
const MIN_PROSE_SHARE = 0.8;
const SENTENCE_END = /[.!?…:;。！？؟۔।॥։።]["'”’»›)\]*_]*(?:\s|$)/u;

/** Prose without a single finished sentence. */
export const incompleteSentences: StructureRule = {
  id: 'structure/incomplete-sentences',
  check(view) {
    if (!view.isSpaced || view.words.length < MIN_WORDS || SENTENCE_END.test(view.prose)) return SOUND;
    const written = view.lines.filter((line) => line.kind !== 'blank' && line.kind !== 'heading');
    const lines = written.filter((line) => line.kind === 'prose');
    const words = view.proseWords().length;
    if (words < MIN_WORDS || lines.length < written.length * MIN_PROSE_SHARE) return SOUND;
    const chars = lines.reduce((sum, line) => sum + line.end - line.start, 0);
    if (chars / Math.max(1, lines.length) < MIN_LINE_CHARS) return SOUND;
    const shown = excerpt(view.prose.trim(), 60);
    return {
      fault: {
        factor: 0.6, severity: 'warning', span: null, seen: shown, expected: 'finished sentences',
        message: `Unexpected ${words} words without a finished sentence: \`${shown}\`, expected sentences`,
      },
    };
  },
};
