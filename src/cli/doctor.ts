import type { Command } from 'commander';
import { excerpt } from '../core/text.js';
import type { StoreQuery } from '../engine/corpus.js';
import { action, type Cli, type Context } from './context.js';

interface DoctorFlags {
  readonly repair?: boolean;
  readonly json?: boolean;
}

export function registerDoctor(root: Command, cli: Cli): void {
  root.command('doctor')
    .description('Check the environment and the store; exit 5 when the store is damaged, 1 when something else is wrong.')
    .argument('[pipeline.yaml]', 'Also check this pipeline file, and look at its store.')
    .option('--repair', 'Mend a damaged store: put it aside, restore the newest backup that is whole, carry decisions over.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<DoctorFlags>(cli, async (context, flags, [pipelineFile]) => {
      const { env, cwd } = context.terminal;
      const query = { store: context.global.store, pipelineFile: typeof pipelineFile === 'string' ? pipelineFile : undefined, env, cwd };
      if (flags.repair === true) return repair(context, query, flags.json === true);
      const { diagnose } = await import('../engine/doctor.js');
      const report = await diagnose(query, await context.progress());
      context.exit(report.exitCode);
      if (flags.json === true) return context.printJson({ ok: report.exitCode === 0, checks: report.checks, ...(report.repair === null ? {} : { repair: report.repair }) });
      for (const { name, state, detail, next } of report.checks) {
        const mark = { ok: context.paint('green', 'ok     '), skipped: context.paint('dim', 'skipped'), wrong: context.paint('red', 'wrong  ') }[state];
        await context.print(`${mark}  ${name}: ${excerpt(detail, 400)}`);
        if (next !== null) await context.print(`         ${next}`);
      }
      if (report.repair === null) return undefined;
      const { planLines } = await import('./repair-text.js');
      for (const line of planLines(report.repair)) await context.print(line);
      return undefined;
    }));
}

async function repair(context: Context, query: StoreQuery, asJson: boolean): Promise<void> {
  const [{ repairStore }, { locateStore }, { doneLines }] = await Promise.all([import('../engine/backup/index.js'), import('../engine/corpus.js'), import('./repair-text.js')]);
  const result = await repairStore(locateStore(query));
  if (asJson) return context.printJson({ repaired: result !== null, ...result });
  for (const line of result === null ? ['the store is whole: nothing to repair'] : doneLines(result)) await context.print(line);
}
