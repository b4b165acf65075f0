import type { Command } from 'commander';
import { differenceCounts, type VerifyReport } from '../core/index.js';
import { action, withCorpus, type Cli } from './context.js';

interface VerifyFlags {
  readonly out?: string;
  readonly json?: boolean;
}

export function registerVerify(root: Command, cli: Cli): void {
  root.command('verify')
    .description('Prove that targets hold exactly what is released; exit 1 when one does not.')
    .argument('[target]', 'Name of a target of the pipeline; none = all of them.')
    .option('--out <path>', 'Look at this path instead of the one in the pipeline.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<VerifyFlags>(cli, async (context, flags, [target]) => {
      await withCorpus(context, 'current', async ({ pipeline, store }) => {
        const { readBack } = await import('../engine/run/index.js');
        const reports = await readBack(pipeline, store, {
          signal: context.signal, progress: await context.progress(), ...(typeof target === 'string' ? { targets: [target] } : {}), ...(flags.out === undefined ? {} : { out: flags.out }),
        });
        if (reports.some(({ report }) => !report.ok)) context.exit(1);
        if (flags.json === true) return context.printJson({ verified: reports.map(({ target: name, report }) => ({ target: name, ...report })) });
        for (const { target: name, report } of reports) for (const line of reportLines(name, report)) await context.print(line);
        return undefined;
      });
    }));
}

function reportLines(target: string, report: VerifyReport): string[] {
  const unproved = (report.unproved ?? []).map((what) => `  not known: ${what}`);
  if (report.ok) return [`${target}: in step, ${report.found} chunks`, ...unproved];
  const { missing, extra, different } = differenceCounts(report);
  return [
    `${target}: not in step: ${report.found} chunks found, ${report.expected} expected; ${missing} missing, ${extra} extra, ${different} different`,
    ...report.problems.map((problem) => `  ${problem}`), ...unproved, '  `winnow export` mends it',
  ];
}
