import { z } from '@hono/zod-openapi';
import { dropSession, putSession } from '../cookie.js';
import type { Identity } from '../identity.js';
import { addressKey } from '../limits.js';
import { jsonRoute, whoAsks, type Route } from '../route.js';
import { loginBody, sessionAnswer } from '../schemas/session.js';

const told = ({ actor, role, session }: Identity) => ({ actor, role, csrf: session?.csrf ?? null });

export const sessionRoutes: readonly Route[] = [
  jsonRoute({
    method: 'post', path: '/session', summary: 'Log in with a token or a login code; sets the cookie of the session.', body: loginBody, answer: sessionAnswer,
    run: async ({ body }, { doorkeeper, tls }, context) => {
      const { id, identity } = doorkeeper.logIn(body, addressKey(context.env.incoming.socket.remoteAddress));
      // A session that this browser had ends with the new one.
      const before = context.var.identity?.session;
      if (before) doorkeeper.logOut(before);
      putSession(context, id, tls);
      return told(identity);
    },
  }),
  jsonRoute({ method: 'get', path: '/session', summary: 'Who is logged in.', answer: sessionAnswer, run: async (_asked, _services, context) => told(whoAsks(context)) }),
  jsonRoute({
    method: 'delete', path: '/session', summary: 'Log out: ends the session of the cookie.', answer: null,
    run: async (_asked, { doorkeeper, tls }, context) => {
      const { session } = whoAsks(context);
      if (session !== null) {
        doorkeeper.logOut(session);
        dropSession(context, tls);
      }
      return undefined;
    },
  }),
  jsonRoute({
    method: 'get', path: '/openapi.json', summary: 'This document.', answer: z.record(z.string(), z.unknown()),
    run: async (_asked, { document }) => document as Record<string, unknown>,
  }),
];
