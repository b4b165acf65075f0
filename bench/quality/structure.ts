/**
 * The structure score against what is known of the texts:
 * - rank correlation with measured quality: texts that engines took from PDFs, each judged against a gold text;
 * - damage planted in sound chunks, recall and precision by kind, "flagged" (any finding) and "held" (below 0.5);
 * - sound documentation: how much of it is flagged all the same, and the time of a chunk.
 */
import type { Bench, Figure } from '../lib/figures.js';
import { documentationFigures } from './structure-planted.js';
import { rankFigures } from './structure-ranks.js';
import { structure as scorer } from './structure-scoring.js';

export const structure: Bench = {
  name: 'structure', group: 'quality', needs: ['odl-bench-gold', 'pypdf-benchmarks', 'contradiction'],
  async run() {
    const built = await scorer();
    const { odl, pypdf } = await rankFigures(built);
    const { planted, sound } = await documentationFigures(built);
    return [
      { key: 'structure.odlRho', label: 'structure: Spearman over all pairs, odl-bench', value: odl.pooled.value, unit: '' },
      { key: 'structure.odlRhoWithin', label: 'structure: the same within a document, across engines', value: odl.within.value, unit: '' },
      { key: 'structure.pypdfRho', label: 'structure: Spearman over all pairs, pypdf-benchmarks', value: pypdf.pooled.value, unit: '' },
      { key: 'structure.pypdfRhoWithin', label: 'structure: the same within a document, across libraries', value: pypdf.within.value, unit: '' },
      { key: 'structure.flaggedRecall', label: 'structure: planted damage with a finding', value: planted.flaggedRecall, unit: '' },
      { key: 'structure.heldRecall', label: 'structure: planted damage below 0.5', value: planted.heldRecall, unit: '' },
      { key: 'structure.leastFlaggedRecall', label: 'structure: the same of the kind found least', value: planted.leastFlagged, unit: '' },
      { key: 'structure.flaggedPrecision', label: 'structure: precision of a finding, as many undamaged', value: planted.flaggedPrecision, unit: '' },
      { key: 'structure.heldPrecision', label: 'structure: precision of being below 0.5', value: planted.heldPrecision, unit: '' },
      { key: 'structure.soundFlaggedShare', label: 'structure: sound chunks with a finding', value: sound.flaggedShare, unit: '' },
      { key: 'structure.soundHeldShare', label: 'structure: sound chunks below 0.5', value: sound.heldShare, unit: '' },
      { key: 'structure.cpuMsPerChunk', label: 'structure: CPU of a chunk', value: sound.cpuMsPerChunk, unit: 'ms' },
    ] satisfies Figure[];
  },
};
