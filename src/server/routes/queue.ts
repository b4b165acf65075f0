import { z } from '@hono/zod-openapi';
import { PREVIEW_HEADERS } from '../preview/headers.js';
import { previewPage } from '../preview/page.js';
import { jsonRoute, pageRoute, type Route } from '../route.js';
import { documentIdSchema, idSchema, keySchema } from '../schemas/common.js';
import { reviewItem } from '../schemas/item.js';
import { overviewSchema } from '../schemas/overview.js';
import { groupPage, groupQuery, queuePage, queueQuery } from '../schemas/queue.js';

export const queueRoutes: readonly Route[] = [
  jsonRoute({ method: 'get', path: '/overview', summary: 'How the corpus is, and what waits.', answer: overviewSchema, run: async (_asked, { desk }) => desk.overview() }),
  jsonRoute({
    method: 'get', path: '/queue', summary: 'What is held back, grouped by cause.', query: queueQuery, answer: queuePage,
    run: async ({ query: { after, limit, ...query } }, { desk }) => desk.queue(query, { after, limit }),
  }),
  jsonRoute({
    method: 'get', path: '/queue/groups/{key}', summary: 'The items of one group.', query: groupQuery, params: z.strictObject({ key: keySchema }), answer: groupPage,
    run: async ({ query: { after, limit, ...query }, params: { key } }, { desk }) => desk.group(key, query, { after, limit }),
  }),
  jsonRoute({
    method: 'get', path: '/items/{id}', summary: 'All that is needed to decide on one chunk.', params: z.strictObject({ id: idSchema }), answer: reviewItem,
    run: async ({ params: { id } }, { desk }) => desk.item(id),
  }),
  pageRoute({
    method: 'get', path: '/documents/{id}/preview', summary: 'A document as it was parsed, or its source file as it looks, as a page for a frame; a chunk of it is marked, at `#chunk`.',
    query: z.strictObject({ chunk: idSchema.optional(), of: z.enum(['text', 'source']).optional().openapi({ description: 'Default `text`.' }) }), params: z.strictObject({ id: documentIdSchema }),
    headers: PREVIEW_HEADERS, run: async ({ query: { chunk, of }, params: { id } }, { desk }) => previewPage(await desk.preview(id, { chunk, source: of === 'source' })),
  }),
];
