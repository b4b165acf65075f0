/** What a person or a script may do: each role may do what those before it may. */
export const ROLES = ['viewer', 'reviewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];
/** The least role that a route asks for; `anyone` needs no login. */
export type Least = Role | 'anyone';

/** Where the routes of this version stand. */
export const API = '/api/v1';

/**
 * Who may use which route, by method and path under `API`. A route that is not here does not start (`leastFor` throws), so that
 * nothing is open because somebody forgot it. `HEAD` goes with `GET`.
 */
export const ACCESS: Readonly<Record<string, Least>> = {
  'POST /session': 'anyone',
  'GET /session': 'viewer',
  'DELETE /session': 'viewer',
  'GET /openapi.json': 'viewer',
  'GET /metrics': 'viewer',
  'GET /overview': 'viewer',
  'GET /queue': 'viewer',
  'GET /queue/groups/{key}': 'viewer',
  'GET /items/{id}': 'viewer',
  'GET /documents/{id}/preview': 'viewer',
  'GET /reasons': 'viewer',
  'GET /decisions': 'viewer',
  'POST /decisions': 'reviewer',
  'POST /decisions/undo': 'reviewer',
  'GET /policy': 'viewer',
  'GET /precision': 'viewer',
  'POST /policy/preview': 'reviewer',
  'POST /policy': 'admin',
  'POST /baseline': 'admin',
  'GET /decisions.csv': 'admin',
  'GET /decisions.jsonl': 'admin',
};

/** The key of a route in `ACCESS`. */
export function routeKey(method: string, path: string): string {
  return `${method.toUpperCase()} ${path}`;
}

/** The least role for a route. Throws for a route that the table does not have. */
export function leastFor(method: string, path: string, table: Readonly<Record<string, Least>> = ACCESS): Least {
  const key = routeKey(method, path);
  const least = Object.hasOwn(table, key) ? table[key] : undefined;
  if (least === undefined) throw new Error(`the route ${key} has no least role; give it one in ACCESS`);
  return least;
}

/** Whether a role, or nobody (`null`), may use what asks for `least`. */
export function mayUse(role: Role | null, least: Least): boolean {
  if (least === 'anyone') return true;
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** The lower of two roles. */
export function lowerRole(a: Role, b: Role): Role {
  return ROLES.indexOf(a) <= ROLES.indexOf(b) ? a : b;
}
