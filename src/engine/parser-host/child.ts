/**
 * The program of a parser child process: parses or renders one document at a time on the host's word. It trusts nothing it reads, and the
 * host trusts nothing of it but its replies' ids and sizes.
 */
import { WinnowError, asWinnowError, excerpt, messageOf, type Chunker, type Parser } from '../../core/index.js';
import { LARGE_REPLY_CHARS, maxReplyChars, type ChildReply, type ChildRequest, type SendNow } from './protocol.js';
import { withoutNetwork } from './network.js';
import { pack, partsOf, sizeOf } from './result.js';
import { parseInChild, renderInChild, type Plugins } from './work.js';

/** An error nobody waited for: whatever threw it may have left anything behind, so the process ends and the host starts another. */
const EXIT_UNCAUGHT = 70;

function reply(message: ChildReply): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => {
      resolve();
    });
  });
}

async function loadPlugins(urls: readonly string[]): Promise<Plugins> {
  const plugins: (Parser | Chunker)[] = [];
  for (const url of urls) {
    const module = (await import(url)) as Record<string, unknown>;
    plugins.push(...Object.values(module).flat().filter(isBlockOfChildren));
  }
  return plugins;
}

/** Parsers and chunkers: what runs here. */
function isBlockOfChildren(value: unknown): value is Parser | Chunker {
  return typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'parser' || value.kind === 'chunker') && 'run' in value && typeof value.run === 'function';
}

/** Large results that wait for the host's word, by request id. */
const waiting = new Map<number, () => void>();

async function room(id: number): Promise<void> {
  const granted = new Promise<void>((resolve) => waiting.set(id, resolve));
  await reply({ kind: 'large', id });
  await granted;
  waiting.delete(id);
}

async function answer(request: ChildRequest, plugins: Plugins): Promise<ChildReply> {
  try {
    const whole = request.render === null ? pack(await parseInChild(request, plugins)) : { json: JSON.stringify(await renderInChild(request, request.render, plugins)), texts: [] };
    const size = sizeOf(whole);
    // Rejections that come a moment late belong to this document, not to the next one.
    await new Promise((resolve) => setImmediate(resolve));
    if (size > maxReplyChars(request.maxTextChars)) {
      throw new WinnowError('parse-output', `Unexpected ${size} characters of result for at most ${request.maxTextChars} of text`);
    }
    if (size > LARGE_REPLY_CHARS) await room(request.id);
    const parts = partsOf(whole);
    for (const pieces of parts.slice(0, -1)) await reply({ kind: 'part', id: request.id, pieces });
    return { kind: 'done', id: request.id, pieces: parts.at(-1) ?? [] };
  } catch (error) {
    const { code, message } = asWinnowError(error, 'parse-failed');
    return { kind: 'failed', id: request.id, error: { code, message: excerpt(message, 500) } };
  }
}

async function main(): Promise<void> {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, () => process.exit(EXIT_UNCAUGHT));
  process.on('disconnect', () => process.exit(0));
  withoutNetwork();
  let plugins: Plugins;
  try {
    plugins = await loadPlugins(process.argv.slice(2));
  } catch (error) {
    await reply({ kind: 'unfit', error: { code: 'plugin-failed', message: `A plugin cannot be loaded: ${excerpt(messageOf(error), 300)}` } });
    process.exit(1);
  }
  process.on('message', (message: ChildRequest | SendNow) => {
    if ('sendNow' in message) waiting.get(message.sendNow)?.();
    else void answer(message, plugins).then(reply);
  });
  await reply({ kind: 'ready' });
}

await main();
