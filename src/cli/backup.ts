import type { Command } from 'commander';
import type { Backup } from '../engine/backup/index.js';
import { action, usage, type Cli } from './context.js';
import { integer } from './values.js';

interface BackupFlags {
  readonly out?: string;
  readonly keep?: number;
  readonly list?: boolean;
  readonly json?: boolean;
}

export function registerBackup(root: Command, cli: Cli): void {
  root.command('backup')
    .description('Copy the store while runs and reviews go on, and read the copy back.')
    .option('--out <path>', 'File to write (default: one named by the time, in "backups" beside the store).')
    .option('--keep <n>', 'Delete all but the newest n backups beside the store.', integer(1))
    .option('--list', 'List the backups beside the store, the newest first; copy nothing.')
    .option('--json', 'Print the result as one JSON document; with --list, a line each.')
    .action(action<BackupFlags>(cli, async (context, flags) => {
      if (flags.list === true && (flags.out !== undefined || flags.keep !== undefined)) throw usage('--list goes alone', 'It copies and deletes nothing.');
      if (flags.out !== undefined && flags.keep !== undefined) throw usage('--keep does not go with --out', 'It deletes backups beside the store, where --out puts none.');
      const [{ backupStore, backupsOf }, { locateStore }, path] = await Promise.all([import('../engine/backup/index.js'), import('../engine/corpus.js'), import('node:path')]);
      const { env, cwd } = context.terminal;
      const location = locateStore({ store: context.global.store, env, cwd });
      if (flags.list === true) {
        for (const backup of await backupsOf(location)) {
          if (flags.json === true) await context.printJson({ file: backup.file, ...backup.manifest });
          else await context.print(backupLine(backup));
        }
        return undefined;
      }
      const { file, manifest, deleted } = await backupStore(location, { ...(flags.out === undefined ? {} : { out: path.resolve(cwd, flags.out) }), ...(flags.keep === undefined ? {} : { keep: flags.keep }) });
      if (flags.json === true) return context.printJson({ file, ...manifest, deleted });
      await context.print(backupLine({ file, manifest }));
      for (const old of deleted) context.log(`deleted ${old}`);
      return undefined;
    }));
}

export function backupLine({ file, manifest }: Backup): string {
  if (manifest === null) return `${file}  without a manifest`;
  const { generation, decisions, bytes, madeAt } = manifest;
  return `${file}  ${madeAt.slice(0, 16).replace('T', ' ')}  ${generation === null ? 'nothing published' : `generation ${generation}`}, ${decisions.count} decisions, ${(bytes / 1e6).toFixed(1)} MB`;
}
