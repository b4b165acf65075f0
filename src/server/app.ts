import { randomBytes } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import type { ZodError } from 'zod';
import { API, mayUse, type Least } from './access.js';
import { sessionIds } from './cookie.js';
import { Refused, answerTo, faultBody, tooMany, unauthenticated } from './errors.js';
import type { Identity } from './identity.js';
import { RateLimiter, addressKey } from './limits.js';
import { withAccess, type Env, type Route, type Services } from './route.js';
import { ROUTES } from './routes/index.js';
import { saysCsrf } from './sessions.js';
import type { Site } from './site.js';

const BODY_BYTES = 1024 * 1024;
const REQUESTS_A_MINUTE = 600;
const JSON_BODY = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/iu;

/** By which an answer is found again in the log. */
export const newRequestId = (): string => randomBytes(8).toString('hex');

const isChange = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

/** The API and the page, as one handler of requests. What comes before it (`gate.ts`) has looked at who is asked, and from where. */
export function createApp(services: Services, site: Site, now: () => number): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>({ defaultHook: (result) => refuseInvalid(result) });
  app.onError((error, context) => {
    const answer = answerTo(error);
    if (answer !== null) return context.json(answer.body, answer.status, { ...answer.headers });
    const { requestId } = context.var;
    services.fault(requestId, error);
    return context.json(faultBody(requestId), 500);
  });
  app.use(identify(services, new RateLimiter(REQUESTS_A_MINUTE, now)));
  for (const { route, least } of withAccess(ROUTES)) {
    const before: MiddlewareHandler<Env>[] = [admit(least), ...(route.takesBody ? [onlyJson, limited] : []), ...(route.tagged ? [etag()] : [])];
    app.openapi({ ...route.configOf(least), middleware: before }, (context) => route.handle(context as Context<Env>, services) as never);
  }
  for (const [path, methods] of methodsOf(ROUTES)) {
    app.all(path, () => { throw new Refused(405, 'method-not-allowed', 'the route does not take that method', { Allow: methods.join(', ') }); });
  }
  app.notFound((context) => {
    const { path } = context.req;
    if (path !== '/api' && !path.startsWith('/api/')) return site(context);
    throw new Refused(404, 'route-unknown', 'there is no such route');
  });
  return app;
}

/** Finds out who asks, and counts the request. */
function identify({ doorkeeper, tls }: Services, limiter: RateLimiter): MiddlewareHandler<Env> {
  return async (context, next) => {
    context.set('requestId', newRequestId());
    context.set('identity', null);
    const address = addressKey(context.env.incoming.socket.remoteAddress);
    let identity: Identity | null = null;
    const authorization = context.req.path.startsWith(`${API}/`) ? context.req.header('Authorization') : undefined;
    // One or the other: what a cookie may do is not mixed with what a token may.
    if (authorization !== undefined) identity = doorkeeper.byAuthorization(authorization, address);
    else for (const id of sessionIds(context, tls)) identity ??= doorkeeper.bySession(id);
    context.set('identity', identity);
    const wait = limiter.take(identity?.key ?? `address ${address}`);
    if (wait > 0) throw tooMany(wait);
    await next();
  };
}

/** Lets through who may use a route; before anything of the request but its headers is looked at. */
function admit(least: Least): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { identity } = context.var;
    if (!mayUse(identity?.role ?? null, least)) {
      if (identity === null) throw unauthenticated();
      throw new Refused(403, 'forbidden', `that needs the role ${least}; ${identity.actor} is ${identity.role}`);
    }
    const session = identity?.session ?? null;
    if (least !== 'anyone' && session !== null && isChange(context.req.method) && !saysCsrf(session, context.req.header('X-Winnow-CSRF'))) {
      throw new Refused(403, 'forbidden', 'expected the header X-Winnow-CSRF with what the login answered');
    }
    await next();
  };
}

/** Keeps forms out, which other sites could send. */
const onlyJson: MiddlewareHandler<Env> = async (context, next) => {
  if (!JSON_BODY.test(context.req.header('Content-Type') ?? '')) throw new Refused(415, 'media-type-unsupported', 'expected a body of the type application/json');
  await next();
};

const limited: MiddlewareHandler<Env> = bodyLimit({
  maxSize: BODY_BYTES,
  onError: () => { throw new Refused(413, 'payload-too-large', 'expected a body of at most 1 MiB'); },
});

/** Names what is wrong with a request, never what it held. */
function refuseInvalid(result: { readonly success: boolean; readonly target?: string; readonly error?: ZodError }): undefined {
  if (result.success) return undefined;
  const issues = (result.error?.issues ?? []).slice(0, 5).map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  throw new Refused(400, 'usage', `unexpected ${result.target === 'json' ? 'body' : (result.target ?? 'request')}: ${issues.join('; ').slice(0, 500)}`);
}

/** Methods of each path, in Hono's way of writing it. */
function methodsOf(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const path = `${API}${route.path.replaceAll(/\{(\w+)\}/gu, ':$1')}`;
    methods.set(path, [...(methods.get(path) ?? []), ...(route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()])]);
  }
  return methods;
}
