import { WinnowError, excerpt, messageOf, type Block, type ChunkDraft, type Chunker, type ParseInput, type ParsedDocument, type Parser, type RenderPlace, type Rendering } from '../../core/index.js';
import { chunkers } from '../../ingest/chunkers/index.js';
import { detectMediaType, extensionOf, type DetectedType } from '../../ingest/media-type.js';
import { DEFAULT_TOKENIZER, tokenCounter, tokenizerIn } from '../../ingest/tokens/index.js';
import { parserById, parserForType } from '../../ingest/parsers/index.js';
import { bytesOf } from './content.js';
import { withFinding, type ChildRequest, type ChildResult, type ChunkerRequest } from './protocol.js';

/** Parsers from `plugins:` go before the built-in ones for the types and extensions they name, chunkers before those of their id. */
export type Plugins = readonly (Parser | Chunker)[];

/**
 * Finds the parser, runs it, checks what it gives and cuts it. Runs in the child.
 * @throws WinnowError with the parser's own code, else `parse-failed`
 */
export async function parseInChild(request: ChildRequest, plugins: Plugins): Promise<ChildResult> {
  const { parser, type, input, options } = await inputOf(request, plugins);
  const documents = await guarded(parser, () => parser.run(input, options));
  checkDocuments(documents, parser.id, request.maxTextChars);
  const whole = withFinding(documents, type.mismatch);
  return { parserId: parser.id, parserVersion: parser.version, mediaType: type.mediaType, documents: request.chunker === null ? whole : await cut(whole, request.chunker, plugins) };
}

/**
 * Finds the parser and has it show the file; `null` = it does not.
 * @throws WinnowError as `parseInChild`
 */
export async function renderInChild(request: ChildRequest, place: RenderPlace, plugins: Plugins): Promise<Rendering | null> {
  const { parser, input, options } = await inputOf(request, plugins);
  return guarded(parser, async () => (await parser.render?.(input, place, options)) ?? null);
}

async function inputOf(request: ChildRequest, plugins: Plugins): Promise<{ parser: Parser; type: DetectedType; input: ParseInput; options: unknown }> {
  const bytes = await bytesOf(request.content);
  if (bytes.length === 0) throw new WinnowError('file-empty', 'Unexpected 0 bytes, expected a document');
  const { parser, type } = await choose(request, bytes, plugins.filter((plugin) => plugin.kind === 'parser'));
  const { path, declared } = request;
  return { parser, type, input: { bytes, path, declared, mediaType: type.mediaType }, options: optionsOf(parser, request.parserOptions[parser.id]) };
}

/** Documents with their chunks in place of their blocks; those that came cut are left as they are. */
async function cut(documents: readonly ParsedDocument[], { id, options }: ChunkerRequest, plugins: Plugins): Promise<readonly ParsedDocument[]> {
  const chunker = plugins.find((plugin): plugin is Chunker => plugin.kind === 'chunker' && plugin.id === id) ?? (await chunkers.find((entry) => entry.id === id)?.load());
  if (chunker === undefined) throw new WinnowError('block-unknown', `No chunker is named \`${excerpt(id, 60)}\``);
  return Promise.all(documents.map(async (document) => {
    const chunks = document.chunks ?? (await chunker.run(document, options));
    const fault = faultOfChunks({ ...document, chunks });
    if (fault !== null) throw new WinnowError('parse-failed', `Chunker \`${id}\` broke its promise: ${fault}`);
    return { ...document, chunks: await counted(document.text, chunks, options), blocks: [] };
  }));
}

/** Chunks that came without a count of their tokens (ready-made ones) get it. */
async function counted(text: string, chunks: readonly ChunkDraft[], options: unknown): Promise<readonly ChunkDraft[]> {
  if (chunks.every(({ tokens }) => tokens > 0)) return chunks;
  const count = await tokenCounter(tokenizerIn(options) ?? DEFAULT_TOKENIZER);
  return chunks.map((chunk) => (chunk.tokens > 0 ? chunk : { ...chunk, tokens: count((chunk.context ?? '') + text.slice(chunk.start, chunk.end)) }));
}

async function choose(request: ChildRequest, bytes: Uint8Array, plugins: readonly Parser[]): Promise<{ parser: Parser; type: DetectedType }> {
  const asked = request.parserId;
  if (asked !== null) {
    const parser = plugins.find((plugin) => plugin.id === asked) ?? (await parserById(asked));
    if (parser === null) throw new WinnowError('block-unknown', `No parser is named \`${excerpt(asked, 60)}\``);
    return { parser, type: { mediaType: request.mediaType ?? parser.mediaTypes[0] ?? 'application/octet-stream', mismatch: null } };
  }
  const extension = extensionOf(request.path);
  const plugin = plugins.find((candidate) =>
    request.mediaType === null ? candidate.extensions.includes(extension) : candidate.mediaTypes.includes(request.mediaType));
  if (plugin !== undefined) {
    return { parser: plugin, type: { mediaType: request.mediaType ?? plugin.mediaTypes[0] ?? 'application/octet-stream', mismatch: null } };
  }
  const type = request.mediaType === null ? await detectMediaType(bytes, request.path) : { mediaType: request.mediaType, mismatch: null };
  return { parser: plugins.find((candidate) => candidate.mediaTypes.includes(type.mediaType)) ?? (await parserForType(type.mediaType)), type };
}

function optionsOf(parser: Parser, given: unknown): unknown {
  const checked = parser.options.safeParse(given ?? {});
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new WinnowError('pipeline-invalid', `Options of parser \`${parser.id}\`: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

async function guarded<Result>(parser: Parser, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WinnowError) throw error;
    throw new WinnowError('parse-failed', `Parser \`${parser.id}\`: ${excerpt(messageOf(error), 300)}`, { cause: error });
  }
}

/** A parser's promises: text within the cap, blocks in order and apart, spans within the text, records named once. */
function checkDocuments(documents: readonly ParsedDocument[], parserId: string, maxTextChars: number): void {
  let chars = 0;
  const records = new Set<string>();
  for (const document of documents) {
    chars += document.text.length;
    if (chars > maxTextChars) throw new WinnowError('parse-output', `Unexpected more than ${maxTextChars} characters of text, expected at most that many`);
    const fault = faultOf(document.blocks, document.text.length) ?? faultOfChunks(document);
    if (fault !== null) throw new WinnowError('parse-failed', `Parser \`${parserId}\` broke its promise: ${fault}`);
    const record = document.record ?? '';
    if (records.has(record)) throw new WinnowError('parse-failed', `Parser \`${parserId}\` broke its promise: record \`${excerpt(record, 60)}\` twice`);
    records.add(record);
  }
}

function faultOf(blocks: readonly Block[], length: number): string | null {
  let before = 0;
  for (const { start, end } of blocks) {
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < before || end <= start || end > length) {
      return `block ${start}..${end} after ${before} in a text of ${length}`;
    }
    before = end;
  }
  return null;
}

function faultOfChunks(document: ParsedDocument): string | null {
  const wrong = document.chunks?.find((chunk) => !(chunk.start >= 0 && chunk.start < chunk.end && chunk.end <= document.text.length));
  return wrong === undefined ? null : `chunk ${wrong.start}..${wrong.end} in a text of ${document.text.length}`;
}
