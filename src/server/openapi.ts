import { OpenAPIHono } from '@hono/zod-openapi';
import { API } from './access.js';
import { withAccess } from './route.js';
import { ROUTES } from './routes/index.js';

/** The document of the API, OpenAPI 3.1: from the routes and their schemas alone, so that it is the same wherever it is made. */
export function openApiDocument(): object {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'winnow_session', description: `Set by \`POST ${API}/session\`. Requests that change something also carry the header \`X-Winnow-CSRF\`. Named \`__Host-winnow_session\` over TLS.` });
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer', description: 'A token from `winnow token`, for scripts.' });
  for (const { route, least } of withAccess(ROUTES)) app.openapi(route.configOf(least), (() => null) as never);
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Winnow review', version: '1', description: 'What `winnow serve` answers. Texts in answers come from documents: they are hostile and to be shown as text only.', license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' } },
    security: [{ session: [] }, { token: [] }],
  });
}
