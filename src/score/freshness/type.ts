import type { DocumentScoreInput } from '../../core/index.js';
import { contentType } from './content-type.js';
import { matchesGlob } from './glob.js';
import type { FreshnessOptions } from './options.js';

/** A file name, title or folder, its words joined by hyphens, names a type when it contains these words or is exactly these. */
const NAMED_TYPES: readonly { readonly type: string; readonly contains: RegExp; readonly is: RegExp }[] = [
  named('release-notes', 'release-notes?|change-?logs?|what-?s-new', 'releases|changes'),
  named('meeting-notes', 'meeting-(?:notes?|minutes)|minutes-of|board-minutes', 'meetings|minutes|stand-?ups?|retros?|retrospectives?'),
  named('how-to', 'how-?tos?|how-do-i|tutorials?|getting-started|quick-?starts?|run-?books?|play-?books?|troubleshooting|faqs?', 'guides?'),
  named('legal', 'terms-(?:of|and)-[a-z]+|privacy-(?:notice|statement)|(?:service|processing|licen[cs]e)-agreement', 'legal|agreements?|contracts?|licen[cs]es?|eula|dpa|nda|terms'),
  named('evergreen', 'glossar(?:y|ies)|acronyms|abbreviations', 'definitions|terminology'),
  named('policy', 'polic(?:y|ies)|handbooks?|code-of-conduct', 'rules'),
  named('how-to', '(?:user|admin|setup|installation|style)-guide|guide-to', 'help'),
  named('reference', 'api-reference|references?|specifications?', 'api|specs?|schemas?'),
];
/** What people call these types in front matter. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['changelog', 'release-notes'], ['release-note', 'release-notes'], ['releases', 'release-notes'],
  ['howto', 'how-to'], ['guide', 'how-to'], ['tutorial', 'how-to'], ['runbook', 'how-to'],
  ['glossary', 'evergreen'], ['minutes', 'meeting-notes'], ['meeting', 'meeting-notes'],
  ['api', 'reference'], ['spec', 'reference'], ['terms', 'legal'], ['contract', 'legal'], ['policies', 'policy'],
]);
const TYPE_FIELDS = ['type', 'doc_type', 'document_type', 'docType', 'documentType'];
const MAX_TYPE_CHARS = 40;
const MAX_NAME_CHARS = 300;
/** Of the text, in which a rule's words are looked for. */
const HEAD_CHARS = 4000;

/** The kind of document, or `null`: by the pipeline's rules, else front matter, file name, title, folders from the inside out, at last headings and first lines. */
export function documentType(input: DocumentScoreInput, options: FreshnessOptions): string | null {
  return ruledType(input, options) ?? declaredType(input) ?? namedType(input) ?? contentType(input);
}

function ruledType(input: DocumentScoreInput, options: FreshnessOptions): string | null {
  const title = (input.title ?? '').toLowerCase();
  const head = (): string => input.text.slice(0, HEAD_CHARS).toLowerCase();
  const found = options.types.find(({ path, source, title: phrase, text, metadata }) => {
    const globs = path === undefined ? null : typeof path === 'string' ? [path] : path;
    return (globs === null || globs.some((glob) => matchesGlob(input.path, glob)))
      && (source === undefined || source === input.source)
      && (phrase === undefined || title.includes(phrase.toLowerCase()))
      && (text === undefined || head().includes(text.toLowerCase()))
      && (metadata === undefined || Object.entries(metadata).every(([field, value]) => holds(input.declared, field, value)));
  });
  return found?.type ?? null;
}

/** Whether a field holds a value, or a list with it. */
function holds(declared: DocumentScoreInput['declared'], field: string, value: string | number | boolean): boolean {
  const found = Object.hasOwn(declared, field) ? declared[field] : undefined;
  return (Array.isArray(found) ? found : [found]).some((one) => one !== undefined && one !== null && typeof one !== 'object' && String(one).toLowerCase() === String(value).toLowerCase());
}

function declaredType(input: DocumentScoreInput): string | null {
  if (Object.hasOwn(input.declared, 'evergreen') && input.declared['evergreen'] === true) return 'evergreen';
  for (const field of TYPE_FIELDS) {
    const value = Object.hasOwn(input.declared, field) ? input.declared[field] : undefined;
    if (typeof value !== 'string' || value.length > MAX_TYPE_CHARS) continue;
    const name = slug(value);
    if (name !== '') return ALIASES.get(name) ?? name;
  }
  return null;
}

function namedType(input: DocumentScoreInput): string | null {
  const segments = input.path.split('/').reverse().slice(0, 32);
  const [file = '', ...folders] = segments;
  for (const name of [file.replace(/\.[a-z0-9]{1,10}$/iu, ''), input.title ?? '', ...folders]) {
    const slugged = slug(name.slice(0, MAX_NAME_CHARS));
    const found = NAMED_TYPES.find(({ contains, is }) => contains.test(slugged) || is.test(slugged));
    if (found !== undefined) return found.type;
  }
  return null;
}

function slug(text: string): string {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').join('-');
}

function named(type: string, contains: string, is: string): { type: string; contains: RegExp; is: RegExp } {
  return { type, contains: new RegExp(`(?:^|-)(?:${contains})(?:-|$)`, 'u'), is: new RegExp(`^(?:${is})$`, 'u') };
}
