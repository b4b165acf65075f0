import type { AnyBlock } from '../../src/config/index.js';
import { KINDS, jsonSchemaOf, type JsonSchema, type Kind } from './blocks.js';

const TITLES: Record<Kind, readonly [title: string, where: string]> = {
  reader: ['Readers', 'Named in `read[].use`; options in `read[].with`.'],
  parser: ['Parsers', 'Chosen by content and extension; options in `parse.<id>`.'],
  chunker: ['Chunkers', 'Named in `chunk.use`; options in `chunk.with`.'],
  scorer: ['Scorers', 'Named in `score[].use`; options in `score[].with`.'],
  join: ['Joins', 'Named in `join[].use`; options in `join[].with`.'],
  exporter: ['Exporters', 'Named in `export[].use`; options in `export[].with`.'],
  notifier: ['Notifiers', 'Named in `notify[].use`; options in `notify[].with`. [Notifications](notifications.md) says what they are told.'],
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A type in as few words as a table cell has room for. */
export function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => cell(JSON.stringify(value))).join(' \\| ');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  const either = schema.anyOf ?? (schema['oneOf'] as JsonSchema[] | undefined);
  if (either !== undefined) return [...new Set(either.map(typeOf))].join(' \\| ');
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : typeOf(schema.items)}`;
  if (schema.type === 'object') {
    const values = schema['additionalProperties'];
    return schema.properties === undefined && typeof values === 'object' && values !== null ? `map to ${typeOf(values as JsonSchema)}` : 'object';
  }
  if (Array.isArray(schema.type)) return schema.type.join(' \\| ');
  return schema.type ?? 'anything';
}

/** The options of a block that takes several shapes, each once. */
function propertiesOf(schema: JsonSchema): [string, JsonSchema][] {
  const shapes = [schema, ...(schema.anyOf ?? []), ...((schema['allOf'] as JsonSchema[] | undefined) ?? [])];
  return [...new Map(shapes.flatMap((shape) => Object.entries(shape.properties ?? {})).reverse())].reverse();
}

function optionRows(schema: JsonSchema, prefix = ''): string[] {
  return propertiesOf(schema).flatMap(([name, option]) => {
    const required = schema.required?.includes(name) === true;
    const standard = option.default === undefined ? (required ? 'required' : '') : `\`${cell(JSON.stringify(option.default))}\``;
    return [`| \`${prefix}${name}\` | ${typeOf(option)} | ${standard} | ${cell(option.description ?? '')} |`, ...optionRows(option, `${prefix}${name}.`)];
  });
}

function section(block: AnyBlock): string {
  const facts = [
    ...('mediaTypes' in block ? [`Takes ${block.mediaTypes.map((type) => `\`${type}\``).join(', ')}${block.extensions.length === 0 ? '' : `; ${block.extensions.map((name) => `\`${name}\``).join(' ')}`}.`] : []),
    ...('level' in block ? [`Scores \`${block.dimension}\`, ${block.level} by ${block.level}.`] : []),
    ...('unit' in block ? [`Compares ${block.unit}s; scores \`${block.dimension}\`.`] : []),
    ...('rules' in block && block.rules.length > 0 ? [`Rules: ${block.rules.map((rule) => `[${rule}](rules/${rule}.md)`).join(', ')}.`] : []),
  ];
  const rows = optionRows(jsonSchemaOf(block.options));
  const table = rows.length === 0 ? 'No options.' : ['| option | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
  return [`### ${block.id}`, `Version ${block.version}. ${facts.join(' ')}`.trimEnd(), table].join('\n\n');
}

/** docs/blocks.md: every built-in block with its options and their defaults. */
export function blocksPage(blocks: ReadonlyMap<Kind, readonly AnyBlock[]>): string {
  const parts = KINDS.map((kind) => {
    const [title, where] = TITLES[kind];
    return [`## ${title}`, where, ...(blocks.get(kind) ?? []).map(section)].join('\n\n');
  });
  const intro = 'Every block that Winnow brings, with its options as they stand in the code. This page is generated: `npm run generate`.\nA block of your own is loaded with `plugins:`; see [a parser](adding/parser.md), [a scorer](adding/scorer.md), [a join](adding/join.md), [an exporter](adding/exporter.md).';
  return `${['# Blocks', intro, ...parts].join('\n\n')}\n`;
}
