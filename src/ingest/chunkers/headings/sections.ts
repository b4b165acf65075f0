import type { Placed } from '../layout.js';

/** Consecutive blocks under one heading, with the headings that lead to them. */
export interface Section {
  readonly headingPath: readonly string[];
  readonly blocks: readonly Placed[];
}

/**
 * Cuts a document at its headings. A heading without a body of its own opens the next section, under which its text
 * then stands; headings after the last body close the last section. Text that was left out before a block ends the section too.
 */
export function sectionsOf(layout: readonly Placed[]): readonly Section[] {
  const sections: { headingPath: readonly string[]; blocks: Placed[]; hasBody: boolean }[] = [];
  for (const block of layout) {
    const open = sections.at(-1);
    const isHeading = block.kind === 'heading';
    const cut = block.leftOut === 'hidden' || (block.leftOut === 'words' && open?.hasBody === true);
    if (open === undefined || cut || (isHeading && open.hasBody)) {
      sections.push({ headingPath: block.headingPath, blocks: [block], hasBody: !isHeading });
      continue;
    }
    open.blocks.push(block);
    open.headingPath = block.headingPath;
    open.hasBody ||= !isHeading;
  }
  const last = sections.at(-1);
  const before = sections.at(-2);
  if (last !== undefined && before !== undefined && !last.hasBody && last.blocks[0]?.leftOut === 'nothing') {
    sections.pop();
    before.blocks.push(...last.blocks);
  }
  return sections;
}
