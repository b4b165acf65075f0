import { describe, expect, it } from 'vitest';
import { passagesOf } from '../../bench/lib/passages.js';

const sentence = (words: number, first = 'Word'): string => `${[first, ...Array.from({ length: words - 1 }, () => 'word')].join(' ')}.`;

describe('passages', () => {
  it('are paragraphs of 60 to 150 words as a reader sees them', () => {
    expect(passagesOf(`---\ntitle: T\n---\n# T\n\n${sentence(30)}\nSee [the\nother page](/a.md). ${sentence(40)}\n\n## U\n\n${sentence(200)}\n`)).toEqual([`${sentence(30)} See the other page. ${sentence(40)}`]);
  });

  it('are put together from short ones, not across anything else', () => {
    expect(passagesOf(`${sentence(40)}\n\n${sentence(30, 'Other')}\n`)).toEqual([`${sentence(40)} ${sentence(30, 'Other')}`]);
    for (const between of ['## Heading', '- item', '| cell |', '```\ncode\n```', '<div>', '{{< note >}}', '    indented']) expect(passagesOf(`${sentence(40)}\n\n${between}\n\n${sentence(30)}\n`)).toEqual([]);
  });

  it('are no items, headings or code, however long', () => {
    for (const sign of ['- ', '1. ', '> ', '    ', ': ']) expect(passagesOf(`Intro.\n\n${sign}${sentence(70)}\n`)).toEqual([]);
  });

  it('have no markup that a reader would not see, and end', () => {
    expect(passagesOf(`${sentence(70)} See {{< relref >}}.\n`)).toEqual([]);
    expect(passagesOf(`${sentence(70).slice(0, -1)}:\n`)).toEqual([]);
  });
});
