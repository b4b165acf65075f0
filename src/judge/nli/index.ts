import { isAbsolute, resolve } from 'node:path';
import { WinnowError, canonicalJson, defineJudge, sha256, toJsonObject, type Judge, type JudgeModel, type JudgeSaying, type JudgeSettings, type JudgedStatement } from '../../core/index.js';

/** The part of `@huggingface/transformers` used here. The package is optional, so its own types may not be there. */
interface TransformersPackage {
  readonly AutoTokenizer: { from_pretrained(model: string, settings: object): Promise<Tokenizer> };
  readonly AutoModelForSequenceClassification: { from_pretrained(model: string, settings: object): Promise<Classifier> };
}
type Tokenizer = (text: readonly string[], options: { text_pair: readonly string[]; padding: true; truncation: true }) => unknown;
type Classifier = ((inputs: unknown) => Promise<{ readonly logits: { readonly data: ArrayLike<number> } }>) & { readonly config: { readonly id2label?: Readonly<Record<string, string>> } };

const PACKAGE: string = '@huggingface/transformers';
/** Share of the probability from which a label counts; below it the model cannot tell. Chosen, not measured. */
const CONFIDENT = 0.8;
/** What inference says in the judge's words. That nothing follows either way is no contradiction. */
const LABELS: readonly (readonly [RegExp, JudgeSaying])[] = [[/contradict/iu, 'contradiction'], [/entail/iu, 'no-contradiction'], [/neutral/iu, 'no-contradiction']];

/** A model that says whether a statement follows from another, is at odds with it, or neither. A folder stands for itself: nothing is fetched then. */
export function nliModel(name: string, { settings, version }: Pick<JudgeSettings, 'settings' | 'version'>, baseDir: string, load: () => Promise<unknown> = () => import(PACKAGE)): JudgeModel {
  const local = /^\.{0,2}\//u.test(name) || isAbsolute(name);
  return defineJudge({
    id: `nli:${name}`, version: `${version ?? 1}+${sha256(canonicalJson(toJsonObject(settings))).slice(0, 12)}`,
    create: async () => {
      const { AutoTokenizer, AutoModelForSequenceClassification } = await transformers(name, load);
      const place = local ? resolve(baseDir, name) : name;
      const given = { ...settings, ...(local ? { local_files_only: true } : {}) };
      return nliJudge(name, await AutoTokenizer.from_pretrained(place, given), await AutoModelForSequenceClassification.from_pretrained(place, given));
    },
  });
}

async function transformers(name: string, load: () => Promise<unknown>): Promise<TransformersPackage> {
  try {
    return (await load()) as TransformersPackage;
  } catch (error) {
    throw new WinnowError('package-missing', `the judge nli:${name} needs the package ${PACKAGE}, which is not installed`, { cause: error, next: `npm install ${PACKAGE}` });
  }
}

function nliJudge(name: string, tokenizer: Tokenizer, classifier: Classifier): Judge {
  const labels = Object.values(classifier.config.id2label ?? {});
  const sayings = labels.map((label) => LABELS.find(([pattern]) => pattern.test(label))?.[1]);
  if (!sayings.includes('contradiction') || sayings.includes(undefined)) {
    throw new WinnowError('judge-failed', `${name} is no model of natural language inference: unexpected labels ${labels.join(', ') || 'none'}, expected contradiction, entailment and neutral`, { next: 'Name a model that was trained on NLI, such as one on MNLI.' });
  }
  return {
    async ask({ first, second }) {
      const { logits } = await classifier(tokenizer([premise(first)], { text_pair: [premise(second)], padding: true, truncation: true }));
      const shares = softmax(Array.from(logits.data));
      const best = shares.reduce((top, share, at) => (share > (shares[top] ?? 0) ? at : top), 0);
      const share = shares[best] ?? 0;
      return { verdict: share >= CONFIDENT ? sayings[best] ?? 'unreadable' : 'cannot-tell', because: `${labels[best] ?? 'nothing'} ${share.toFixed(2)}` };
    },
  };
}

/** The statement after what it is said of, innermost last. */
function premise({ title, headings, parentItem, text }: JudgedStatement): string {
  const place = [title, headings.at(-1), parentItem].filter((part) => part !== null && part !== undefined && part !== '');
  return place.length === 0 ? text : `${[...new Set(place)].join(', ')}: ${text}`;
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp(logit - most));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map((value) => value / sum);
}
