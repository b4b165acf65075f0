import { z } from 'zod';
import { WinnowError, type Rendering } from '../../core/index.js';

const MAX_PAGES = 20;
const MAX_PIXELS = 10_000;

const rendering = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('markup'), html: z.string() }),
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({
    kind: z.literal('pages'),
    pages: z.array(z.strictObject({
      page: z.int().min(1), width: z.int().min(1).max(MAX_PIXELS), height: z.int().min(1).max(MAX_PIXELS), png: z.base64(),
    })).max(MAX_PAGES),
    pageCount: z.int().min(0),
  }),
]).nullable();

/**
 * Takes over what a child says a file looks like. A parser may make its process send anything.
 * @throws WinnowError `parse-failed` when it is none
 */
export function renderingOf(sent: unknown): Rendering | null {
  const checked = rendering.safeParse(sent);
  if (!checked.success) throw new WinnowError('parse-failed', "The parser's process sent a rendering that is none");
  return checked.data;
}
