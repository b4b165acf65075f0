/**
 * Runs the benches in turn and holds their figures against floors.json.
 *
 *   npm run bench                          everything
 *   npm run bench -- speed                 a group; or one by name: demo, holds, contradictions, planted-contradictions, near-copies, contradiction-top, decisions, structure, html, published, hidden-text, pdf, ocr, chunking, near-duplicates, paraphrases, reuse, versions, families, sole-source, hostile, formats, full-run, signatures, end-to-end, nightly, nightly-copies, copies-growth, contradiction-cost, join-workers, review, export, generations
 *   npm run bench -- --require-data        missing data is an error, not a reason to skip
 *   npm run bench -- --strict              missed targets fail too
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { figureTable, judge, machine, type Bench, type Figure } from './lib/figures.js';
import { cli, hasData } from './lib/places.js';
import { chunking } from './quality/chunking.js';
import { contradictions } from './quality/contradictions.js';
import { contradictionTop } from './quality/contradiction-top.js';
import { decisions } from './quality/decisions.js';
import { demo } from './quality/demo.js';
import { families } from './quality/families.js';
import { hiddenText } from './quality/hidden-text.js';
import { holds } from './quality/holds.js';
import { html } from './quality/html.js';
import { hostile } from './quality/hostile.js';
import { nearDuplicates } from './quality/near-duplicates.js';
import { ocr } from './quality/ocr.js';
import { nearCopies } from './quality/near-copies.js';
import { paraphrases } from './quality/paraphrases.js';
import { pdf } from './quality/pdf.js';
import { plantedContradictions } from './quality/planted-contradictions.js';
import { sentenceContradictions } from './quality/sentence-contradictions.js';
import { published } from './quality/published.js';
import { reuse } from './quality/reuse.js';
import { soleSource } from './quality/sole-source.js';
import { structure } from './quality/structure.js';
import { versions } from './quality/versions.js';
import { formats } from './speed/formats.js';
import { fullRun } from './speed/full-run.js';
import { generations } from './speed/generations.js';
import { joinWorkers } from './speed/join-workers.js';
import { nightly } from './speed/nightly.js';
import { nightlyCopies } from './speed/nightly-copies.js';
import { contradictionCost } from './speed/contradiction-cost.js';
import { copiesGrowth } from './speed/copies-growth.js';
import { endToEnd } from './speed/end-to-end.js';
import { exporting } from './speed/export.js';
import { review } from './speed/review.js';
import { signatures } from './speed/signatures.js';

const BENCHES: readonly Bench[] = [demo, holds, contradictions, plantedContradictions, nearCopies, contradictionTop, sentenceContradictions, decisions, structure, html, published, hiddenText, pdf, ocr, chunking, nearDuplicates, paraphrases, reuse, versions, families, soleSource, hostile, formats, fullRun, signatures, endToEnd, nightly, nightlyCopies, copiesGrowth, contradictionCost, joinWorkers, review, exporting, generations];

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true, options: { 'require-data': { type: 'boolean' }, strict: { type: 'boolean' }, draw: { type: 'boolean' } },
  });
  const unknown = positionals.find((name) => !BENCHES.some((bench) => bench.name === name || bench.group === name));
  if (unknown !== undefined) {
    console.error(`there is no bench "${unknown}": speed, quality, ${BENCHES.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  if (!existsSync(cli)) {
    console.error('dist/cli/main.js is missing: run `npm run build` first');
    return 2;
  }
  const chosen = BENCHES.filter(({ name, group }) => positionals.length === 0 || positionals.includes(name) || positionals.includes(group));
  const figures: Figure[] = [];
  let lacking = 0;
  console.log(machine());
  for (const bench of chosen) {
    const missing = bench.needs.filter((name) => !hasData(name));
    console.log(`\n== ${bench.name}`);
    if (missing.length > 0) {
      console.log(`skipped: no ${missing.map((name) => `${name}.tar.gz`).join(', ')} where WINNOW_BENCH_DATA points to (default: ../shared/data beside the repository)`);
      lacking += 1;
      continue;
    }
    const lack = bench.lacks?.() ?? null;
    if (lack === null) figures.push(...(await bench.run()));
    else {
      console.log(`skipped: ${lack}`);
      lacking += 1;
    }
  }
  const judged = judge(figures);
  console.log(`\n== figures\n${figureTable(judged)}`);
  if (lacking > 0 && values['require-data'] === true) return 1;
  return judged.some(({ ok, target }) => ok === false && (!target || values.strict === true)) ? 1 : 0;
}

process.exitCode = await main();
