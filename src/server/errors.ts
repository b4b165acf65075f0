import { HTTPException } from 'hono/http-exception';
import { isWinnowError, type ErrorCode } from '../core/index.js';
import { DecisionConflict } from '../engine/review/index.js';
import { errorBody } from './gate.js';

type Body = ReturnType<typeof errorBody>;
type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 501 | 503;

/** An answer that says no, thrown where nothing else can be said. */
export class Refused extends Error {
  constructor(readonly status: Status, readonly code: ErrorCode, message: string, readonly headers: Readonly<Record<string, string>> = {}) {
    super(message);
  }
}

export const unauthenticated = (message = 'nobody is logged in'): Refused => new Refused(401, 'unauthenticated', message, { 'WWW-Authenticate': 'Bearer' });
export const tooMany = (seconds: number): Refused => new Refused(429, 'too-many-requests', 'there were too many requests', { 'Retry-After': String(seconds) });

/** What is told of the engine's errors, by code. A message that may name files of the machine is replaced; whatever is not here is told nobody. */
const TOLD: Partial<Record<ErrorCode, { readonly status: Status; readonly message?: string; readonly next?: string; readonly headers?: Readonly<Record<string, string>> }>> = {
  'usage': { status: 400, next: 'See `GET /api/v1/openapi.json` for what the route takes.' },
  'id-unknown': { status: 404 },
  'decision-conflict': { status: 409 },
  'nothing-to-export': { status: 409, message: 'nothing has been published yet' },
  'generation-pinned': { status: 409 },
  'package-missing': { status: 501, message: 'a package that this needs is not installed where the server runs' },
  'store-busy': { status: 503, message: 'the store is being written by another process', next: 'Try again in a moment.', headers: { 'Retry-After': '1' } },
};

const OF_STATUS: Readonly<Record<number, ErrorCode>> = { 400: 'usage', 413: 'payload-too-large', 415: 'media-type-unsupported' };

/** The answer to anything thrown. `null` = a fault of ours, of which nobody outside learns more than an id. */
export function answerTo(error: unknown): { readonly status: Status; readonly body: Body; readonly headers: Readonly<Record<string, string>> } | null {
  if (error instanceof Refused) return { status: error.status, body: errorBody(error.code, error.message), headers: error.headers };
  if (error instanceof HTTPException) {
    const code = OF_STATUS[error.status];
    return code === undefined ? null : { status: error.status as Status, body: errorBody(code, error.message.toLowerCase()), headers: {} };
  }
  if (!isWinnowError(error)) return null;
  const told = TOLD[error.code];
  if (told === undefined) return null;
  const conflicts = error.code !== 'decision-conflict' ? {} : { conflicts: error instanceof DecisionConflict ? error.conflicts : [] };
  return { status: told.status, body: errorBody(error.code, told.message ?? error.message, { next: told.next ?? error.next, ...conflicts }), headers: told.headers ?? {} };
}

/** What is told of a fault of ours. */
export function faultBody(requestId: string): Body {
  return errorBody('internal', `the request failed; the server's log has the reason under ${requestId}`);
}
