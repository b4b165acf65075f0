import { excerpt } from '../core/text.js';
import type { RepairPlan, RepairResult } from '../engine/backup/index.js';
import { backupLine } from './backup.js';

const skipped = ({ passedOver }: RepairPlan): string[] => passedOver.map(({ file, why }) => `  ${file} is passed over: ${excerpt(why, 200)}`);

/** What `doctor --repair` would do. */
export function planLines(plan: RepairPlan): string[] {
  return [
    '"winnow doctor --repair" would put the store aside, delete nothing, and',
    ...skipped(plan),
    plan.backup === null ? '  make an empty store, since no backup is whole: the next "winnow run <pipeline.yaml>" reads everything anew' : `  restore ${backupLine(plan.backup)}`,
    `  carry over what can be read of people's decisions: ${plan.decisions}${plan.cutShort === null ? ', all there are' : `, up to where it says: ${excerpt(plan.cutShort, 200)}`}`,
  ];
}

/** What `doctor --repair` did, and what is lost. */
export function doneLines(result: RepairResult): string[] {
  const { location, aside, backup, generation, kept, carried, cutShort } = result;
  return [
    `the damaged store is kept: ${aside}`,
    ...skipped(result),
    backup === null ? `${location} is empty: run the pipeline, which reads everything anew` : `${location} holds what ${backup.file} held: ${generation === null ? 'nothing published yet' : `generation ${generation}`}`,
    `people's decisions: ${kept} in the log, ${carried} of them carried over from the damaged store and applied by the next run`,
    ...(cutShort === null ? [] : [`  decisions after these could not be read: ${excerpt(cutShort, 200)}`]),
    ...(backup === null ? ['lost: former generations, what was embedded and what judges answered'] : ['lost: what was published after the backup; the next run makes it anew from the sources']),
    'next: run the pipeline, then "winnow verify"',
  ];
}
