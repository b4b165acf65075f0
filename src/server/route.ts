import type { HttpBindings } from '@hono/node-server';
import { createRoute, z, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ReviewDesk } from '../engine/review/types.js';
import { ACCESS, API, leastFor, type Least } from './access.js';
import { unauthenticated } from './errors.js';
import type { Doorkeeper, Identity } from './identity.js';
import type { Frozen } from './schemas/mirror.js';
import { errorAnswer } from './schemas/session.js';

/** What a request carries on its way. */
export interface Env {
  readonly Bindings: HttpBindings;
  readonly Variables: { requestId: string; identity: Identity | null };
}

/** What routes work with. */
export interface Services {
  readonly desk: ReviewDesk;
  readonly doorkeeper: Doorkeeper;
  readonly tls: boolean;
  /** The document of the API. */
  readonly document: object;
  /** In the text format of Prometheus. Fails with `package-missing`. */
  readonly metrics: () => Promise<string>;
  /** Tells of a fault of ours. */
  readonly fault: (requestId: string, error: unknown) => void;
}

/** Parts of a request as the schemas let them in. */
interface Asked<Query, Params, Body> {
  readonly query: Query;
  readonly params: Params;
  readonly body: Body;
}

interface Spec<Query extends z.ZodType, Params extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'get' | 'post' | 'delete';
  /** Under `API`, with `{names}`. */
  readonly path: string;
  readonly summary: string;
  readonly query?: Query;
  readonly params?: Params;
  readonly body?: Body;
}

type Run<Query extends z.ZodType, Params extends z.ZodType, Body extends z.ZodType, Result> =
  (asked: Asked<z.output<Query>, z.output<Params>, z.output<Body>>, services: Services, context: Context<Env>) => Promise<Result>;

/** One route: what the document says of it, and what it does. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly takesBody: boolean;
  /** Whether its answers are short enough to be compared by their hash. */
  readonly tagged: boolean;
  configOf(least: Least): RouteConfig & { readonly path: string; getRoutingPath(): string };
  handle(context: Context<Env>, services: Services): Promise<Response>;
}

/** A route that answers with JSON; `answer: null` = with nothing (204). */
export function jsonRoute<Query extends z.ZodType = z.ZodType<undefined>, Params extends z.ZodType = z.ZodType<undefined>, Body extends z.ZodType = z.ZodType<undefined>, Answer extends z.ZodType | null = null>(
  spec: Spec<Query, Params, Body> & { readonly answer: Answer; readonly run: Run<Query, Params, Body, Answer extends z.ZodType ? Frozen<z.output<Answer>> : undefined> },
): Route {
  const { answer } = spec;
  const good = answer === null ? { 204: { description: 'Done.' } } : { 200: { description: 'Done.', content: { 'application/json': { schema: answer } } } };
  return routeOf(spec, good, answer !== null && spec.method === 'get', async (asked, services, context) => {
    const value = await spec.run(asked, services, context);
    return answer === null ? context.body(null, 204) : context.json(value as object, 200);
  });
}

/** A route that answers with a file, line by line. */
export function fileRoute(spec: Omit<Spec<never, never, never>, 'query' | 'params' | 'body'> & { readonly type: string; readonly name: string; readonly lines: (services: Services) => AsyncIterable<string> }): Route {
  return routeOf(spec, { 200: { description: 'Done.', content: { [spec.type]: { schema: z.string() } } } }, false, async (_asked, services, context) => {
    context.header('Content-Type', `${spec.type}; charset=utf-8`);
    context.header('Content-Disposition', `attachment; filename="${spec.name}"`);
    // Hono answers HEAD by what GET would, whose body nobody would read.
    if (context.req.method === 'HEAD') return context.body(null, 200);
    const { streamOf } = await import('./stream.js');
    const { outgoing } = context.env;
    return context.body(streamOf(spec.lines(services), (error) => {
      services.fault(context.var.requestId, error);
      // A file that ends too early must not look whole.
      outgoing.destroy();
    }), 200);
  });
}

/** A route that answers with a page of HTML, and headers of its own over those that every answer has. */
export function pageRoute<Query extends z.ZodType = z.ZodType<undefined>, Params extends z.ZodType = z.ZodType<undefined>, Body extends z.ZodType = z.ZodType<undefined>>(
  spec: Spec<Query, Params, Body> & { readonly headers: Readonly<Record<string, string>>; readonly run: Run<Query, Params, Body, string> },
): Route {
  return routeOf(spec, { 200: { description: 'Done.', content: { 'text/html': { schema: z.string() } } } }, false, async (asked, services, context) => {
    const page = await spec.run(asked, services, context);
    return context.body(page, 200, { ...spec.headers, 'Content-Type': 'text/html; charset=utf-8' });
  });
}

/** A route that answers with plain text of a type of its own. */
export function textRoute(spec: Omit<Spec<never, never, never>, 'query' | 'params' | 'body'> & { readonly type: string; readonly run: (services: Services) => Promise<string> }): Route {
  return routeOf(spec, { 200: { description: 'Done.', content: { 'text/plain': { schema: z.string() } } } }, false, async (_asked, services, context) => context.body(await spec.run(services), 200, { 'Content-Type': spec.type }));
}

function routeOf<Query extends z.ZodType, Params extends z.ZodType, Body extends z.ZodType>(
  { method, path, summary, query, params, body }: Spec<Query, Params, Body>, good: RouteConfig['responses'], tagged: boolean, run: Run<Query, Params, Body, Response>,
): Route {
  return {
    method, path, tagged, takesBody: body !== undefined,
    configOf: (least) => createRoute({
      method, path: `${API}${path}`, summary,
      description: least === 'anyone' ? 'Needs no login.' : `Least role: ${least}.`,
      ...(least === 'anyone' ? { security: [] } : {}),
      request: {
        ...(query === undefined ? {} : { query: query as unknown as z.ZodObject }),
        ...(params === undefined ? {} : { params: params as unknown as z.ZodObject }),
        ...(body === undefined ? {} : { body: { required: true, content: { 'application/json': { schema: body } } } }),
      },
      responses: { ...good, default: { description: 'Refused, or failed.', content: { 'application/json': { schema: errorAnswer } } } },
    }),
    handle: (context, services) => {
      // Each is what the schema of that part gave: the app has put a validator for each before this.
      const valid = (target: 'query' | 'param' | 'json'): unknown => context.req.valid(target as never);
      return run({
        query: (query === undefined ? undefined : valid('query')) as z.output<Query>,
        params: (params === undefined ? undefined : valid('param')) as z.output<Params>,
        body: (body === undefined ? undefined : valid('json')) as z.output<Body>,
      }, services, context);
    },
  };
}

/** Who asks, of a route that somebody must be logged in for. */
export function whoAsks(context: Context<Env>): Identity {
  const { identity } = context.var;
  if (identity === null) throw unauthenticated();
  return identity;
}

/** Each route with its least role. Throws where the table of access and the routes are not of the same things. */
export function withAccess(routes: readonly Route[], table: Readonly<Record<string, Least>> = ACCESS): readonly { readonly route: Route; readonly least: Least }[] {
  const paired = routes.map((route) => ({ route, least: leastFor(route.method, route.path, table) }));
  if (paired.length !== Object.keys(table).length) throw new Error('ACCESS has a route that there is not, or one that there is twice');
  return paired;
}
