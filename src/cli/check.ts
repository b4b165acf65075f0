import type { Command } from 'commander';
import type { CheckResult } from '../engine/check/index.js';
import { action, type Cli, type Context } from './context.js';
import { isoTime, percent } from './values.js';

interface CheckFlags {
  readonly failUnder?: number;
  readonly sarif?: string;
  readonly policy?: string;
  readonly now?: Date;
  readonly json?: boolean;
}

export function registerCheck(root: Command, cli: Cli): void {
  root.command('check')
    .description('Lint files and folders without a store, for CI.')
    .argument('<path...>', 'Files and folders.')
    .option('--fail-under <percent>', 'Exit 1 when fewer of the chunks than this are accepted (0..100).', percent)
    .option('--sarif <file>', 'Also write the findings as SARIF 2.1.0.')
    .option('--policy <pipeline.yaml>', 'Chunking, scorers, joins and policy of this pipeline instead of the defaults.')
    .option('--now <iso>', 'Decide as of this date or time (ISO 8601).', isoTime)
    .option('--json', 'Print the result as one JSON document.')
    .action(action<CheckFlags>(cli, async (context, flags, [paths]) => {
      const { checkFiles } = await import('../engine/check/index.js');
      const result = await checkFiles({
        paths: paths as string[], cwd: context.terminal.cwd, signal: context.signal, progress: await context.progress(),
        ...(flags.policy === undefined ? {} : { pipelineFile: flags.policy }), ...(flags.now === undefined ? {} : { now: flags.now }),
      });
      const under = flags.failUnder !== undefined && result.health < flags.failUnder;
      context.exit(under ? 1 : result.failures.length > 0 ? 3 : 0);
      if (flags.sarif !== undefined) await writeSarif(context, flags.sarif, result);
      if (flags.json === true) return context.printJson({ ...result, failUnder: flags.failUnder ?? null, ok: !under });
      const { checkText } = await import('./check-text.js');
      return context.print(checkText(result, flags.failUnder ?? null, context.paint));
    }));
}

async function writeSarif(context: Context, file: string, result: CheckResult): Promise<void> {
  const [{ sarifOf }, { writeFile }, path, { version }, { WinnowError, messageOf }] = await Promise.all([
    import('../engine/check/index.js'), import('node:fs/promises'), import('node:path'), import('./version.js'), import('../core/errors.js')]);
  try {
    await writeFile(path.resolve(context.terminal.cwd, file), `${JSON.stringify(sarifOf(result, { version: version() }), null, 2)}\n`);
  } catch (error) {
    throw new WinnowError('usage', `cannot write ${file}: ${messageOf(error)}`, { cause: error, next: 'Name a file in a folder that you may write to.' });
  }
}
