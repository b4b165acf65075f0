/** Where the CPU time of a full run goes: by stage, and by function. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineInput } from '../../src/index.js';
import { table } from '../lib/figures.js';
import { measured } from '../lib/measure.js';
import { writePipeline } from '../lib/pipeline.js';
import { NOW, root } from '../lib/places.js';
import type { StageReport } from './profile-child.js';

const TOP = 25;

export interface Profile {
  readonly chunks: number;
  readonly contradictionCpuSeconds: number;
  readonly parsersStartedAgain: number;
}

/** The part of V8's .cpuprofile format that is used here. */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number } }[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

/** One run with its CPU by stage, and that of the whole process tree. */
export async function profiled(pipeline: string, store: string, profileFolder: string | null): Promise<{ report: StageReport; treeCpuSeconds: number }> {
  const flags = profileFolder === null ? [] : ['--cpu-prof', '--cpu-prof-dir', profileFolder];
  const ran = await measured([process.execPath, ...flags, '--import', import.meta.resolve('tsx'), join(root, 'bench', 'speed', 'profile-child.ts'), pipeline, store, NOW]);
  if (ran.exitCode !== 0) throw new Error(`the profiled run failed: ${ran.stderr.trim()}`);
  return { report: JSON.parse(ran.stdout) as StageReport, treeCpuSeconds: ran.cpuSeconds };
}

/** Times with all default joins, then the functions of a run with the given ones: sampling slows a run, so times are not taken from it. */
export async function printProfile(folder: string, { read, join: joins }: Required<Pick<PipelineInput, 'read' | 'join'>>): Promise<Profile> {
  const pipeline = writePipeline(folder, { name: 'profile', read, export: [{ use: 'jsonl', with: { path: 'out/profile.jsonl' } }] }, 'profile.yaml');
  const store = join(folder, 'profile.db');
  const { report, treeCpuSeconds } = await profiled(pipeline, store, null);
  const own = report.stages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  console.log(`\nCPU by stage, all default joins (${report.chunks} chunks)\n`);
  const again = await profiled(pipeline, store, null);
  const unchanged = new Map(again.report.stages.map(({ name, cpuSeconds }) => [name, cpuSeconds.toFixed(2)]));
  console.log(table(['stage', 'cpu s', 'wall s', 'nothing changed, cpu s'], [
    ...report.stages.map(({ name, cpuSeconds, wallSeconds }) => [name, cpuSeconds.toFixed(2), wallSeconds.toFixed(2), unchanged.get(name) ?? '']),
    [`${report.parsersStarted} parser processes, and starting up`, (treeCpuSeconds - own).toFixed(2), '', ''], ['all', treeCpuSeconds.toFixed(2), '', again.treeCpuSeconds.toFixed(2)]]));

  const profiles = join(folder, 'profiles');
  await profiled(writePipeline(folder, { name: 'sampled', read, join: joins }, 'sampled.yaml'), join(folder, 'sampled.db'), profiles);
  console.log('\nFunctions of the main process by their own time, without contradiction and export\n');
  console.log(table(['function', 'where', 'self s', 'share'], topFunctions(largestProfile(profiles))));
  const contradiction = report.stages.filter(({ name }) => name.endsWith(' contradiction')).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return { chunks: report.chunks, contradictionCpuSeconds: contradiction, parsersStartedAgain: again.report.parsersStarted };
}

/** Worker threads (tsx's loader) write profiles too; the run's own is by far the largest. */
function largestProfile(folder: string): CpuProfile {
  const all = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).sort((a, b) => b.length - a.length);
  return JSON.parse(all[0] ?? '{"nodes":[],"samples":[],"timeDeltas":[]}') as CpuProfile;
}

function topFunctions({ nodes, samples, timeDeltas }: CpuProfile): string[][] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, [callFrame.functionName === '' ? '(anonymous)' : callFrame.functionName, placeOf(callFrame)] as const]));
  const times = new Map<string, { name: string; where: string; micros: number }>();
  let total = 0;
  samples.forEach((id, index) => {
    const [name, where] = nameOf.get(id) ?? ['?', ''];
    if (name === '(idle)') return;
    const micros = Math.max(0, timeDeltas[index] ?? 0);
    total += micros;
    const key = `${name} ${where}`;
    const entry = times.get(key) ?? { name, where, micros: 0 };
    entry.micros += micros;
    times.set(key, entry);
  });
  return [...times.values()].sort((a, b) => b.micros - a.micros).slice(0, TOP)
    .map(({ name, where, micros }) => [name.slice(0, 40), where, (micros / 1e6).toFixed(2), `${((100 * micros) / total).toFixed(1)}%`]);
}

/** Relative to the repository, or from the package's name on. */
function placeOf({ url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  if (url === '') return '';
  const path = decodeURIComponent(url).replace(/^file:\/\//u, '');
  const modules = path.lastIndexOf('/node_modules/');
  const short = modules >= 0 ? path.slice(modules + '/node_modules/'.length) : path.replace(`${root}/`, '');
  return `${short.slice(-60)}:${lineNumber + 1}`;
}
