import { z } from 'zod';
import { defineScorer, type FindingDraft, type Measurement, type RuleId, type Signal } from '../../core/index.js';
import type { Fault, StructureRule } from './rule.js';
import { encodingDamage } from './rules/encoding-damage.js';
import { garbled } from './rules/garbled.js';
import { incompleteSentences } from './rules/incomplete-sentences.js';
import { lowLetters } from './rules/low-letters.js';
import { placeholder } from './rules/placeholder.js';
import { repetition } from './rules/repetition.js';
import { tooShort } from './rules/too-short.js';
import { truncated } from './rules/truncated.js';
import { viewOf } from './view.js';

const RULES: readonly StructureRule[] = [tooShort, lowLetters, repetition, truncated, placeholder, encodingDamage, garbled, incompleteSentences];
const NAMES = ['too-short', 'low-letters', 'repetition', 'truncated', 'placeholder', 'encoding-damage', 'garbled', 'incomplete-sentences'] as const;

const options = z.strictObject({
  minWords: z.number().int().min(1).max(200).default(3).describe('Fewest words of a chunk that is no table or code (`structure/too-short`).'),
  ignore: z.array(z.enum(NAMES)).default([]).describe('Rules that are not applied: `[truncated, too-short]`.'),
});

export type StructureOptions = z.infer<typeof options>;

/**
 * Whether a chunk's text is whole: 1 = nothing wrong was seen, below 0.5 a serious problem, below 0.15 worthless as text.
 * The score is the product of the factors of the rules that fired; docs/rules/structure/README.md lists them.
 */
export const structureScorer = defineScorer<StructureOptions>({
  id: 'structure',
  version: 2,
  level: 'chunk',
  dimension: 'structure',
  rules: RULES.map((rule) => rule.id),
  options,
  run(input, { minWords, ignore }): Measurement {
    const view = viewOf(input);
    const ignored = new Set<RuleId>(ignore.map((name): RuleId => `structure/${name}`));
    const findings: FindingDraft[] = [];
    const signals: Signal[] = [];
    let score = 1;
    for (const rule of RULES) {
      if (ignored.has(rule.id)) continue;
      const reading = rule.check(view, { minWords });
      for (const [name, value] of Object.entries(reading.signals ?? {})) signals.push({ name, value: rounded(value) });
      if (reading.fault === null) continue;
      score *= reading.fault.factor;
      findings.push(findingOf(rule.id, reading.fault));
    }
    return { score: rounded(score), signals, findings };
  },
});

function findingOf(rule: RuleId, { severity, message, seen, expected, span }: Fault): FindingDraft {
  return { rule, severity, message, seen, expected, span };
}

/** To four places, so that a score does not differ by the last bits of a product. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
