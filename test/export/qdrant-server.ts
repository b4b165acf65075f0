import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Json, JsonObject } from '../../src/core/index.js';
import { qdrantOpenApi, type OpenApi } from './qdrant-openapi.js';

export interface FakePoint { readonly id: string | number; readonly payload: JsonObject; readonly vector: Float32Array | null }
export interface FakeCollection {
  readonly vectors: { readonly size: number; readonly distance: string } | null;
  metadata: JsonObject;
  readonly indexes: Map<string, string>;
  readonly points: Map<string, FakePoint>;
}

export interface FakeRequest { readonly number: number; readonly operation: string; readonly headers: IncomingMessage['headers']; readonly body: unknown }
/** What becomes of a request: an error in place of it, a connection that is cut before or after it was done, an answer that is late, one that is done by nobody. */
type Fate = { readonly status: number; readonly headers?: Record<string, string> } | { readonly lateMs: number } | { readonly location: string } | 'cut' | 'cut-after' | 'forgotten' | undefined;

/** A stand-in for a Qdrant server: what is asked of it here, in memory. Requests and answers that are not those of the vendor's OpenAPI document are `faults`. */
export interface FakeQdrant {
  readonly url: string;
  readonly collections: Map<string, FakeCollection>;
  readonly aliases: Map<string, string>;
  readonly requests: FakeRequest[];
  readonly faults: string[];
  /** As before 1.16. */
  forgetful: boolean;
  fate: (request: FakeRequest) => Fate;
  /** After each request that was done. */
  served: () => void;
  /** What a search for this name is answered from. */
  seen(name: string): FakeCollection | undefined;
  put(collection: string, point: { readonly id: string | number; readonly payload: JsonObject; readonly vector: readonly number[] | null }): void;
  close(): Promise<void>;
}

class Refused extends Error {
  constructor(readonly status: number, message: string) { super(message); }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
const MOST_BYTES = 32 * 1024 * 1024;

/** In words the document only says that an id is a number or a string. */
function keyOf(id: string | number): string {
  if (typeof id === 'string' ? UUID.test(id) : Number.isSafeInteger(id) && id >= 0) return String(id);
  throw new Refused(400, `value ${id} is not a valid point ID, valid values are either an unsigned integer or a UUID`);
}

let openApi: OpenApi | undefined;

export async function startFakeQdrant(): Promise<FakeQdrant> {
  const api = (openApi ??= qdrantOpenApi());
  const state = new Server();
  const server = createServer((request, response) => { void answer(api, state, request, response); });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return state;
}

async function answer(api: OpenApi, state: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const url = new URL(request.url!, state.url);
  const body: unknown = bytes.length === 0 ? undefined : readJson(state, bytes);
  const asked = api.request(request.method!, url, request.headers['content-type'], body);
  const { operation } = asked;
  if (asked.fault !== null) state.faults.push(`${request.method} ${url.pathname}${url.search}: ${asked.fault}`);
  if (bytes.length > MOST_BYTES) state.faults.push(`${request.method} ${url.pathname}: ${bytes.length} bytes`);
  const told: FakeRequest = { number: state.requests.length + 1, operation, headers: request.headers, body };
  state.requests.push(told);
  const fate = state.fate(told);
  const send = (status: number, answered: Json, headers: Record<string, string> = {}): void => {
    const fault = api.answer(operation, status, answered);
    if (fault !== null && asked.fault === null) state.faults.push(`answer ${status} to ${operation}: ${fault}`);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answered));
  };
  const refuse = (status: number, error: string, headers?: Record<string, string>): void => send(status, { status: { error }, time: 0, result: null }, headers);
  if (fate === 'cut') {
    request.socket.destroy();
    return;
  }
  if (typeof fate === 'object' && 'location' in fate) {
    response.writeHead(307, { location: fate.location + request.url! }).end();
    return;
  }
  if (typeof fate === 'object' && 'status' in fate) {
    refuse(fate.status, 'as the test has it', fate.headers);
    return;
  }
  if (asked.fault !== null) {
    refuse(400, `Format error in JSON body: ${asked.fault}`);
    return;
  }
  try {
    const result = state.done(operation, asked.path['collection_name'] ?? '', asked.query, body as JsonObject, fate === 'forgotten');
    state.served();
    if (typeof fate === 'object') await wait(fate.lateMs);
    if (fate === 'cut-after') request.socket.destroy();
    else send(200, { result, status: 'ok', time: 0.001 });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refuse(error.status, error.message);
  }
}

/** As the parser of a server in Rust, which takes no half of a surrogate pair. */
function readJson(state: Server, bytes: Buffer): unknown {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return JSON.parse(text, (key, value: unknown) => {
    if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) state.faults.push('a string that is not UTF-8');
    return value;
  });
}

class Server implements FakeQdrant {
  url = '';
  readonly collections = new Map<string, FakeCollection>();
  readonly aliases = new Map<string, string>();
  readonly requests: FakeRequest[] = [];
  readonly faults: string[] = [];
  forgetful = false;
  fate: FakeQdrant['fate'] = () => undefined;
  served = (): void => {};
  close = async (): Promise<void> => {};

  seen(name: string): FakeCollection | undefined { return this.collections.get(this.aliases.get(name) ?? name); }

  put(collection: string, { id, payload, vector }: Parameters<FakeQdrant['put']>[1]): void {
    const { vectors, points } = this.named(collection);
    if (vector !== null && vectors === null) throw new Refused(400, 'Wrong input: Not existing vector name error: ');
    if (vector !== null && vector.length !== vectors!.size) throw new Refused(400, `Wrong input: Vector dimension error: expected dim: ${vectors!.size}, got ${vector.length}`);
    points.set(keyOf(id), { id, payload, vector: vector === null ? null : vectors!.distance === 'Cosine' ? normalised(vector) : Float32Array.from(vector) });
  }

  done(operation: string, name: string, query: Readonly<Record<string, unknown>>, body: JsonObject, isForgotten: boolean): Json {
    const writes = (what: () => void): Json => {
      this.named(name);
      if (query['wait'] !== true) this.faults.push(`${operation} without waiting for it`);
      if (!isForgotten) what();
      return { operation_id: this.requests.length, status: 'completed' };
    };
    switch (operation) {
      case 'get_collections_aliases': return { aliases: [...this.aliases].map(([alias, collection]) => ({ alias_name: alias, collection_name: collection })) };
      case 'get_collection': return this.infoOf(name);
      case 'create_collection': return this.create(name, body);
      case 'delete_collection': {
        for (const [alias, collection] of this.aliases) if (collection === name) this.aliases.delete(alias);
        return this.collections.delete(name);
      }
      case 'update_collection': {
        if (!this.forgetful) this.named(name).metadata = { ...this.named(name).metadata, ...(body['metadata'] as JsonObject) };
        return true;
      }
      case 'update_aliases': return this.change(body['actions'] as JsonObject[]);
      case 'create_field_index': return writes(() => this.named(name).indexes.set(body['field_name'] as string, body['field_schema'] as string));
      case 'upsert_points': return writes(() => {
        for (const { id, payload, vector } of body['points'] as unknown as { readonly id: string; readonly payload: JsonObject; readonly vector: number[] | object }[]) this.put(name, { id, payload, vector: Array.isArray(vector) ? (vector as number[]) : null });
      });
      case 'delete_points': return writes(() => { for (const id of body['points'] as (string | number)[]) this.named(name).points.delete(keyOf(id)); });
      case 'get_points': return (body['ids'] as (string | number)[]).map((id) => this.named(name).points.get(keyOf(id))).filter((point) => point !== undefined).map(recordOf);
      case 'count_points': return { count: this.named(name).points.size };
      case 'scroll_points': {
        // In order of the ids, the numbers first.
        const all = [...this.named(name).points.values()].sort((a, b) => (typeof a.id === typeof b.id ? (a.id < b.id ? -1 : 1) : typeof a.id === 'number' ? -1 : 1));
        const from = body['offset'] === undefined ? 0 : all.findIndex(({ id }) => id === body['offset']);
        const to = from + (body['limit'] as number);
        return { points: all.slice(from, to).map(recordOf), next_page_offset: all[to]?.id ?? null };
      }
      default: throw new Refused(501, `${operation} is more than is here`);
    }
  }

  private named(name: string): FakeCollection {
    const found = this.seen(name);
    if (found === undefined) throw new Refused(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return found;
  }

  private create(name: string, body: JsonObject): true {
    if (this.collections.has(name)) throw new Refused(409, `Wrong input: Collection \`${name}\` already exists!`);
    if (this.aliases.has(name)) throw new Refused(400, `Wrong input: Can't create collection with name ${name}. Alias with the same name already exists`);
    const vectors = body['vectors'] as { readonly size: number; readonly distance: string } | undefined;
    this.collections.set(name, { vectors: vectors?.size === undefined ? null : vectors, metadata: this.forgetful ? {} : (body['metadata'] as JsonObject | undefined) ?? {}, indexes: new Map(), points: new Map() });
    return true;
  }

  /** All of it or, where one cannot be done, none. */
  private change(actions: readonly JsonObject[]): true {
    const next = new Map(this.aliases);
    for (const { create_alias: created, delete_alias: deleted } of actions as { create_alias?: { alias_name: string; collection_name: string }; delete_alias?: { alias_name: string } }[]) {
      if (deleted !== undefined) next.delete(deleted.alias_name);
      if (created === undefined) continue;
      if (!this.collections.has(created.collection_name)) throw new Refused(404, `Not found: Collection \`${created.collection_name}\` doesn't exist!`);
      if (this.collections.has(created.alias_name)) throw new Refused(409, `Wrong input: Collection \`${created.alias_name}\` already exists!`);
      next.set(created.alias_name, created.collection_name);
    }
    this.aliases.clear();
    for (const [alias, collection] of next) this.aliases.set(alias, collection);
    return true;
  }

  private infoOf(name: string): Json {
    const { vectors, metadata, indexes, points } = this.named(name);
    return {
      status: 'green', optimizer_status: 'ok', points_count: points.size, segments_count: 2, indexed_vectors_count: 0,
      config: {
        params: { vectors: vectors === null ? {} : { ...vectors }, shard_number: 1, replication_factor: 1, on_disk_payload: true },
        hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10_000 },
        optimizer_config: { deleted_threshold: 0.2, vacuum_min_vector_number: 1000, default_segment_number: 0, flush_interval_sec: 5 },
        ...(this.forgetful || Object.keys(metadata).length === 0 ? {} : { metadata }),
      },
      payload_schema: Object.fromEntries([...indexes].map(([field, kind]) => [field, { data_type: kind, points: points.size }])),
    };
  }
}

function normalised(vector: readonly number[]): Float32Array {
  const given = Float32Array.from(vector);
  let squares = 0;
  for (const value of given) squares = Math.fround(squares + Math.fround(value * value));
  const length = Math.fround(Math.sqrt(squares));
  return length === 0 ? given : given.map((value) => value / length);
}

/** Numbers as short as tells them apart at 32 bits. */
const recordOf = ({ id, payload, vector }: FakePoint): Json => ({ id, payload, vector: vector === null ? {} : Array.from(vector, (value) => Number(value.toPrecision(9))) });
