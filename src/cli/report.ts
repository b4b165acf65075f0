import type { Command } from 'commander';
import { action, usage, type Cli } from './context.js';

interface ReportFlags {
  readonly html?: string;
  readonly markdown?: string;
  readonly json?: boolean;
}

export function registerReport(root: Command, cli: Cli): void {
  root.command('report')
    .description('How the corpus is: health, trend, sources, ages, rules with examples, what the last runs did.')
    .option('--html <file>', 'Write one page that needs nothing else, with charts.')
    .option('--markdown <file>', 'Write it as Markdown; - prints it.')
    .option('--json', 'Print it as one JSON document.')
    .action(action<ReportFlags>(cli, async (context, flags) => {
      if (flags.json === true && flags.markdown === '-') throw usage('--json and --markdown - both want stdout', 'Write the Markdown to a file.');
      const [{ locateStore }, { report, reportHtml, reportMarkdown }, { writeFile, mkdir }, path] = await Promise.all([
        import('../engine/corpus.js'), import('../engine/report/index.js'), import('node:fs/promises'), import('node:path')]);
      const { env, cwd } = context.terminal;
      const made = await report(locateStore({ store: context.global.store, env, cwd }));
      const write = async (file: string, content: string): Promise<void> => {
        const to = path.resolve(cwd, file);
        await mkdir(path.dirname(to), { recursive: true });
        await writeFile(to, content);
        context.log(`wrote ${file}`);
      };
      if (flags.html !== undefined) await write(flags.html, reportHtml(made));
      if (flags.markdown !== undefined && flags.markdown !== '-') await write(flags.markdown, reportMarkdown(made));
      if (flags.json === true) return context.printJson(made);
      if (flags.markdown === '-' || (flags.html === undefined && flags.markdown === undefined)) return context.print(reportMarkdown(made).trimEnd());
      return undefined;
    }));
}
