/**
 * Writes so many chunks with vectors into a target: by the exporter, or by the target's own bulk path. The chunks are in memory before the clock starts. Prints the seconds until all was written, and
 * until that was proved.
 *
 *   tsx export-child.ts sqlite-vec|lancedb exporter|bulk <path> <chunks> <dimensions>
 */
import type { ExportSnapshot } from '../../src/core/index.js';
import type * as Exporters from '../../src/export/index.js';
import { root } from '../lib/places.js';
import { BULK } from './export-bulk.js';
import { built, exportItems } from './export-items.js';

const [target, side, path = '', chunks, numbers] = process.argv.slice(2) as ['sqlite-vec' | 'lancedb', ...string[]];
const [count, dimensions] = [Number(chunks), Number(numbers)];
const { sqliteVecExporter, lancedbExporter } = await built<typeof Exporters>('export/index.js');
const items = await exportItems(count, dimensions);
const snapshot: ExportSnapshot = { generation: 1, pipeline: 'bench', pipelineHash: '', decidedAt: '2026-11-23', count, dimensions, async *items() { yield* items; } };

/** When all was written and was going to be read back; of the bulk path, the end. */
let written = NaN;
const context = { baseDir: root, signal: new AbortController().signal, proving: () => { written = performance.now(); } };

const bulk = side === 'bulk' ? BULK[target](items, dimensions, path) : null;

const began = performance.now();
if (bulk !== null) {
  await bulk();
  written = performance.now();
} else if (target === 'lancedb') await lancedbExporter.apply(lancedbExporter.options.parse({ path }), snapshot, new Map(), context);
else await sqliteVecExporter.apply(sqliteVecExporter.options.parse({ path }), snapshot, new Map(), context);
console.log(JSON.stringify({ written: (written - began) / 1000, proved: (performance.now() - began) / 1000 }));
