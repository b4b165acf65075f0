import { defineParser, excerpt, toJsonObject, type JsonObject, type ParsedDocument } from '../../../core/index.js';
import { datesFromFields } from '../../dates.js';
import { decodeText } from '../../encoding.js';
import { renderedText } from '../as-text.js';
import { RST } from '../../media-type.js';
import { RstReader } from './reader.js';
import { noOptions, type NoOptions } from '../no-options.js';

/** Docinfo is kept by hand, or by the version control that fills `$Date$` in. */
const DOCINFO_CONFIDENCE = 0.95;

/**
 * reStructuredText, by the structure of docutils' specification. The text is the source itself, so spans point into the file; roles and inline markup stay in it.
 * Comments, targets, substitutions and directives that show nothing of their own belong to no block; nothing is included and nothing run.
 */
export const rstParser = defineParser<NoOptions>({
  id: 'rst',
  version: 3,
  options: noOptions,
  mediaTypes: [RST],
  extensions: ['.rst', '.rest'],
  render: renderedText,
  async run(input) {
    const { text, findings } = await decodeText(input.bytes);
    const { blocks, docinfo } = new RstReader(text);
    const fields = docinfo.map(([name, value]) => [name, withoutKeyword(value)] as const);
    const title = blocks.find((block) => block.kind === 'heading')?.label;
    return [{
      text, blocks,
      title: title === undefined || title === '' ? null : excerpt(title, 300),
      language: languageOf(fields),
      mediaType: input.mediaType,
      declared: declaredOf(fields),
      dates: datesFromFields(fields, 'front-matter', DOCINFO_CONFIDENCE),
      findings,
    } satisfies ParsedDocument];
  },
});

/** `$Date: 2006/01/10 12:02:11 $`, as version control writes it, without the sign around it. */
function withoutKeyword(value: string): string {
  return /^\$\w{1,20}:([^$]{0,500})\$$/u.exec(value)?.[1]?.trim() ?? value;
}

function declaredOf(fields: readonly (readonly [string, string])[]): JsonObject {
  return toJsonObject(Object.fromEntries(fields.filter(([, value]) => value !== '').map(([name, value]) => [name.toLowerCase(), excerpt(value, 1000)])));
}

function languageOf(fields: readonly (readonly [string, string])[]): string | null {
  const value = fields.find(([name]) => /^lang(?:uage)?$/iu.test(name))?.[1] ?? '';
  return /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/u.test(value) ? value.replaceAll('_', '-') : null;
}
