import { NO_DATES, documentIdOf, uriOf, type JoinEdge, type JoinInput } from '../../../src/core/index.js';
import { supersessionJoin } from '../../../src/join/supersession/index.js';
import { joinInput, runJoin, type JoinRun } from '../../contract/join.js';

/** A policy of some length, with a few words changed from edition to edition. */
export const body = (rate: number, topic = 'travel'): string => `Everybody who goes on ${topic} for the company books it through the desk at least ten days ahead.
Meals are paid back up to ${rate} EUR a day, hotels up to ${rate * 3} EUR a night, against the receipts.
Send the receipts within four weeks of the last day of the trip to the finance team, which pays with the next salary.
Trips of more than five days need the word of the head of the department before anything is booked.`;

export interface Page extends Partial<JoinInput> {
  readonly path: string;
  readonly date?: string;
}

export function page({ date, ...part }: Page): JoinInput {
  const source = part.source ?? 'docs';
  const id = documentIdOf(uriOf(source, part.path));
  const dates = date === undefined ? NO_DATES : { ...NO_DATES, value: date, modified: date, source: 'front-matter' as const, confidence: 0.9 };
  return joinInput({ id, documentId: id, text: body(30), dates, ...part });
}

export interface Supersession {
  readonly run: JoinRun;
  /** `newer > older` of every edge, sorted. */
  readonly edges: readonly string[];
  /** `path -> path of its survivor`, sorted. */
  readonly survivors: readonly string[];
  readonly drafts: readonly JoinEdge[];
}

export function supersede(pages: readonly Page[], options: Record<string, unknown> = {}, heldBack: readonly string[] = []): Supersession {
  const inputs = pages.map(page);
  const pathOf = new Map(inputs.map(({ id, path }) => [id, path]));
  const members = new Map(inputs.filter(({ path }) => heldBack.includes(path)).map(({ id }) => [id, { heldBack: true }]));
  const run = runJoin(supersessionJoin, inputs, supersessionJoin.options.parse(options), { members });
  const survivors = [...run.outcomes.values()].flatMap(({ id, survivor }) => (survivor === null ? [] : [`${pathOf.get(id)} -> ${pathOf.get(survivor)}`]));
  return { run, edges: run.edges.map(({ aId, bId }) => `${pathOf.get(aId)} > ${pathOf.get(bId)}`).sort(), survivors: survivors.sort(), drafts: run.edges };
}
