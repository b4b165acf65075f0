import type { Command } from 'commander';
import { excerpt } from '../core/text.js';
import type { TraceHit } from '../engine/trace.js';
import { action, usage, withCorpus, type Cli } from './context.js';
import { integer } from './values.js';

interface TraceFlags {
  readonly text?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function registerTrace(root: Command, cli: Cli): void {
  root.command('trace')
    .description('Find the chunk that a passage of an answer came from, in every generation that is kept.')
    .option('--text <passage>', 'The passage, a sentence or more.')
    .option('--limit <n>', 'At most so many chunks.', integer(1), 5)
    .option('--json', 'Print the chunks as NDJSON, one a line.')
    .action(action<TraceFlags>(cli, async (context, { text, limit, json }) => {
      if (text === undefined) throw usage('trace needs a --text', 'Give a sentence or more of the passage: --text "Everybody has twenty-five days of leave".');
      await withCorpus(context, 'remembered', async (corpus) => {
        const { traceOn } = await import('../engine/trace.js');
        const hits = await traceOn(corpus, { text, limit });
        if (json === true) {
          for (const hit of hits) await context.print(JSON.stringify(hit));
        } else {
          for (const hit of hits) for (const line of linesOf(hit)) await context.print(line);
          if (hits.length === 0) context.log('no chunk has, or ever had, a third of it or more');
        }
        if (hits.length === 0) context.exit(1);
      });
    }));
}

function linesOf({ share, source, path, record, headingPath, chunkId, text, fromGeneration, toGeneration, status, targets }: TraceHit): string[] {
  const place = excerpt([`${source}:${path}${record === null ? '' : `#${record}`}`, ...headingPath].join(' › '), 160);
  return [
    `${String(Math.round(share * 100)).padStart(3)} %  ${place}  ${chunkId}`,
    toGeneration === null ? `       ${status ?? 'there'}, in the corpus since generation ${fromGeneration}` : `       left the corpus with generation ${toGeneration}; in it since generation ${fromGeneration}`,
    ...targets.map(({ target, generation, present }) => `       ${target} ${present ? `holds it since generation ${generation}` : `held it until generation ${generation}`}`),
    `       "${excerpt(text, 120)}"`,
  ];
}
