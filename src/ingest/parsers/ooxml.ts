import { WinnowError, excerpt, toJsonObject, type DateEvidence, type JsonObject } from '../../core/index.js';
import { datesFromFields } from '../dates.js';
import type { FlatDom } from './flat-dom.js';
import { xmlTree } from './xml.js';
import { Archive } from './zip.js';

export interface Relation {
  /** The last word of the type's URI (`slide`, `notesSlide`): strict and transitional files differ in the rest. */
  readonly type: string;
  /** Name of the part it leads to. */
  readonly target: string;
}

/** A part beyond this many relations was not written by a program. */
const MAX_RELATIONS = 20_000;
/** Programs keep these themselves, but a copy or a save without a change moves them. */
const PROPERTIES_CONFIDENCE = 0.6;
/** Titles that a program or a template wrote. */
const EMPTY_TITLE = /^(?:untitled|document\d*|microsoft (?:word|powerpoint|excel).*|title|dokument\d*|powerpoint(?:-| )pr[eä]sentation|pr[eä]sentation\d*|book\d*|mappe\d*|workbook|slide \d+|folie \d+)$/iu;

/** An Office Open XML package (ECMA-376 part 2): parts, and relations that lead from one to another. Targets outside the file are not followed. */
export class OfficePackage {
  private constructor(readonly archive: Archive, readonly main: string) {}

  /**
   * @param fallback name of the main part where the package does not say it
   * @throws WinnowError `file-broken` when the archive or its main part cannot be read, and as `Archive`
   */
  static async open(bytes: Uint8Array, fallback: string, kind: string): Promise<OfficePackage> {
    const archive = Archive.open(bytes);
    const named = [...(await relationsOf(archive, '')).values()].find((relation) => relation.type === 'officeDocument' && archive.has(relation.target));
    const main = named?.target ?? fallback;
    if (!archive.has(main)) throw new WinnowError('file-broken', `Unexpected archive without a readable ${fallback}, expected a ${kind}`);
    return new OfficePackage(archive, main);
  }

  /** Relations of a part to other parts of the package, by id. */
  relations(part: string): Promise<ReadonlyMap<string, Relation>> {
    return relationsOf(this.archive, part);
  }

  /** The first part that `part` stands in that relation to. */
  async related(part: string, type: string): Promise<string | null> {
    for (const relation of (await this.relations(part)).values()) if (relation.type === type) return relation.target;
    return null;
  }

  /** A part as a tree; `null` when it is absent or damaged. */
  async tree(part: string | null): Promise<FlatDom | null> {
    const bytes = part === null ? null : this.archive.read(part);
    return bytes === null ? null : xmlTree(bytes);
  }
}

async function relationsOf(archive: Archive, part: string): Promise<ReadonlyMap<string, Relation>> {
  const slash = part.lastIndexOf('/') + 1;
  const bytes = archive.read(`${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`);
  const relations = new Map<string, Relation>();
  if (bytes === null) return relations;
  const dom = await xmlTree(bytes);
  for (const node of dom.withTag('Relationship')) {
    const [id, type, target] = ['Id', 'Type', 'Target'].map((name) => dom.attribute(node, name));
    if (!id || !type || !target || dom.attribute(node, 'TargetMode') === 'External' || relations.size >= MAX_RELATIONS) continue;
    relations.set(id, { type: type.slice(type.lastIndexOf('/') + 1), target: partName(part, target) });
  }
  return relations;
}

/** A target relative to a part's folder as a name in the archive; `..` above the root stays at the root. */
export function partName(part: string, target: string): string {
  const path = target.startsWith('/') ? [] : part.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}

/** The relation that an element names in its `r:id` (or `r:embed`, `r:dm`). */
export function relationId(dom: FlatDom, node: number, name = 'id'): string | null {
  for (const [key, value] of dom.attributesOf(node)) if (key.endsWith(`:${name}`)) return value;
  return null;
}

export interface CoreProperties {
  readonly title: string | null;
  readonly language: string | null;
  readonly declared: JsonObject;
  readonly dates: readonly DateEvidence[];
}

/** `docProps/core.xml` (ECMA-376 part 2, 8): Dublin Core fields. */
export async function coreProperties(file: OfficePackage): Promise<CoreProperties> {
  const dom = await file.tree((await file.related('', 'core-properties')) ?? 'docProps/core.xml');
  if (dom === null) return { title: null, language: null, declared: {}, dates: [] };
  const field = (tag: string): string | null => {
    const [node] = dom.withTag(tag);
    const value = node === undefined ? '' : dom.textOf(node, 2000);
    return value === '' ? null : value;
  };
  const title = field('title');
  const language = field('language');
  const declared = {
    author: field('creator'), lastModifiedBy: field('lastModifiedBy'), subject: field('subject'), keywords: field('keywords'),
    description: field('description'), category: field('category'), version: field('version'),
  };
  return {
    title: title === null || EMPTY_TITLE.test(title) ? null : excerpt(title, 300),
    language: language !== null && /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u.test(language) ? language : null,
    declared: toJsonObject(Object.fromEntries(Object.entries(declared).filter(([, value]) => value !== null))),
    dates: datesFromFields([['created', field('created')], ['modified', field('modified')]], 'file-properties', PROPERTIES_CONFIDENCE),
  };
}

/** Reads `1`, `true` and `on` as true (ECMA-376 part 1, 22.9.2.7), also where the attribute is left out of an element that says it by standing there. */
export function isOn(value: string | null): boolean {
  return value === null || value === '1' || value === 'true' || value === 'on';
}

/** A whole number within bounds from an attribute; `null` for anything else. */
export function wholeNumber(value: string | null, from: number, to: number): number | null {
  if (value === null || !/^-?\d{1,15}$/u.test(value.trim())) return null;
  const number = Number(value);
  return number >= from && number <= to ? number : null;
}
