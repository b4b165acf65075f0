/**
 * Curates the demo corpus with the built command, as a user would, and compares the result with the labels.
 *
 *   npm run demo
 *   npm run demo -- --json FILE             also writes the scoreboard as JSON
 *   npm run demo -- --floor bench/floors.json    exit 1 when it is below the floors kept there under `demo`
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Labels } from './demo-corpus/labels.js';
import { scoreboardText } from './demo/print.js';
import { scoreboard, type Reason, type Scoreboard, type Unit } from './demo/scoreboard.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'dist', 'cli', 'main.js');
const out = join(root, 'out', 'demo');
const store = join(out, 'demo.db');
/** This source reads record by record a file that lies in the folder of another one. */
const FOLDER_OF_SOURCE: Readonly<Record<string, string>> = { answers: 'files' };

interface Line { id: string; source: string; path: string; record: string | null; status: string; reasons: Reason[]; text?: string; chunks?: number }

function unitOf(line: Line): Unit {
  return {
    id: line.id, path: `${FOLDER_OF_SOURCE[line.source] ?? line.source}/${line.path}`, record: line.record, text: line.text ?? '',
    held: line.status !== 'accepted', reasons: line.reasons,
  };
}

async function list(what: 'chunks' | 'documents'): Promise<Line[]> {
  const child = spawn(process.execPath, [cli, 'list', what, '--json', '--store', store], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(JSON.parse(line) as Line);
  return lines;
}

/** Chunks, and documents that came to none. */
async function units(): Promise<Unit[]> {
  const documents = await list('documents');
  return [...(await list('chunks')).map(unitOf), ...documents.filter(({ chunks }) => chunks === 0).map(unitOf)];
}

function belowFloor(board: Scoreboard, file: string): string[] {
  const { demo } = JSON.parse(readFileSync(file, 'utf8')) as { demo: { foundAtLeast: number; soundHeldAtMost: number } };
  return [
    ...(board.problems.found < demo.foundAtLeast ? [`found ${board.problems.found} planted problems, the floor is ${demo.foundAtLeast}`] : []),
    ...(board.sound.held > demo.soundHeldAtMost ? [`held back ${board.sound.held} sound chunks, at most ${demo.soundHeldAtMost} are allowed`] : []),
  ];
}

function nextSteps(): string {
  const shown = relative(process.cwd(), store) || store;
  return [
    '', 'Look around', `  npx winnow list chunks --status quarantined --store ${shown}`, `  npx winnow explain <id> --store ${shown}`,
    `  ${relative(process.cwd(), join(out, 'corpus.jsonl'))}   what was released, with its manifest beside it`, '  pipelines/demo.yaml     what was run',
  ].join('\n');
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, floor: { type: 'string' } } });
  if (!existsSync(cli)) {
    console.error('dist/cli/main.js is missing: run `npm run build` first');
    return 2;
  }
  const labels = JSON.parse(readFileSync(join(root, 'data', 'demo', 'labels.json'), 'utf8')) as Labels;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const run = spawnSync(process.execPath, [cli, 'run', join(root, 'pipelines', 'demo.yaml'), '--store', store, '--now', labels.now], { stdio: 'inherit' });
  if (run.status !== 0) return run.status ?? 1;
  const board = scoreboard(labels, await units());
  console.log(`\n${scoreboardText(board)}\n${nextSteps()}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(board, null, 2)}\n`);
  const faults = values.floor === undefined ? [] : belowFloor(board, values.floor);
  for (const fault of faults) console.error(`below the floor: ${fault}`);
  return faults.length > 0 ? 1 : 0;
}

process.exitCode = await main();
