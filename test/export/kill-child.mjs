/** Exports one of two corpora after the other into a target, by what is built, until it is killed. `node kill-child.mjs <folder> <exporter> <path> <corpora.json>` */
import { readFileSync } from 'node:fs';
import { snapshotItem } from '../../dist/core/index.js';
import { exporters } from '../../dist/export/index.js';

const [folder, id, path, file] = process.argv.slice(2);
const exporter = exporters.find((one) => one.id === id);
const corpora = JSON.parse(readFileSync(file, 'utf8')).map(({ items, ...about }) => ({
  ...about,
  async *items() {
    for (const { vector, ...item } of items) yield snapshotItem(item, vector === null ? undefined : Float32Array.from(vector));
  },
}));
const options = exporter.options.parse({ path });
process.stdout.write('ready\n');
for (let turn = 0; ; turn += 1) await exporter.apply(options, corpora[turn % 2], new Map(), { baseDir: folder, signal: new AbortController().signal });
