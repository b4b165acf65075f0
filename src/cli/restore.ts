import type { Command } from 'commander';
import type { RestoreResult } from '../engine/backup/index.js';
import { action, type Cli } from './context.js';

export function registerRestore(root: Command, cli: Cli): void {
  root.command('restore')
    .description('Put a backup in the place of the store, which is kept under another name.')
    .argument('<backup>', 'A file, the name of a backup beside the store, or "latest".')
    .option('--keep-decisions', "Carry people's decisions over that were made since the backup.")
    .option('--json', 'Print the result as one JSON document.')
    .action(action<{ readonly keepDecisions?: boolean; readonly json?: boolean }>(cli, async (context, flags, [backup]) => {
      const [{ restoreStore }, { locateStore }] = await Promise.all([import('../engine/backup/index.js'), import('../engine/corpus.js')]);
      const { env, cwd } = context.terminal;
      const location = locateStore({ store: context.global.store, env, cwd });
      const result = await restoreStore(location, { backup: String(backup), keepDecisions: flags.keepDecisions === true });
      if (flags.json === true) return context.printJson(result);
      await context.print(`${location} holds what ${result.backup} held: ${result.generation === null ? 'nothing published yet' : `generation ${result.generation}`}`);
      for (const line of aftermath(result)) context.log(line);
      return undefined;
    }));
}

function aftermath({ aside, left, carried, pipeline, purges }: RestoreResult): string[] {
  return [
    ...(aside === null ? [] : [`the former store is kept: ${aside}`]),
    ...(purges === 0 ? [] : [`${purges} purges made since were repeated on it before it took the store's place`]),
    ...(carried === 0 ? [] : [`${carried} decisions made since were carried over; the next run applies them`]),
    ...(left.decisions === 0 ? [] : [`${left.decisions} decisions made since are in the former store only; --keep-decisions carries them over`]),
    ...(pipeline === null ? [] : ['targets may hold what came later: "winnow export" brings them in step, and so does the next run']),
  ];
}
