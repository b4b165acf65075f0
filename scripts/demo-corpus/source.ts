/** Reads the small Markdown dialect in which the text of the PDF and DOCX documents is kept. */

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'table'; rows: string[][] };

export interface Source {
  title: string;
  author: string;
  created: Date;
  modified: Date;
  blocks: Block[];
}

const ITEM = /^(- |\d+\. )/;

function parseBlock(part: string): Block {
  const lines = part.split('\n');
  const first = lines[0] ?? '';
  const heading = /^(#+) (.*)$/.exec(first);
  if (heading) return { kind: 'heading', level: (heading[1] ?? '').length, text: heading[2] ?? '' };
  if (first.startsWith('|')) {
    const rows = lines.map((line) => line.slice(1, line.lastIndexOf('|')).split('|').map((cell) => cell.trim()));
    return { kind: 'table', rows: rows.filter((cells) => !cells.every((cell) => /^-+$/.test(cell))) };
  }
  if (ITEM.test(first)) {
    return { kind: 'list', ordered: !first.startsWith('-'), items: lines.map((line) => line.replace(ITEM, '')) };
  }
  return { kind: 'paragraph', text: lines.join(' ') };
}

export function parseSource(text: string): Source {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (!match) throw new Error('a source needs front matter');
  const fields = new Map<string, string>();
  for (const line of (match[1] ?? '').split('\n')) {
    const colon = line.indexOf(':');
    fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw new Error(`a source needs the field ${name}`);
    return value;
  };
  return {
    title: field('title'),
    author: field('author'),
    created: new Date(`${field('created')}T09:00:00Z`),
    modified: new Date(`${field('modified')}T09:00:00Z`),
    blocks: (match[2] ?? '').trim().split(/\n{2,}/).map(parseBlock),
  };
}

/** What a reader sees, a block, list item or table cell on each line. */
export function sourceText(source: Source): string {
  return source.blocks
    .flatMap((block) => {
      if (block.kind === 'list') return block.items;
      if (block.kind === 'table') return block.rows.flat();
      return [block.text];
    })
    .join('\n');
}
