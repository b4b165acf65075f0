import type { Command } from 'commander';
import { excerpt } from '../core/text.js';
import { action, type Cli } from './context.js';

export function registerDoctor(root: Command, cli: Cli): void {
  root.command('doctor')
    .description('Check the environment and the store; exit 5 when the store is damaged, 1 when something else is wrong.')
    .argument('[pipeline.yaml]', 'Also check this pipeline file, and look at its store.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<{ readonly json?: boolean }>(cli, async (context, flags, [pipelineFile]) => {
      const { diagnose } = await import('../engine/doctor.js');
      const { env, cwd } = context.terminal;
      const report = await diagnose({ store: context.global.store, pipelineFile: typeof pipelineFile === 'string' ? pipelineFile : undefined, env, cwd }, await context.progress());
      context.exit(report.exitCode);
      if (flags.json === true) return context.printJson({ ok: report.exitCode === 0, checks: report.checks });
      for (const { name, state, detail, next } of report.checks) {
        const mark = { ok: context.paint('green', 'ok     '), skipped: context.paint('dim', 'skipped'), wrong: context.paint('red', 'wrong  ') }[state];
        await context.print(`${mark}  ${name}: ${excerpt(detail, 400)}`);
        if (next !== null) await context.print(`         ${next}`);
      }
      return undefined;
    }));
}
