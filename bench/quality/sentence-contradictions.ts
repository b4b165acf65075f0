/**
 * How far the features and the training of the contradiction model go on public sets of sentence pairs: SICK (Marelli et al. 2014; trained on train and trial, told of
 * test) and FEVER-Symmetric dev (Schuster et al. 2019; ten folds, all pairs of a claim in one). The models made here are thrown away: the one that is shipped saw neither.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { data } from '../lib/places.js';
import { interval, scoreAt, type Answer } from '../lib/scores.js';
import { boost, told } from '../train/boost.js';
import { examplesOf, rarity, type SentencePair } from '../train/sentences.js';

/** Above it a pair counts as a contradiction; chosen beforehand, for both. */
const CUT = 0.5;
const FOLDS = 10;

function sick(name: string): SentencePair[] {
  return readFileSync(join(data('contradiction'), 'pairs', name), 'utf8').trim().split('\n').slice(1).map((line) => {
    const [group = '', a = '', b = '', , judgement = ''] = line.split('\t');
    return { a, b, contradicts: judgement.trim() === 'CONTRADICTION', group };
  });
}

function fever(): SentencePair[] {
  return readFileSync(join(data('contradiction'), 'pairs', 'fsym_dev.jsonl'), 'utf8').trim().split('\n')
    .map((line) => JSON.parse(line) as { evidence: string; claim: string; label: string }).map(({ evidence, claim, label }) => ({ a: evidence, b: claim, contradicts: label === 'REFUTES', group: claim }));
}

function ofTest(): Answer[] {
  const train = [...sick('SICK_train.txt'), ...sick('SICK_trial.txt')];
  const weigh = rarity(train.flatMap(({ a, b }) => [a, b]));
  const model = boost(examplesOf(train, weigh));
  return examplesOf(sick('SICK_test_annotated.txt'), weigh).map((one) => ({ yes: one.yes, score: told(model, one) }));
}

function crossed(pairs: readonly SentencePair[]): Answer[] {
  const examples = examplesOf(pairs, rarity(pairs.flatMap(({ a, b }) => [a, b])));
  const groups = [...new Set(pairs.map(({ group }) => group))].sort();
  const folds = pairs.map(({ group }) => groups.indexOf(group) % FOLDS);
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const model = boost(examples.filter((_, at) => folds[at] !== fold));
    return examples.filter((_, at) => folds[at] === fold).map((one) => ({ yes: one.yes, score: told(model, one) }));
  });
}

async function measure(): Promise<Figure[]> {
  const sets = [{ name: 'SICK test', key: 'sentenceContradictions.sick', answers: ofTest() }, { name: `FEVER-Symmetric dev, ${FOLDS} folds by claim`, key: 'sentenceContradictions.fever', answers: crossed(fever()) }];
  const scored = sets.map((one) => ({ ...one, score: scoreAt(one.answers, CUT), all: scoreAt(one.answers, 0) }));
  console.log(table(['set', 'pairs', 'contradictions', 'precision', 'recall', 'F1', 'F1 of calling all of them so'], scored.map(({ name, answers, score, all }) => [
    name, String(answers.length), String(score.of), `${score.precision.toFixed(3)} (${interval(score.hits, score.flagged)})`, `${score.recall.toFixed(3)} (${interval(score.hits, score.of)})`, score.f1.toFixed(3), all.f1.toFixed(3),
  ])));
  return scored.map(({ name, key, score }) => ({ key, label: `sentence-contradictions: ${name}, F1 of the contradiction class`, value: score.f1, unit: '' }));
}

export const sentenceContradictions: Bench = { name: 'sentence-contradictions', group: 'quality', needs: ['contradiction'], run: measure };
