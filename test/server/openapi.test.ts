import type { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../src/server/openapi.js';
import { ROUTES } from '../../src/server/routes/index.js';
import { APPROVE, CHOICE, GROUP } from './desk.js';
import { inside } from './support.js';

interface Operation { readonly summary?: string; readonly description?: string; readonly security?: unknown[]; readonly requestBody?: unknown; readonly responses: Record<string, { content?: Record<string, { schema: unknown }> }> }
const document = openApiDocument() as { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> } };

describe('the document of the API', () => {
  it('is served as it is generated', async () => {
    const { get } = await inside();
    expect(await (await get('/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(document)));
    expect(document.openapi).toBe('3.1.0');
  });

  it('refers to nothing that is not in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/gu)].map(([, name = '']) => name);
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((name) => !(name in document.components.schemas))).toEqual([]);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['QueuePage', 'ReviewItem', 'ActResult', 'Conflict', 'Error', 'DecisionAct']));
  });

  it('says of every route what it does, who may use it, and how it refuses', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { summary, description, security, responses }] of Object.entries(methods)) {
        expect(summary, path).toMatch(/\.$/u);
        expect(description, path).toMatch(/^(?:Least role: (?:viewer|reviewer|admin)|Needs no login)\.$/u);
        expect(security, path).toEqual(description === 'Needs no login.' ? [] : undefined);
        expect(Object.keys(responses), `${method} ${path}`).toContain('default');
      }
    }
    expect(Object.keys(document.components.securitySchemes)).toEqual(['session', 'token']);
  });

  it('has bounds on all that comes in', () => {
    const act = JSON.stringify(document.components.schemas['DecisionAct']);
    expect(act).toContain('"maxItems":1000');
    expect(act).toContain('"maxLength":2000');
    expect(act.match(/"additionalProperties":false/gu)).toHaveLength(6);
  });

  it.each(['/overview', '/queue', `/queue/groups/${GROUP.key}`, `/items/${CHOICE.id}`, '/reasons', '/decisions', '/session'])('describes what %s answers', async (path) => {
    const { get } = await inside();
    const route = ROUTES.find((one) => one.method === 'get' && new RegExp(`^${one.path.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u').test(path));
    const schema = (route?.configOf('viewer').responses[200] as { content: Record<string, { schema: z.ZodType }> }).content['application/json']?.schema;
    const result = schema?.safeParse(await (await get(path)).json());
    expect(result?.error?.issues ?? []).toEqual([]);
    expect(result?.success).toBe(true);
    expect(schema?.safeParse({ error: {} }).success).toBe(false);
  });

  it('describes what deciding answers', async () => {
    const { post } = await inside();
    const route = ROUTES.find(({ method, path }) => method === 'post' && path === '/decisions');
    const schema = (route?.configOf('reviewer').responses[200] as { content: Record<string, { schema: z.ZodType }> }).content['application/json']?.schema;
    expect(schema?.safeParse(await (await post('/decisions', APPROVE)).json()).success).toBe(true);
  });
});
