import { Ajv, type ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Qdrant's OpenAPI document, as its vendor publishes it with its client: the types that openapi-typescript made of it, read back into JSON Schema. Objects have no
 * members but those that are named there.
 */
export interface OpenApi {
  /** The operation that this request is, and what is wrong about it; `null` = nothing. */
  readonly request: (method: string, url: URL, contentType: string | undefined, body: unknown) => { readonly operation: string; readonly path: Readonly<Record<string, string>>; readonly query: Readonly<Record<string, unknown>>; readonly fault: string | null };
  /** What is wrong about this answer. */
  readonly answer: (operation: string, status: number, body: unknown) => string | null;
}

type Schema = Record<string, unknown>;
interface Operation { readonly id: string; readonly method: string; readonly template: string }

export function qdrantOpenApi(): OpenApi {
  const file = join(dirname(createRequire(import.meta.url).resolve('@qdrant/js-client-rest')), '../types/openapi/generated_schema.d.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const members = (name: string): ts.NodeArray<ts.TypeElement> => source.statements.filter(ts.isInterfaceDeclaration).find((each) => each.name.text === name)!.members;
  const schemas = Object.fromEntries(propertiesOf(typeOf(member(members('components'), 'schemas')!)).map((each) => [nameOf(each), schemaOf(each.type!, each)]));
  const operations = new Map(propertiesOf({ members: members('operations') }).map((each) => [nameOf(each), each.type!]));
  const paths = propertiesOf({ members: members('paths') }).flatMap((path) => propertiesOf(path.type!).map((each): Operation => ({ method: nameOf(each).toUpperCase(), template: nameOf(path), id: literalOf((each.type as ts.IndexedAccessTypeNode).indexType) })));

  const ajv = new Ajv({ strict: false, coerceTypes: false, allErrors: false });
  ajv.addSchema({ $id: 'qdrant', definitions: schemas });
  const compiled = new Map<string, ValidateFunction | null>();
  const validatorOf = (key: string, type: () => ts.TypeNode | undefined, loose = false): ValidateFunction | null => {
    if (!compiled.has(key)) {
      const found = type();
      compiled.set(key, found === undefined ? null : (loose ? loosely : ajv).compile(schemaOf(found)));
    }
    return compiled.get(key)!;
  };
  // Parameters of a path and a query are text on their way.
  const loosely = new Ajv({ strict: false, coerceTypes: true });
  loosely.addSchema({ $id: 'qdrant', definitions: schemas });
  const faultOf = (validate: ValidateFunction | null, value: unknown): string | null => (validate === null || validate(value) ? null : ajv.errorsText(validate.errors));
  const json = (type: ts.TypeNode | undefined): ts.TypeNode | undefined => at(at(type, 'content'), 'application/json');

  return {
    request(method, url, contentType, body) {
      const matching = paths.filter((each) => each.method === method).map((each) => ({ each, path: matchOf(each.template, url.pathname) })).filter(({ path }) => path !== null)
        // `/collections/aliases` is no collection of this name.
        .sort((a, b) => Object.keys(a.path!).length - Object.keys(b.path!).length)[0];
      if (matching === undefined) return { operation: `${method} ${url.pathname}`, path: {}, query: {}, fault: 'no such operation' };
      const { each: { id }, path } = matching;
      const query: Record<string, unknown> = Object.fromEntries(url.searchParams);
      const type = operations.get(id)!;
      const due = json(at(type, 'requestBody'));
      const faults = [
        faultOf(validatorOf(`${id} path`, () => at(at(type, 'parameters'), 'path'), true), path),
        at(at(type, 'parameters'), 'query') === undefined ? (url.search === '' ? null : `unexpected ${url.search}`) : faultOf(validatorOf(`${id} query`, () => at(at(type, 'parameters'), 'query'), true), query),
        due === undefined ? (body === undefined ? null : 'an unexpected body') : body === undefined ? 'no body' : faultOf(validatorOf(`${id} body`, () => due), body),
        body !== undefined && !/^application\/json(?:;|$)/u.test(contentType ?? '') ? `content-type ${contentType}` : null,
      ].filter((fault) => fault !== null);
      return { operation: id, path: path!, query, fault: faults.length === 0 ? null : faults.join('; ') };
    },
    answer(operation, status, body) {
      const responses = at(operations.get(operation), 'responses');
      return faultOf(validatorOf(`${operation} ${status}`, () => json(at(responses, String(status)) ?? at(responses, `${String(status)[0]}XX`) ?? at(responses, 'default'))), body);
    },
  };
}

function matchOf(template: string, pathname: string): Record<string, string> | null {
  const names: string[] = [];
  const pattern = template.replaceAll(/\{(\w+)\}/gu, (_, name: string) => { names.push(name); return '([^/]+)'; });
  const found = new RegExp(`^${pattern}$`, 'u').exec(pathname);
  return found === null ? null : Object.fromEntries(names.map((name, n) => [name, decodeURIComponent(found[n + 1]!)]));
}

const propertiesOf = (type: ts.Node | { readonly members: ts.NodeArray<ts.TypeElement> }): ts.PropertySignature[] => ('members' in type ? [...(type.members)] : []).filter(ts.isPropertySignature);
const nameOf = (property: ts.PropertySignature): string => (property.name as ts.Identifier | ts.StringLiteral | ts.NumericLiteral).text;
const member = (all: ts.NodeArray<ts.TypeElement>, name: string): ts.PropertySignature | undefined => propertiesOf({ members: all }).find((each) => nameOf(each) === name);
const typeOf = (property: ts.PropertySignature): ts.TypeNode => property.type!;
const at = (type: ts.TypeNode | undefined, name: string): ts.TypeNode | undefined => (type !== undefined && ts.isTypeLiteralNode(type) ? member(type.members, name)?.type : undefined);
const literalOf = (type: ts.TypeNode): string => ((type as ts.LiteralTypeNode).literal as ts.StringLiteral).text;

/** The JSON Schema of a type. Throws for one that it does not know, so that nothing goes unchecked when the client's types change. */
function schemaOf(type: ts.TypeNode, property?: ts.PropertySignature): Schema {
  if (ts.isParenthesizedTypeNode(type)) return schemaOf(type.type, property);
  if (ts.isUnionTypeNode(type)) return unionOf(type, property);
  if (ts.isArrayTypeNode(type)) return { type: 'array', items: schemaOf(type.elementType) };
  if (ts.isTypeLiteralNode(type)) return objectOf(type);
  if (ts.isIndexedAccessTypeNode(type)) return { $ref: `qdrant#/definitions/${literalOf(type.indexType)}` };
  if (ts.isLiteralTypeNode(type)) return type.literal.kind === ts.SyntaxKind.NullKeyword ? { type: 'null' } : { const: (type.literal as ts.StringLiteral).text };
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    if (name === 'OneOf') return { oneOf: (type.typeArguments![0] as ts.TupleTypeNode).elements.map((each) => schemaOf(each)) };
    if (name === 'Record') return { type: 'object', ...(type.typeArguments![1]!.kind === ts.SyntaxKind.NeverKeyword ? { additionalProperties: false } : {}) };
  }
  if (type.kind === ts.SyntaxKind.NumberKeyword) return numberOf(property);
  const plain = PLAIN.get(type.kind);
  if (plain === undefined) throw new Error(`a type that is not known: ${type.getText()}`);
  return plain;
}

const PLAIN = new Map<ts.SyntaxKind, Schema>([[ts.SyntaxKind.StringKeyword, { type: 'string' }], [ts.SyntaxKind.BooleanKeyword, { type: 'boolean' }], [ts.SyntaxKind.UnknownKeyword, {}]]);

/** Whether a number is whole is said in words above it. */
function numberOf(property: ts.PropertySignature | undefined): Schema {
  const said = property === undefined ? '' : ts.getJSDocCommentsAndTags(property).map((each) => each.getText()).join('\n');
  return /Format: uint/u.test(said) ? { type: 'integer', minimum: 0 } : { type: 'number' };
}

function unionOf(type: ts.UnionTypeNode, property?: ts.PropertySignature): Schema {
  const all = type.types.flatMap((each) => (ts.isParenthesizedTypeNode(each) && ts.isUnionTypeNode(each.type) ? [...each.type.types] : [each])).filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
  // Of `anyOf: [{ $ref }, { nullable: true }]` openapi-typescript makes `X | Record<string, unknown> | null`, which would let every object pass.
  const isLoose = (each: ts.TypeNode): boolean => ts.isTypeReferenceNode(each) && each.typeName.getText() === 'Record';
  const named = all.some((each) => ts.isIndexedAccessTypeNode(each));
  return { anyOf: all.filter((each) => !named || !isLoose(each)).map((each) => schemaOf(each, property)) };
}

function objectOf(type: ts.TypeLiteralNode): Schema {
  const properties = propertiesOf(type);
  const index = type.members.find(ts.isIndexSignatureDeclaration);
  return {
    type: 'object', additionalProperties: index === undefined ? false : schemaOf(index.type),
    properties: Object.fromEntries(properties.map((each) => [nameOf(each), schemaOf(each.type!, each)])),
    required: properties.filter((each) => each.questionToken === undefined).map(nameOf),
  };
}
