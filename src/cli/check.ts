import type { Command } from 'commander';
import type { CheckResult } from '../engine/check/index.js';
import { action, usage, type Cli, type Context } from './context.js';
import { isoTime, percent } from './values.js';

interface CheckFlags {
  readonly failUnder?: number;
  readonly sarif?: string;
  readonly junit?: string;
  readonly summary?: string | true;
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
    .option('--junit <file>', 'Also write a test case for each document as JUnit XML.')
    .option('--summary [file]', 'Also append a summary in Markdown to this file (without one: to $GITHUB_STEP_SUMMARY).')
    .option('--policy <pipeline.yaml>', 'Chunking, scorers, joins and policy of this pipeline instead of the defaults.')
    .option('--now <iso>', 'Decide as of this date or time (ISO 8601).', isoTime)
    .option('--json', 'Print the result as one JSON document.')
    .action(action<CheckFlags>(cli, async (context, flags, [paths]) => {
      const summaryFile = summaryFileOf(context, flags);
      const { checkFiles } = await import('../engine/check/index.js');
      const result = await checkFiles({
        paths: paths as string[], cwd: context.terminal.cwd, signal: context.signal, progress: await context.progress(),
        ...(flags.policy === undefined ? {} : { pipelineFile: flags.policy }), ...(flags.now === undefined ? {} : { now: flags.now }),
      });
      const under = flags.failUnder !== undefined && result.health < flags.failUnder;
      context.exit(under ? 1 : result.failures.length > 0 ? 3 : 0);
      await writeReports(context, flags, result, summaryFile);
      const { read: _read, ...told } = result;
      if (flags.json === true) return context.printJson({ ...told, failUnder: flags.failUnder ?? null, ok: !under });
      const { checkText } = await import('./check-text.js');
      return context.print(checkText(result, flags.failUnder ?? null, context.paint));
    }));
}

function summaryFileOf({ terminal: { env } }: Context, { summary }: CheckFlags): string | null {
  if (summary === undefined) return null;
  const file = summary === true ? (env['GITHUB_STEP_SUMMARY'] ?? '') : summary;
  if (file === '') throw usage('--summary was given no file, and GITHUB_STEP_SUMMARY is not set', 'Name a file: --summary=summary.md.');
  return file;
}

/** GitHub's limit for what a step adds up to; of a longer one nothing is shown. */
const SUMMARY_BYTES = 1024 * 1024;

async function writeReports(context: Context, { sarif, junit, failUnder = null }: { sarif?: string; junit?: string; failUnder?: number | null }, result: CheckResult, summaryFile: string | null): Promise<void> {
  if (sarif === undefined && junit === undefined && summaryFile === null) return;
  const [{ junitOf, sarifOf, summaryOf }, { appendFile, stat, writeFile }, path, { version }, { messageOf }] = await Promise.all([
    import('../engine/check/index.js'), import('node:fs/promises'), import('node:path'), import('./version.js'), import('../core/errors.js')]);
  const written = async (file: string, write: (path: string) => Promise<void>): Promise<void> => {
    try {
      await write(path.resolve(context.terminal.cwd, file));
    } catch (error) {
      throw usage(`cannot write ${file}: ${messageOf(error)}`, 'Name a file in a folder that you may write to.');
    }
  };
  if (sarif !== undefined) await written(sarif, (file) => writeFile(file, `${JSON.stringify(sarifOf(result, { version: version() }), null, 2)}\n`));
  if (junit !== undefined) await written(junit, (file) => writeFile(file, junitOf(result, { failUnder, at: new Date() })));
  if (summaryFile !== null) {
    await written(summaryFile, async (file) => {
      const { size } = await stat(file).catch(() => ({ size: 0 }));
      await appendFile(file, summaryOf(result, { failUnder, maxBytes: Math.max(0, SUMMARY_BYTES - size) }));
    });
  }
}
