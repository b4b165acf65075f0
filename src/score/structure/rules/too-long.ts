import { SOUND, faultOf, type StructureRule } from '../rule.js';

/** A chunk that the target model takes only in part, or not at all. */
export const tooLong: StructureRule = {
  id: 'structure/too-long',
  check(view, { maxTokens }) {
    const { tokens } = view.input;
    return tokens <= maxTokens ? SOUND : { fault: faultOf(0.6, `Unexpected chunk of ${tokens} tokens, expected at most ${maxTokens}`, `${tokens} tokens`, `at most ${maxTokens} tokens`) };
  },
};
