import { WinnowError, defineParser, excerpt, messageOf, toJsonObject, type JsonObject, type ParsedDocument, type Parser } from '../../../core/index.js';
import { datesFromFields } from '../../dates.js';
import { decodeText } from '../../encoding.js';
import { ASCIIDOC } from '../../media-type.js';
import { withoutIds } from '../element-ids.js';
import { withPlainNotes, withoutIncludes } from './markup.js';
import { noOptions, type NoOptions } from '../no-options.js';

/** Header attributes are kept by hand, like front matter. */
const HEADER_CONFIDENCE = 0.95;
const MAX_ATTRIBUTES = 100;
/** What the document cannot set: a table of contents repeats its headings, icons replace words, and the day of reading is not the document's. */
const FIXED = {
  'showtitle': '', 'toc': null, 'icons': null,
  ...Object.fromEntries(['localdate', 'localyear', 'localtime', 'localdatetime', 'docdate', 'docyear', 'doctime', 'docdatetime'].map((name) => [name, '(date)'])),
};

interface Header {
  readonly html: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * AsciiDoc: converted by Asciidoctor.js in its `secure` mode, then read like a web page with all its content. Includes are left out: nothing but the file itself is read, and no
 * extension or highlighter is run. Author, revision and language come from the header.
 * @param parserFor loads the HTML parser
 * @throws WinnowError `parse-failed` when Asciidoctor gives up, on blocks nested too deep for it
 */
export function asciidocParser(parserFor: (mediaType: string) => Promise<Parser>): Parser<NoOptions> {
  return defineParser<NoOptions>({
    id: 'asciidoc',
    version: 4,
    options: noOptions,
    mediaTypes: [ASCIIDOC],
    extensions: ['.adoc', '.asciidoc'],
    async render({ bytes }) {
      const { text } = await decodeText(bytes);
      return { kind: 'markup', html: (await convert(withoutIncludes(text))).html };
    },
    async run(input) {
      const { text: source, findings } = await decodeText(input.bytes);
      const { html, attributes } = await convert(withoutIncludes(source));
      const pages = await parserFor('text/html');
      const [page] = await pages.run({ bytes: new TextEncoder().encode(withoutIds(withPlainNotes(html))), path: input.path, mediaType: 'text/html', declared: {} }, pages.options.parse({ content: 'all' }));
      const { text, blocks } = page ?? { text: '', blocks: [] };
      const title = blocks.find((block) => block.kind === 'heading' && block.level === 1)?.label ?? blocks.find((block) => block.kind === 'heading')?.label;
      return [{
        text, blocks,
        title: title === undefined ? null : excerpt(title, 300),
        language: languageOf(attributes),
        mediaType: input.mediaType,
        declared: declaredOf(attributes, source),
        dates: datesFromFields(datedFields(attributes, source), 'front-matter', HEADER_CONFIDENCE),
        findings: [...findings, ...(page?.findings ?? [])],
      } satisfies ParsedDocument];
    },
  });
}

async function convert(source: string): Promise<Header> {
  const { LoggerManager, NullLogger, load } = await import('@asciidoctor/core');
  // For all documents at once: one for each is carried along by hooks on every promise, a quarter of the time.
  if (!(LoggerManager.logger instanceof NullLogger)) LoggerManager.logger = new NullLogger();
  try {
    const document = await load(source, { safe: 'secure', standalone: false, attributes: FIXED });
    const attributes = { ...document.getAttributes() } as Readonly<Record<string, unknown>>;
    return { html: await document.convert(), attributes };
  } catch (error) {
    throw new WinnowError('parse-failed', `Unexpected AsciiDoc that Asciidoctor cannot convert (${excerpt(messageOf(error), 100)}), expected blocks that it can`, { cause: error });
  }
}

/** Attributes that the document sets in its lines above the first section, by their names. */
function namesIn(source: string): readonly string[] {
  const header = source.slice(0, 20_000).split(/^==/mu, 1)[0] ?? '';
  return [...header.matchAll(/^:([\w-]{1,60}):/gmu)].map((match) => match[1]?.toLowerCase() ?? '').slice(0, MAX_ATTRIBUTES);
}

function* headerFields(attributes: Header['attributes'], source: string): Generator<readonly [string, string]> {
  for (const name of namesIn(source)) {
    const value = Object.hasOwn(attributes, name) && !Object.hasOwn(FIXED, name) ? attributes[name] : null;
    if (typeof value === 'string' && value.trim() !== '') yield [name, excerpt(value, 1000)];
  }
}

function declaredOf(attributes: Header['attributes'], source: string): JsonObject {
  const fields = { ...Object.fromEntries(headerFields(attributes, source)), author: attributes['authors'], version: attributes['revnumber'], revdate: attributes['revdate'], revremark: attributes['revremark'] };
  return toJsonObject(Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'string' && value !== '')));
}

function* datedFields(attributes: Header['attributes'], source: string): Generator<readonly [string, unknown]> {
  if (attributes['revdate'] !== undefined) yield ['revision-date', attributes['revdate']];
  for (const [name, value] of headerFields(attributes, source)) yield [name.replace(/^page-/u, ''), value];
}

function languageOf(attributes: Header['attributes']): string | null {
  const language = attributes['lang'];
  return typeof language === 'string' && /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/u.test(language) ? language.replaceAll('_', '-') : null;
}
