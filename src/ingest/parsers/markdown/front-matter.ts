import { excerpt, messageOf, toJsonObject, type FindingDraft, type JsonObject } from '../../../core/index.js';

export interface FrontMatter {
  readonly declared: JsonObject;
  /** Where the body starts in the source; 0 without front matter. */
  readonly bodyStart: number;
  readonly findings: readonly FindingDraft[];
}

/** Front matter is a page of fields at most; beyond 64 KB a `---` block is no front matter. */
const MAX_CHARS = 64 * 1024;
/** Anchors serve a handful of repeats; a nest of aliases is a bomb (`yaml`'s own default is 100). */
const MAX_ALIASES = 20;

/**
 * Reads YAML (`---`) or the plain `key = value` lines of TOML (`+++`) front matter. No code is run, no tag resolved, and no
 * key reaches a prototype. Front matter that is no YAML mapping yields `structure/front-matter-invalid` and stays out of the text.
 */
export async function readFrontMatter(source: string): Promise<FrontMatter> {
  const fence = /^(---|\+\+\+)[ \t]*\r?\n/u.exec(source.slice(0, 200));
  const mark = fence?.[1];
  if (fence === null || mark === undefined) return { declared: {}, bodyStart: 0, findings: [] };
  const close = closingFence(source, mark, fence[0].length);
  if (close === null) return { declared: {}, bodyStart: 0, findings: [] };
  const inner = source.slice(fence[0].length, close.start);
  if (mark === '+++') return { declared: tomlScalars(inner), bodyStart: close.end, findings: [] };
  const { declared, fault } = await yamlMapping(inner);
  return { declared, bodyStart: close.end, findings: fault === null ? [] : [invalid(fault)] };
}

function closingFence(source: string, mark: string, from: number): { start: number; end: number } | null {
  const window = source.slice(0, MAX_CHARS);
  const pattern = mark === '---' ? /^(?:---|\.\.\.)[ \t]*$/gmu : /^\+\+\+[ \t]*$/gmu;
  pattern.lastIndex = from;
  const match = pattern.exec(window.replaceAll('\r', '\n'));
  if (match === null) return null;
  return { start: match.index, end: match.index + match[0].length };
}

async function yamlMapping(inner: string): Promise<{ declared: JsonObject; fault: string | null }> {
  const { parseDocument } = await import('yaml');
  try {
    const document = parseDocument(inner, { schema: 'core', merge: false, uniqueKeys: false, customTags: [], logLevel: 'silent', prettyErrors: false });
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const fault = document.errors[0]?.message ?? null;
    if (fault === null && value !== null && (typeof value !== 'object' || Array.isArray(value))) {
      return { declared: {}, fault: 'a value that is no mapping' };
    }
    return { declared: toJsonObject(value), fault };
  } catch (error) {
    return { declared: {}, fault: messageOf(error) };
  }
}

/** Strings, numbers, booleans and dates at the top level; tables and arrays are left out. */
function tomlScalars(inner: string): JsonObject {
  const fields: [string, string][] = [];
  for (const line of inner.split('\n')) {
    if (line.startsWith('[')) break;
    const match = /^\s{0,8}([\w-]{1,80})\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)'|([\w:.+-]+))\s*$/u.exec(line.slice(0, 2000));
    if (match?.[1] !== undefined) fields.push([match[1], match[2] ?? match[3] ?? match[4] ?? '']);
  }
  return toJsonObject(Object.fromEntries(fields));
}

function invalid(fault: string): FindingDraft {
  return {
    rule: 'structure/front-matter-invalid',
    severity: 'warning',
    message: `Unexpected front matter (${excerpt(fault, 100)}), expected YAML \`key: value\` lines`,
    seen: excerpt(fault, 100),
    expected: 'a YAML mapping',
    span: null,
  };
}
