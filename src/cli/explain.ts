import type { Command } from 'commander';
import { action, withCorpus, type Cli } from './context.js';

export function registerExplain(root: Command, cli: Cli): void {
  root.command('explain')
    .description("Tell a chunk's or document's whole story: source, dates, scores, findings, edges, decisions, exports.")
    .argument('<id>', 'Id of a chunk or document, 8 characters or more of one, or a document as `source:path`.')
    .option('--at <generation>', 'As an older generation had it: its number, `previous`, `~2`, or when it was published: 2026-05-03 (at the end of that day, UTC).')
    .option('--json', 'Print it as one JSON document.')
    .action(action<{ readonly at?: string; readonly json?: boolean }>(cli, async (context, flags, [id]) => {
      await withCorpus(context, 'remembered', async (corpus) => {
        const { explain, explainAt } = await import('../engine/explain.js');
        const story = flags.at === undefined ? await explain(corpus, String(id)) : await explainAt(corpus, String(id), flags.at);
        if (flags.json === true) return context.printJson(story);
        const { storyText } = await import('./explain-text.js');
        return context.print(storyText(story, context.paint));
      });
    }));
}
