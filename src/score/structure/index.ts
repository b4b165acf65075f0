import { z } from 'zod';
import { defineScorer, type FindingDraft, type Measurement, type RuleId, type Signal } from '../../core/index.js';
import type { Fault, StructureRule } from './rule.js';
import { boilerplate } from './rules/boilerplate.js';
import { codeOnly } from './rules/code-only.js';
import { encodedData } from './rules/encoded-data.js';
import { encodingDamage } from './rules/encoding-damage.js';
import { flattenedMarkup } from './rules/flattened-markup.js';
import { flattenedTable } from './rules/flattened-table.js';
import { garbled } from './rules/garbled.js';
import { gluedWords } from './rules/glued-words.js';
import { hyphenation } from './rules/hyphenation.js';
import { incompleteSentences } from './rules/incomplete-sentences.js';
import { linkFarm } from './rules/link-farm.js';
import { listWithoutLead } from './rules/list-without-lead.js';
import { lowLetters } from './rules/low-letters.js';
import { markupResidue } from './rules/markup-residue.js';
import { mixedLanguage } from './rules/mixed-language.js';
import { navigation } from './rules/navigation.js';
import { needsContext } from './rules/needs-context.js';
import { ocrNoise } from './rules/ocr-noise.js';
import { orphanHeading } from './rules/orphan-heading.js';
import { pageFurniture } from './rules/page-furniture.js';
import { placeholder } from './rules/placeholder.js';
import { readingOrder } from './rules/reading-order.js';
import { repetition } from './rules/repetition.js';
import { tableWithoutHeader } from './rules/table-without-header.js';
import { tooLong } from './rules/too-long.js';
import { tooShort } from './rules/too-short.js';
import { truncated } from './rules/truncated.js';
import { wallOfText } from './rules/wall-of-text.js';
import { wrongLanguage } from './rules/wrong-language.js';
import { shadeOf } from './shade.js';
import { viewOf } from './view.js';

const RULES: readonly StructureRule[] = [
  tooShort, tooLong, lowLetters, repetition, truncated, placeholder, encodingDamage, garbled, ocrNoise, gluedWords, hyphenation, readingOrder, wallOfText, incompleteSentences, flattenedMarkup, orphanHeading, listWithoutLead, tableWithoutHeader, flattenedTable, linkFarm, navigation, boilerplate, codeOnly, pageFurniture, markupResidue, encodedData, mixedLanguage, wrongLanguage, needsContext,
];
const NAMES = [
  'too-short', 'too-long', 'low-letters', 'repetition', 'truncated', 'placeholder', 'encoding-damage', 'garbled', 'ocr-noise', 'glued-words', 'hyphenation', 'reading-order', 'wall-of-text', 'incomplete-sentences', 'flattened-markup', 'orphan-heading', 'list-without-lead', 'table-without-header', 'flattened-table', 'link-farm', 'navigation', 'boilerplate', 'code-only', 'page-furniture', 'markup-residue', 'encoded-data', 'mixed-language', 'wrong-language', 'needs-context',
] as const;

const options = z.strictObject({
  minWords: z.number().int().min(1).max(200).default(3).describe('Fewest words of a chunk that is no table or code (`structure/too-short`).'),
  maxTokens: z.number().int().min(16).max(1_000_000).default(8_191).describe('Most tokens that the target model takes (`structure/too-long`); 8,191 is the limit of OpenAI\'s embedding models.'),
  ignore: z.array(z.enum(NAMES)).default([]).describe('Rules that are not applied: `[truncated, too-short]`.'),
});

export type StructureOptions = z.infer<typeof options>;

/**
 * Whether a chunk's text is whole: 1 = nothing wrong was seen, below 0.5 a serious problem, below 0.15 worthless as text.
 * The score is the product of the factors of the rules that fired; docs/rules/structure/README.md lists them.
 */
export const structureScorer = defineScorer<StructureOptions>({
  id: 'structure',
  version: 5,
  level: 'chunk',
  dimension: 'structure',
  rules: RULES.map((rule) => rule.id),
  options,
  run(input, { minWords, maxTokens, ignore }): Measurement {
    const view = viewOf(input);
    const ignored = new Set<RuleId>(ignore.map((name): RuleId => `structure/${name}`));
    const findings: FindingDraft[] = [];
    const signals: Signal[] = [];
    let score = 1;
    for (const rule of RULES) {
      if (ignored.has(rule.id)) continue;
      const reading = rule.check(view, { minWords, maxTokens });
      for (const [name, value] of Object.entries(reading.signals ?? {})) signals.push({ name, value: rounded(value) });
      if (reading.fault === null) continue;
      score *= reading.fault.factor;
      findings.push(findingOf(rule.id, reading.fault));
    }
    const shade = shadeOf(view);
    for (const [name, value] of Object.entries(shade.signals)) signals.push({ name, value: rounded(value) });
    return { score: rounded(score * shade.factor), signals, findings };
  },
});

function findingOf(rule: RuleId, { severity, message, seen, expected, span }: Fault): FindingDraft {
  return { rule, severity, message, seen, expected, span };
}

/** To four places, so that a score does not differ by the last bits of a product. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
