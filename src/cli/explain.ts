import type { Command } from 'commander';
import { action, withCorpus, type Cli } from './context.js';

export function registerExplain(root: Command, cli: Cli): void {
  root.command('explain')
    .description("Tell a chunk's or document's whole story: source, dates, scores, findings, edges, decisions, exports.")
    .argument('<id>', 'Id of a chunk or document, 8 characters or more of one, or a document as `source:path`.')
    .option('--json', 'Print it as one JSON document.')
    .action(action<{ readonly json?: boolean }>(cli, async (context, flags, [id]) => {
      await withCorpus(context, 'remembered', async (corpus) => {
        const { explain } = await import('../engine/explain.js');
        const story = await explain(corpus, String(id));
        if (flags.json === true) return context.printJson(story);
        const { storyText } = await import('./explain-text.js');
        return context.print(storyText(story, context.paint));
      });
    }));
}
