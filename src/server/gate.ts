import type { IncomingMessage } from 'node:http';
import { ERRORS, type ErrorCode } from '../core/index.js';

/** Which names the server answers to. */
export interface Address {
  /** As bound: a name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Further names that people use, `name` or `name:port`. */
  readonly allowHosts: readonly string[];
}

/** Why a request goes no further. */
export interface Refusal {
  readonly status: 400 | 403 | 414;
  readonly code: ErrorCode;
  readonly message: string;
}

const MAX_TARGET = 8192;
/**
 * Paths that mean the same to everybody who reads them: one slash first, no backslash, and nothing escaped that could stand for itself
 * (`/%61pi` would be no API here, and one to the router).
 */
const PLAIN = /^\/(?!\/)(?:[\w.~:@!$&'()*+,;=/-]|%(?:2[146-9abc]|3[abd]|40))*$/iu;
const CLIMBS = /\/\.{1,2}(?:\/|$)/u;

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** `Host` headers that are answered, in lower case, and those of them that somebody vouched for. */
export interface Hosts {
  readonly all: ReadonlySet<string>;
  readonly allowed: ReadonlySet<string>;
}

/** A request that names another host comes from a page whose own name was made to lead here (DNS rebinding). */
export function hostsOf({ host, port, tls, allowHosts }: Address): Hosts {
  const isUsual = port === (tls ? 443 : 80);
  const own = ['127.0.0.1', 'localhost', '[::1]', ...(isWildcard(host) ? [] : [bracketed(host.toLowerCase())])];
  // The port may be that of a proxy, and so be left out.
  const allowed = new Set(allowHosts.map((name) => name.toLowerCase()).flatMap((name) => (/:\d+$/u.test(name) ? [name] : [name, `${name}:${port}`])));
  return { allowed, all: new Set([...own.flatMap((name) => [`${name}:${port}`, ...(isUsual ? [name] : [])]), ...allowed]) };
}

/** Whether an address stands for all of the machine's. */
export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::' || host === '';

/** Whether an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}

const refuse = (status: Refusal['status'], code: ErrorCode, message: string): Refusal => ({ status, code, message });

/**
 * Looks at a request before anything reads it: whom it asks, from which page, and whether its target is a plain path. `null` = it may go on.
 * Looks at the raw headers, where a second `Host` still shows. `X-Forwarded-*` is believed nowhere.
 */
export function refusalOf(request: IncomingMessage, tls: boolean, hosts: Hosts): Refusal | null {
  const target = request.url ?? '';
  if (target.length > MAX_TARGET) return refuse(414, 'usage', `expected a path and query of at most ${MAX_TARGET} characters`);
  if (!PLAIN.test(pathOf(target)) || CLIMBS.test(pathOf(target))) return refuse(400, 'usage', 'expected a request for a plain path');
  const [host, ...more] = valuesOf(request, 'host');
  if (host === undefined || more.length > 0) return refuse(400, 'usage', 'expected one Host header');
  const name = host.toLowerCase();
  if (!hosts.all.has(name)) return refuse(403, 'forbidden', 'this server does not answer to that host name; --allow-host adds one');
  return refusalOfPage(request, target, ownOrigins(name, tls, hosts));
}

/** Pages that are ours: of the scheme that is spoken here, or of the one that a proxy speaks for a name that was allowed. */
function ownOrigins(host: string, tls: boolean, { allowed }: Hosts): readonly string[] {
  const own = `${tls ? 'https' : 'http'}://${host}`;
  return !tls && allowed.has(host) ? [own, `https://${host}`] : [own];
}

function refusalOfPage(request: IncomingMessage, target: string, own: readonly string[]): Refusal | null {
  const foreign = refuse(403, 'forbidden', 'requests from pages of other sites are refused');
  const origins = valuesOf(request, 'origin');
  if (origins.some((origin) => !own.includes(origin.toLowerCase()))) return foreign;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isApi = pathOf(target) === '/api' || pathOf(target).startsWith('/api/');
  for (const site of valuesOf(request, 'sec-fetch-site')) {
    // `none`: typed into the address bar.
    if (site === 'same-origin' || (site === 'none' && isRead)) continue;
    const [mode, dest] = [valuesOf(request, 'sec-fetch-mode').join(), valuesOf(request, 'sec-fetch-dest').join()];
    // A link that leads to the page itself is fine: what it shows asks again, from here.
    if (isRead && !isApi && mode === 'navigate' && dest === 'document') continue;
    return foreign;
  }
  return null;
}

export const pathOf = (target: string): string => target.split('?', 1)[0] ?? '';

/** All values of a header as they were sent, however often it was. */
function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

/** The body of an answer that says no. */
export function errorBody(code: ErrorCode, message: string, extra: { readonly next?: string; readonly conflicts?: readonly unknown[] } = {}): { readonly error: { readonly code: ErrorCode; readonly message: string; readonly next: string; readonly conflicts?: readonly unknown[] } } {
  return { error: { code, message, next: extra.next ?? ERRORS[code].next, ...(extra.conflicts === undefined ? {} : { conflicts: extra.conflicts }) } };
}
