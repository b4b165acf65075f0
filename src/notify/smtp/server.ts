import { isIP } from 'node:net';
import { Undelivered } from '../../core/index.js';

/** How a mail server is reached, and what of it must not be told. */
export interface Server {
  readonly options: { readonly host: string; readonly port: number; readonly secure: boolean; readonly requireTLS: boolean; readonly auth?: { readonly user: string; readonly pass: string } };
  readonly secrets: readonly string[];
}

const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;
const isOwnMachine = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** A mail server by its address. A password goes to another machine over TLS only. Throws `Undelivered` for what is no such address. */
export function serverIn(given: string, env: string): Server {
  const url = URL.canParse(given) ? new URL(given) : null;
  const protocol = url?.protocol;
  if (url === null || url.hostname === '' || (protocol !== 'smtp:' && protocol !== 'smtps:')) throw new Undelivered(`the environment variable ${env} holds no smtp:// or smtps:// address`, { again: true });
  if (url.search + url.hash !== '' || !/^\/?$/u.test(url.pathname)) throw new Undelivered(`the address in the environment variable ${env} has a path or query, which mean nothing`, { again: true });
  const [user, pass] = [decoded(url.username), decoded(url.password)];
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  return {
    options: {
      host, port: url.port === '' ? PORTS[protocol] : Number(url.port), secure: protocol === 'smtps:', requireTLS: protocol === 'smtp:' && user !== '' && !isOwnMachine(host),
      ...(user === '' ? {} : { auth: { user, pass } }),
    },
    secrets: [given, pass, url.password, Buffer.from(pass).toString('base64'), Buffer.from(`\0${user}\0${pass}`).toString('base64')].filter((text) => text !== ''),
  };
}

/** As it is meant; a `%` that stands for nothing stays. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
