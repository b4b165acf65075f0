import { bodyStart, type JoinInput } from '../../core/index.js';
import { parsePeriod, type Period } from '../../core/calendar.js';
import { plainVersion } from '../../core/editions.js';
import { contextScopeOf, type ContextScope } from '../../core/language/index.js';
import { isSavedAs, readEdition, REVISED_TYPES, type Edition } from './edition.js';
import { linksOf, nameOf, type Links, type Name } from './links.js';
import { placesOf, type Places } from './renames.js';
import { sketchOf, type Sketch } from './sketch.js';
import { productVersionOf, type ProductVersion } from './versions.js';

/** A document as this join sees it. What only documents with a candidate are asked for is made when they are. */
export interface Prepared {
  readonly id: string;
  readonly path: string;
  readonly edition: Edition;
  readonly name: Name;
  readonly links: Links;
  readonly product: ProductVersion;
  /** `null` for what is under no version control. */
  readonly places: Places | null;
  readonly period: Period | null;
  readonly language: string | null;
  readonly access: string | null;
  /** Of the text without its front matter, which tells of the document. */
  readonly sketch: () => Sketch;
  /** What path and title limit the text to, dates and product versions aside. */
  readonly scope: () => ContextScope;
}

export function prepare({ id, path, source, title, type, text, declared, dates, language, access }: JoinInput): Prepared {
  const version = Object.hasOwn(declared, 'version') ? declared['version'] : undefined;
  // Versions of policies and contracts revise each other.
  const isProduct = type === null || !REVISED_TYPES.has(type);
  const edition = readEdition(path, title, type);
  const product = productVersionOf({ source, path }, isProduct && (typeof version === 'string' || typeof version === 'number') ? String(version) : null, isProduct && !isSavedAs(path));
  return {
    id, path, language, access, edition, product,
    name: nameOf(path, title),
    links: linksOf(declared, text),
    places: placesOf({ declared, source }),
    period: dates.value === null ? null : parsePeriod(dates.value),
    sketch: once(() => sketchOf(text.slice(bodyStart(text)))),
    scope: once(() => contextScopeOf({ path: edition.pathWords.filter((word) => product.version?.split('/').includes(plainVersion(word)) !== true).join(' '), title: edition.titleWords, headingPath: [], parentItem: null })),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
