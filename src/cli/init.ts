import type { Command } from 'commander';
import { action, type Cli } from './context.js';

export function registerInit(root: Command, cli: Cli): void {
  root.command('init')
    .description('Write a commented starter pipeline.')
    .argument('[dir]', 'Folder of the documents (default: this one).')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<{ readonly json?: boolean }>(cli, async (context, flags, [dir]) => {
      const { initPipeline } = await import('../engine/init.js');
      const path = await import('node:path');
      const { cwd } = context.terminal;
      const { file, name, found, recordFiles } = initPipeline(path.resolve(cwd, typeof dir === 'string' ? dir : '.'));
      if (flags.json === true) return context.printJson({ file, name, found: Object.fromEntries(found), recordFiles });
      const shown = path.relative(cwd, file) || file;
      const counts = found.map(([extension, count]) => `${count} ${extension}`).join(', ');
      await context.print(`Wrote ${shown} for the corpus "${name}": ${counts === '' ? 'no documents met yet' : counts}`);
      for (const line of ['', 'Next', `  winnow run ${shown} --dry-run   what it would hold back, nothing published`, `  winnow run ${shown}`, '  winnow list chunks --status quarantined']) await context.print(line);
      return undefined;
    }));
}
