import type {
  ActResult, Conflict, DecisionAct, GroupPage, Overview, PolicyChoice, PolicyPreview, PolicyView, QueuePage, QueueQuery, ReasonTemplate, ReviewItem, RulePrecision,
} from '../../engine/review/types.js';
import type { DecisionLine } from '../../engine/review/types.js';

export interface Session { readonly actor: string; readonly role: 'viewer' | 'reviewer' | 'admin'; readonly csrf: string }

/** What the server answered instead of what was asked for. Its texts may quote documents: hostile. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly next: string | null, readonly conflicts: readonly Conflict[]) {
    super(message);
    this.name = 'ApiError';
  }
}

let csrf = '';
let whenLoggedOut: () => void = () => undefined;

/** Called on any 401: the session is over, whatever was being done. */
export function onLoggedOut(then: () => void): void {
  whenLoggedOut = then;
}

interface Wire { readonly method?: string; readonly body?: unknown; readonly signal?: AbortSignal | undefined }

async function ask<T>(path: string, { method = 'GET', body, signal }: Wire = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-Winnow-CSRF'] = csrf;
  let response: Response;
  try {
    // Relative to the page, so that a proxy may serve both below a path.
    response = await fetch(`api/v1/${path}`, { method, headers, credentials: 'same-origin', cache: 'no-store', ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, 'unreachable', 'The server does not answer.', 'Check that `winnow serve` is running, then try again.', []);
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch((error: unknown) => {
    if (isAbort(error) || response.ok) throw error;
    return null;
  });
  if (response.ok) return answer as T;
  if (response.status === 401) whenLoggedOut();
  throw errorOf(response.status, answer);
}

function errorOf(status: number, answer: unknown): ApiError {
  const error = (answer as { error?: { code?: string; message?: string; next?: string | null; conflicts?: readonly Conflict[] } } | null)?.error;
  return new ApiError(status, error?.code ?? `http-${status}`, error?.message ?? `The server answered with status ${status}.`, error?.next ?? null, error?.conflicts ?? []);
}

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] !== undefined && (entry[1] !== '' || entry[0] === 'assignee'));
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

export interface Paging { readonly after?: string | undefined; readonly limit?: number | undefined }

async function opened(session: Promise<Session>): Promise<Session> {
  const given = await session;
  csrf = given.csrf;
  return given;
}

export const api = {
  session: (): Promise<Session> => opened(ask('session')),
  login: (by: { readonly token: string } | { readonly code: string }): Promise<Session> => opened(ask('session', { method: 'POST', body: by })),
  logout: (): Promise<void> => ask('session', { method: 'DELETE' }),
  overview: (): Promise<Overview> => ask('overview'),
  queue: (filter: QueueQuery, page: Paging = {}, signal?: AbortSignal): Promise<QueuePage> => ask(`queue${query({ ...filter, ...page })}`, { signal }),
  group: (key: string, filter: QueueQuery, page: Paging = {}, signal?: AbortSignal): Promise<GroupPage> => ask(`queue/groups/${encodeURIComponent(key)}${query({ ...filter, ...page })}`, { signal }),
  item: (id: string, signal?: AbortSignal): Promise<ReviewItem> => ask(`items/${encodeURIComponent(id)}`, { signal }),
  preview: (act: DecisionAct, signal?: AbortSignal): Promise<ActResult> => ask('decisions', { method: 'POST', body: { ...act, preview: true }, signal }),
  decide: (act: DecisionAct): Promise<ActResult> => ask('decisions', { method: 'POST', body: act }),
  undo: (act: { readonly first: number; readonly last: number; readonly reason?: string }): Promise<ActResult> => ask('decisions/undo', { method: 'POST', body: act }),
  decisions: (page: { readonly before?: number | undefined; readonly limit?: number | undefined }): Promise<readonly DecisionLine[]> => ask(`decisions${query(page)}`),
  policy: (): Promise<PolicyView> => ask('policy'),
  previewPolicy: (choice: PolicyChoice & { readonly whole: boolean }, signal?: AbortSignal): Promise<PolicyPreview> => ask('policy/preview', { method: 'POST', body: choice, signal }),
  savePolicy: (choice: PolicyChoice & { readonly expectKey: string }): Promise<PolicyView> => ask('policy', { method: 'POST', body: choice }),
  baseline: (reason: string): Promise<{ readonly items: number; readonly act: { readonly first: number; readonly last: number } | null }> => ask('baseline', { method: 'POST', body: { reason } }),
  precision: (): Promise<readonly RulePrecision[]> => ask('precision'),
  reasons: (verdict?: string): Promise<readonly ReasonTemplate[]> => ask(`reasons${query({ verdict })}`),
};

/** The error as one that can be shown, whatever was thrown. */
export function shownError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, 'internal', error instanceof Error ? error.message : 'Something went wrong on this page.', 'Reload the page. What you decided is kept by the server.', []);
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
