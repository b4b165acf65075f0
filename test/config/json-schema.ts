export interface Schema { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function typeFits(type: unknown, value: unknown): boolean {
  if (Array.isArray(type)) return type.some((one) => typeFits(one, value));
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return type === 'null' ? value === null : typeof value === type;
}

/** Validates by as much of JSON Schema draft 7 as our schemas use. Returns the paths that do not fit, and fails on keywords it does not know. */
export function faults(schema: Schema, value: unknown, root: Schema = schema, path = ''): string[] {
  const inner = (part: unknown, at: unknown, where = path): string[] => (part === false ? [where] : part === true ? [] : faults(part as Schema, at, root, where));
  const fits = (part: unknown): boolean => inner(part, value).length === 0;
  const fault = (bad: boolean): string[] => (bad ? [path] : []);
  const checks: Record<string, (rule: unknown) => string[]> = {
    type: (rule) => fault(!typeFits(rule, value)),
    const: (rule) => fault(!same(rule, value)),
    enum: (rule) => fault(!(rule as unknown[]).some((one) => same(one, value))),
    pattern: (rule) => fault(typeof value === 'string' && !new RegExp(rule as string, 'u').test(value)),
    minLength: (rule) => fault(typeof value === 'string' && value.length < (rule as number)),
    maxLength: (rule) => fault(typeof value === 'string' && value.length > (rule as number)),
    minimum: (rule) => fault(typeof value === 'number' && value < (rule as number)),
    maximum: (rule) => fault(typeof value === 'number' && value > (rule as number)),
    exclusiveMinimum: (rule) => fault(typeof value === 'number' && value <= (rule as number)),
    exclusiveMaximum: (rule) => fault(typeof value === 'number' && value >= (rule as number)),
    minItems: (rule) => fault(Array.isArray(value) && value.length < (rule as number)),
    maxItems: (rule) => fault(Array.isArray(value) && value.length > (rule as number)),
    items: (rule) => (Array.isArray(value) ? value.flatMap((item, index) => inner(rule, item, `${path}[${index}]`)) : []),
    required: (rule) => (isObject(value) ? (rule as string[]).filter((key) => !(key in value)).map((key) => `${path}.${key}`) : []),
    properties: (rule) => (isObject(value) ? Object.entries(rule as Schema).flatMap(([key, part]) => (key in value ? inner(part, value[key], `${path}.${key}`) : [])) : []),
    additionalProperties: (rule) => (isObject(value)
      ? Object.keys(value).filter((key) => !Object.hasOwn(schema['properties'] ?? {}, key)).flatMap((key) => inner(rule, value[key], `${path}.${key}`)) : []),
    propertyNames: (rule) => (isObject(value) ? Object.keys(value).flatMap((key) => inner(rule, key, `${path}.${key}`)) : []),
    anyOf: (rule) => fault(!(rule as unknown[]).some(fits)),
    allOf: (rule) => (rule as unknown[]).flatMap((part) => inner(part, value)),
    if: (rule) => inner(fits(rule) ? (schema['then'] ?? true) : (schema['else'] ?? true), value),
    $ref: (rule) => inner((rule as string).split('/').slice(1).reduce<unknown>((at, key) => (at as Schema)[key], root), value),
  };
  const silent = new Set(['$schema', 'title', 'description', 'default', 'definitions', 'then', 'else', 'format']);
  return [...new Set(Object.entries(schema).flatMap(([keyword, rule]) => {
    if (silent.has(keyword)) return [];
    const check = checks[keyword];
    if (check === undefined) throw new Error(`${path}: no check for the keyword ${keyword}`);
    return check(rule);
  }))];
}
