import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Env } from './route.js';

const NAME = 'winnow_session';

/** Ids of sessions that a request carries, the one to be believed first. Over TLS only the cookie that no other host or port can set. */
export function sessionIds(context: Context<Env>, tls: boolean): readonly string[] {
  const kept = [getCookie(context, NAME, 'host'), tls ? undefined : getCookie(context, NAME)];
  return kept.filter((id) => id !== undefined && id !== '') as string[];
}

/** Whether the browser speaks TLS, to us or to a proxy before us: the gate has let only origins pass that are ours. */
function isSecure(context: Context<Env>, tls: boolean): boolean {
  return tls || (context.req.header('Origin') ?? '').toLowerCase().startsWith('https://');
}

export function putSession(context: Context<Env>, id: string, tls: boolean): void {
  const secure = isSecure(context, tls);
  setCookie(context, NAME, id, { httpOnly: true, sameSite: 'Strict', path: '/', secure, ...(secure ? { prefix: 'host' } : {}) });
}

export function dropSession(context: Context<Env>, tls: boolean): void {
  const secure = isSecure(context, tls);
  deleteCookie(context, NAME, { httpOnly: true, sameSite: 'Strict', path: '/', secure, ...(secure ? { prefix: 'host' } : {}) });
}
