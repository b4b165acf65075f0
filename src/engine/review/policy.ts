import { WinnowError, excerpt, type Status } from '../../core/index.js';
import { checkPipeline, loadPipelineFile, resolvePipeline, savePolicy, type Pipeline } from '../../config/index.js';
import { corpusOn, published, type Corpus } from '../corpus.js';
import { Deciding } from '../run/index.js';
import { decidedAt, scoresOf } from '../views/index.js';
import type { PolicyChoice, PolicyExample, PolicyPreview, PolicyView } from './types.js';

const SAMPLE = 2000;
const PAGE = 250;
const MAX_EXAMPLES = 8;

/** The pipeline's policy as its file says now. */
export async function policyView(corpus: Corpus): Promise<PolicyView> {
  const { pipeline } = await corpusOn(corpus.store, 'current');
  return viewOf(pipeline);
}

function viewOf({ policy: { key, config }, file }: Pipeline): PolicyView {
  const thresholds = (['reject', 'quarantine'] as const).flatMap((list) => config[list].flatMap((expression, index) => numbersIn(expression).map((found) => ({ list, index, ...found }))));
  return { key, reject: config.reject, quarantine: config.quarantine, file, thresholds };
}

/** Numbers that something is compared with, outside of quoted text. */
function numbersIn(expression: string): { at: number; length: number; value: number }[] {
  const unquoted = expression.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gu, (text) => ' '.repeat(text.length));
  return Array.from(unquoted.matchAll(/(?<=(?:[<>=!]=|[<>])\s{0,4})-?\d{1,9}(?:\.\d{1,9})?/gu), ({ 0: number, index }) => ({ at: index, length: number.length, value: Number(number) }));
}

/** What another policy would make of the corpus: decided chunk by chunk with all that hangs together, as a run does; a sample by chunk id unless `whole`. */
export async function previewPolicy(corpus: Corpus, choice: PolicyChoice, whole: boolean): Promise<PolicyPreview> {
  const { store } = corpus;
  const { number } = published(corpus);
  const pipeline = await withPolicy(corpus.pipeline, choice);
  const counts = { now: { accepted: 0, quarantined: 0, rejected: 0 }, then: { accepted: 0, quarantined: 0, rejected: 0 } };
  const changes = new Map<string, { from: Status; to: Status; count: number; examples: PolicyExample[] }>();
  let looked = 0;
  let after: string | undefined;
  for (let more = true; more;) {
    const page = await store.chunkStatuses({ at: number, limit: whole ? PAGE : Math.min(PAGE, SAMPLE - looked), ...(after === undefined ? {} : { after }) });
    const verdicts = new Map((await new Deciding(pipeline, store, { at: number, now: decidedAt(corpus) }).decide(page.map(({ id }) => id))).map(({ chunkId, decided }) => [chunkId, decided]));
    for (const { id, status } of page) {
      const decided = verdicts.get(id);
      if (decided === null || decided === undefined) continue;
      counts.now[status] += 1;
      counts.then[decided.status] += 1;
      if (decided.status === status) continue;
      const change = changes.get(`${status} ${decided.status}`) ?? { from: status, to: decided.status, count: 0, examples: [] };
      change.count += 1;
      if (change.examples.length < MAX_EXAMPLES) change.examples.push(...(await exampleOf(corpus, id, { from: status, to: decided.status, reasons: decided.reasons })));
      changes.set(`${status} ${decided.status}`, change);
    }
    looked += page.length;
    after = page.at(-1)?.id;
    more = page.length === PAGE && (whole || looked < SAMPLE);
    // Others get their turn between pages.
    await new Promise(setImmediate);
  }
  return { generation: number, key: pipeline.policy.key, looked, chunks: published(corpus).counts.chunks.total, ...counts, changes: [...changes.values()].sort((a, b) => b.count - a.count) };
}

async function exampleOf(corpus: Corpus, id: string, { from, to, reasons }: { from: Status; to: Status; reasons: PolicyExample['reasons'] }): Promise<PolicyExample[]> {
  const chunk = await corpus.store.chunk(id, published(corpus).number);
  if (chunk === null) return [];
  return [{
    id, source: chunk.source, path: chunk.path, title: chunk.title, excerpt: excerpt(chunk.text, 240), scores: scoresOf(chunk, corpus.pipeline, decidedAt(corpus)), from, to,
    reasons: reasons.map(({ rule, severity, message }) => ({ rule, severity, message })),
  }];
}

/** The same pipeline with another policy. Fails with `policy-invalid`, naming the expression. */
async function withPolicy(pipeline: Pipeline, { reject, quarantine }: PolicyChoice): Promise<Pipeline> {
  const definition = checkPipeline({ ...pipeline.definition, policy: { reject: [...reject], quarantine: [...quarantine] } }, 'the pipeline');
  return resolvePipeline({ definition, file: pipeline.file, baseDir: pipeline.baseDir });
}

/** Writes the policy into the pipeline's file. Fails with `policy-invalid`, `decision-conflict` where the file's policy is another by now, `usage` where there is no file. */
export async function putPolicy(corpus: Corpus, choice: PolicyChoice, { actor, expectKey }: { readonly actor: string; readonly expectKey: string }): Promise<PolicyView> {
  const { pipeline } = await corpusOn(corpus.store, 'current');
  const { file } = pipeline;
  if (file === null) throw new WinnowError('usage', 'the pipeline has no file that a policy could be written to', { next: 'Put the policy where the pipeline is defined.' });
  if (pipeline.policy.key !== expectKey) throw new WinnowError('decision-conflict', `the policy is ${pipeline.policy.key} by now, not ${excerpt(expectKey, 40)}`, { next: 'Look at it again and change what it is now.' });
  const { policy } = await withPolicy(pipeline, choice);
  savePolicy(file, choice, `${policy.key}, saved by ${excerpt(actor, 60)} on ${new Date().toISOString().slice(0, 10)}`);
  return viewOf(await resolvePipeline(loadPipelineFile(file)));
}
