import type { Command } from 'commander';
import { action, usage, type Cli } from './context.js';
import { isoTime, percent } from './values.js';

interface AuditFlags {
  readonly with?: readonly string[];
  readonly against?: string;
  readonly policy?: string;
  readonly failUnder?: number;
  readonly now?: Date;
  readonly json?: boolean;
}

/** Which kind a file name speaks of. */
const BY_NAME: readonly (readonly [RegExp, string, string])[] = [
  [/\.(?:jsonl|ndjson)$/iu, 'jsonl', 'path'], [/\.parquet$/iu, 'parquet', 'path'], [/\.(?:db|sqlite|sqlite3)$/iu, 'sqlite-vec', 'path'], [/\.(?:mjs|js|cjs)$/iu, 'langchain', 'module'],
  [/^https?:\/\//iu, 'chroma', 'url'], [/\.lance(?:db)?\/?$/iu, 'lancedb', 'path'],
];

export function registerAudit(root: Command, cli: Cli): void {
  root.command('audit')
    .description('Score an index that Winnow need not have filled: what would be held back, and what should not be there. Changes nothing.')
    .argument('<index>', 'A file (.jsonl, .parquet, .db), a module that gives a LangChain store (.mjs), the address of a Chroma server, or a kind: jsonl, parquet, sqlite-vec, lancedb, pgvector, chroma, langchain.')
    .option('--with <name=value...>', 'Where the index is and which of its fields are what: table=docs text=body id=key.')
    .option('--against <store>', 'Compare with what this store releases.')
    .option('--policy <pipeline.yaml>', 'Scorers, joins and policy of this pipeline instead of the defaults.')
    .option('--fail-under <percent>', 'Exit 1 when fewer of the items than this would be accepted (0..100).', percent)
    .option('--now <iso>', 'Decide as of this date or time (ISO 8601).', isoTime)
    .option('--json', 'Print the result as one JSON document.')
    .action(action<AuditFlags>(cli, async (context, flags, [index]) => {
      const { auditIndex } = await import('../engine/audit/index.js');
      const given = String(index);
      const [, use, key] = BY_NAME.find(([pattern]) => pattern.test(given)) ?? [null, given, null];
      const result = await auditIndex({
        use, with: { ...(key === null ? {} : { [key]: given }), ...pairs(flags.with ?? []) }, cwd: context.terminal.cwd, signal: context.signal, progress: await context.progress(),
        ...(flags.against === undefined ? {} : { store: flags.against }), ...(flags.policy === undefined ? {} : { pipelineFile: flags.policy }), ...(flags.now === undefined ? {} : { now: flags.now }),
      });
      const under = flags.failUnder !== undefined && result.health < flags.failUnder;
      if (under) context.exit(1);
      if (flags.json === true) return context.printJson({ ...result, failUnder: flags.failUnder ?? null, ok: !under });
      const { auditText } = await import('./audit-text.js');
      return context.print(auditText(result, flags.failUnder ?? null, context.paint));
    }));
}

function pairs(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(given.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw usage(`--with ${pair}: expected name=value`, 'Such as --with table=docs text=body.');
    return [pair.slice(0, at), pair.slice(at + 1)];
  }));
}
