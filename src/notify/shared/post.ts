import { TimedOut, Undelivered, excerpt, messageOf, secretOf, withinTime, withoutSecrets, type SendContext } from '../../core/index.js';

/** As much of an answer as is read for its words. */
const MAX_ANSWER_BYTES = 2048;
/** Shorter pieces of an address are words that anybody may write. */
const MIN_SECRET_CHARS = 6;

/** An address and whatever of it could tell the secret that it holds. */
export interface SecretAddress {
  readonly url: URL;
  readonly secrets: readonly string[];
}

/** The address in an environment variable. Throws `usage` where it is not set, `Undelivered` where it is none. */
export function addressIn(env: string, who: string): SecretAddress {
  const given = secretOf(env, 'an address', who) ?? '';
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/u.test(url.protocol)) throw new Undelivered(`the environment variable ${env} holds no http:// or https:// address`, { again: true });
  if (url.username + url.password !== '') throw new Undelivered(`the address in the environment variable ${env} has a user name or password, which are not sent`, { again: true });
  return { url, secrets: secretsOf(url, given) };
}

function secretsOf(url: URL, given: string): string[] {
  const pieces = [...url.pathname.split('/'), ...url.searchParams.values()].filter((piece) => piece.length >= MIN_SECRET_CHARS);
  const whole = [given, url.href, `${url.pathname}${url.search}`, url.pathname, url.search].filter((text) => text.length >= MIN_SECRET_CHARS);
  return [...whole, ...pieces].flatMap((text) => [text, decoded(text)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Posts JSON once. A redirect is not followed: what is posted goes where it was meant to go, or nowhere. Throws `Undelivered`. */
export async function post({ url, secrets }: SecretAddress, body: string, headers: Readonly<Record<string, string>>, { signal, timeoutMs }: SendContext): Promise<void> {
  const request = { method: 'POST', body, headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'winnow', ...headers }, redirect: 'manual', signal } as const;
  let response: Response;
  try {
    response = await withinTime(fetch(url, request), timeoutMs, signal);
  } catch (error) {
    if (error instanceof TimedOut || signal.aborted) throw new Undelivered(`no answer within ${timeoutMs / 1000} s`, { again: true });
    throw new Undelivered(faultOf(error, secrets), { again: true });
  }
  const { status, ok } = response;
  if (ok) return response.body?.cancel();
  const words = withoutSecrets(await wordsOf(response, signal), secrets).message;
  if (status >= 300 && status < 400) throw new Undelivered(`${status}: it redirects elsewhere, which is not followed`, { again: false });
  const again = status === 408 || status === 425 || status === 429 || status >= 500;
  throw new Undelivered(excerpt(words === '' ? `answered ${status}` : `answered ${status}: ${words}`, 200), { again, afterMs: again ? askedMs(response.headers.get('retry-after')) : undefined });
}

/** What the network says: fetch itself says that it failed, its cause why. */
function faultOf(error: unknown, secrets: readonly string[]): string {
  const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause) || String(Reflect.get(error.cause as object, 'code'))}` : '';
  return excerpt(withoutSecrets(`${messageOf(error)}${cause}`, secrets).message, 200);
}

async function wordsOf({ body }: Response, signal: AbortSignal): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const pieces: Uint8Array[] = [];
  try {
    for (let bytes = 0; bytes < MAX_ANSWER_BYTES;) {
      const { done, value } = await withinTime(reader.read(), 1000, signal);
      if (done) break;
      pieces.push(value);
      bytes += value.length;
    }
  } catch {
    // The status is told without words.
  }
  reader.cancel().catch(() => undefined);
  return Buffer.concat(pieces).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

/** `Retry-After` in seconds or as a date. */
function askedMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d{1,9}$/u.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
