import type { AnyBlock } from '../../src/config/index.js';
import { pipelineSchema } from '../../src/config/index.js';
import { jsonSchemaOf, type JsonSchema, type Kind } from './blocks.js';

type Blocks = ReadonlyMap<Kind, readonly AnyBlock[]>;

/** A block's options, its definitions moved to the root of the whole schema under names of their own. */
function optionsOf(block: AnyBlock, definitions: Record<string, unknown>): JsonSchema {
  const prefix = `${block.kind}.${block.id}.`;
  const { definitions: own, ...options } = JSON.parse(JSON.stringify(jsonSchemaOf(block.options)).replaceAll('"#/definitions/', `"#/definitions/${prefix}`)) as JsonSchema;
  for (const [name, definition] of Object.entries((own ?? {}) as Record<string, unknown>)) definitions[`${prefix}${name}`] = definition;
  return options;
}

/** Lets editors complete `use` with the built-in blocks and `with` by the block's own options; blocks of plugins stay possible. */
function withBlocks(entry: JsonSchema, blocks: readonly AnyBlock[], definitions: Record<string, unknown>): JsonSchema {
  const use = entry.properties?.['use'] ?? {};
  return {
    ...entry,
    properties: { ...entry.properties, use: { ...use, anyOf: [{ enum: blocks.map((block) => block.id) }, { type: 'string' }] } },
    allOf: blocks.map((block) => {
      const options = optionsOf(block, definitions);
      const required = (options.required?.length ?? 0) > 0;
      return {
        if: { properties: { use: { const: block.id } }, required: ['use'] },
        then: { properties: { with: options }, ...(required ? { required: ['with'] } : {}) },
      };
    }),
  };
}

function edit(schema: JsonSchema, key: string, change: (property: JsonSchema) => JsonSchema): void {
  const property = schema.properties?.[key];
  if (schema.properties === undefined || property === undefined) throw new Error(`the pipeline schema has no key ${key}`);
  schema.properties[key] = change(property);
}

/** The JSON Schema of a pipeline file, with the options of every built-in block. */
export function pipelineJsonSchema(blocks: Blocks): JsonSchema {
  const schema = jsonSchemaOf(pipelineSchema);
  const definitions: Record<string, unknown> = {};
  const of = (kind: Kind): readonly AnyBlock[] => blocks.get(kind) ?? [];
  for (const [key, kind] of [['read', 'reader'], ['score', 'scorer'], ['join', 'join'], ['export', 'exporter'], ['notify', 'notifier']] as const) {
    edit(schema, key, (list) => ({ ...list, items: withBlocks(list.items ?? {}, of(kind), definitions) }));
  }
  edit(schema, 'chunk', (entry) => withBlocks(entry, of('chunker'), definitions));
  edit(schema, 'parse', (entry) => ({ ...entry, properties: Object.fromEntries(of('parser').map((block) => [block.id, optionsOf(block, definitions)])) }));
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Winnow pipeline', ...schema, definitions };
}
