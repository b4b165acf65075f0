import pLimit from 'p-limit';
import type { Pipeline } from '../../config/index.js';
import { excerpt, isWinnowError, messageOf, type DocumentView, type SourceItem } from '../../core/index.js';
import { contentOf } from '../item-content.js';
import { createParserHost } from '../parser-host/index.js';
import type { SourceLook } from './types.js';

/** For finding a file and for drawing it, each; somebody waits for it. */
const MAX_MS = 20_000;
/** Text of a rendering, in UTF-16 units: a page of a browser, not a book. */
const MAX_CHARS = 3_000_000;
/** Rendered at the same time, over all reviewers. */
const oneByOne = pLimit(2);

/**
 * What the source file of a document looks like. It is read again, shown only if it is byte by byte what was parsed, and drawn in a child process of its own,
 * which may load native code where pages are to be drawn.
 * @param page where a PDF is to be opened, from 1; `null` = at its beginning
 */
export async function sourceLook(pipeline: Pipeline, document: DocumentView, page: number | null): Promise<SourceLook> {
  try {
    return await oneByOne(() => look(pipeline, document, page));
  } catch (error) {
    if (isWinnowError(error) && (error.code === 'source-missing' || error.code === 'changed-while-reading')) return { rendering: null, why: error.code === 'source-missing' ? 'gone' : 'changed' };
    return { rendering: null, why: 'failed', message: excerpt(messageOf(error), 300) };
  }
}

async function look(pipeline: Pipeline, { source: name, path, record, sourceHash, mediaType }: DocumentView, page: number | null): Promise<SourceLook> {
  const source = pipeline.sources.find(({ info }) => info.name === name);
  if (source === undefined) return { rendering: null, why: 'gone' };
  if (source.block.find === undefined) return { rendering: null, why: 'remote' };
  const { limits, parserOptions } = pipeline;
  const signal = AbortSignal.timeout(MAX_MS);
  const item = await source.block.find({ path, record }, source.options, { baseDir: pipeline.baseDir, signal, maxItemBytes: limits.maxItemBytes });
  if (item === null) return { rendering: null, why: 'gone' };
  const content = await contentOf(item);
  if (content.sourceHash !== sourceHash) return { rendering: null, why: 'changed' };
  const host = createParserHost({
    size: 1, timeoutMs: Math.min(limits.parseTimeoutMs, MAX_MS), memoryMb: limits.parseMemoryMb, maxTextChars: MAX_CHARS, plugins: pipeline.pluginModules,
    nativeCode: mediaType === 'application/pdf',
  });
  try {
    const rendering = await host.render({
      parserId: null, parserOptions, content: content.content, path, mediaType: item.mediaType, declared: item.declared, place: { record: recordIn(item, record), page },
    });
    return rendering === null ? { rendering, why: 'format' } : { rendering };
  } finally {
    await host.close();
  }
}

/** The name of a document inside its item: the item's own record goes before it. */
function recordIn({ record: of }: SourceItem, record: string | null): string | null {
  if (of === undefined || record === null) return record;
  return record === of ? null : record.slice(of.length + 1);
}
