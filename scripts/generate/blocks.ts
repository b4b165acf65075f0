import { z } from 'zod';
import { PARSER_RULES, Registry, type AnyBlock } from '../../src/config/index.js';
import { DECISION_RULES, GUARD_RULES, POLICY_RULE } from '../../src/curate/index.js';

export const KINDS = ['reader', 'parser', 'chunker', 'scorer', 'join', 'exporter', 'notifier'] as const;
export type Kind = (typeof KINDS)[number];

/** As much of JSON Schema as is made here. */
export type JsonSchema = { [key: string]: unknown } & {
  properties?: Record<string, JsonSchema>; required?: string[]; description?: string; default?: unknown; type?: string | string[]; enum?: unknown[]; items?: JsonSchema; anyOf?: JsonSchema[];
};

/** The blocks of the built-in lists, kind by kind, in list order. */
export async function builtInBlocks(): Promise<Map<Kind, AnyBlock[]>> {
  const registry = new Registry();
  const blocks = new Map<Kind, AnyBlock[]>();
  for (const kind of KINDS) blocks.set(kind, await Promise.all(registry.ids(kind).map((id) => registry.get(kind, id, 'the built-in list'))));
  return blocks;
}

/** A zod schema as JSON Schema (draft 7, which YAML editors know best), for what people write. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return json as JsonSchema;
}

/** Every rule that a built-in block, a parser, the policy, a person's decision or a guard may report. */
export function declaredRules(blocks: ReadonlyMap<Kind, readonly AnyBlock[]>): string[] {
  const own = [...blocks.values()].flat().flatMap((block) => ('rules' in block ? block.rules : []));
  return [...new Set<string>([...own, ...PARSER_RULES, POLICY_RULE, ...DECISION_RULES, ...GUARD_RULES])].sort();
}
