import { excerpt, toJsonObject, type JsonObject } from '../../../core/index.js';
import type { FlatDom } from '../flat-dom.js';

const MAX_TITLE = 300;
/** Meta names kept as declared metadata, by the key they are kept under. */
const DECLARED: Readonly<Record<string, string>> = {
  'author': 'author', 'article:author': 'author', 'dcterms.creator': 'author', 'dc.creator': 'author',
  'description': 'description', 'og:description': 'description', 'keywords': 'keywords', 'og:site_name': 'site',
  'docsearch:version': 'version', 'version': 'version', 'product': 'product', 'category': 'category', 'article:section': 'section',
};

export interface PageMetadata {
  readonly title: string | null;
  readonly language: string | null;
  readonly declared: JsonObject;
  /** Every meta element in document order; `isItem`: it has no name but the property (`itemprop`) of the thing around it. */
  readonly metas: readonly (readonly [name: string, content: string, isItem: boolean])[];
}

/** What a page's head says of it. */
export function metadataOf(dom: FlatDom): PageMetadata {
  const metas = metasOf(dom);
  const declared: Record<string, string> = {};
  for (const [name, content] of metas) {
    const key = DECLARED[name];
    if (key !== undefined && content !== '' && !Object.hasOwn(declared, key)) declared[key] = content.slice(0, 2000);
  }
  const canonical = canonicalOf(dom) ?? metas.find(([name, content]) => name === 'og:url' && /^https?:\/\//iu.test(content))?.[1].slice(0, 2000) ?? null;
  if (canonical !== null) declared['canonical'] = canonical;
  return { title: titleOf(dom, metas), language: languageOf(dom, metas), declared: toJsonObject(declared), metas };
}

function metasOf(dom: FlatDom): (readonly [string, string, boolean])[] {
  const metas: (readonly [string, string, boolean])[] = [];
  for (const node of dom.withTag('meta')) {
    const named = dom.attribute(node, 'name') ?? dom.attribute(node, 'property');
    const name = named ?? dom.attribute(node, 'itemprop') ?? dom.attribute(node, 'http-equiv');
    const content = dom.attribute(node, 'content');
    if (name !== null && content !== null && metas.length < 500) metas.push([name.trim().toLowerCase(), content.trim(), named === null && dom.attribute(node, 'itemprop') !== null]);
  }
  return metas;
}

function canonicalOf(dom: FlatDom): string | null {
  for (const node of dom.withTag('link')) {
    const href = dom.attribute(node, 'href');
    if ((dom.attribute(node, 'rel') ?? '').toLowerCase() === 'canonical' && href !== null && /^https?:\/\//iu.test(href)) return href.slice(0, 2000);
  }
  return null;
}

function languageOf(dom: FlatDom, metas: PageMetadata['metas']): string | null {
  const html = dom.tag.indexOf('html');
  const candidates = [
    html < 0 ? null : (dom.attribute(html, 'lang') ?? dom.attribute(html, 'xml:lang')),
    metas.find(([name]) => name === 'content-language')?.[1],
    metas.find(([name]) => name === 'og:locale')?.[1],
  ];
  const found = candidates.find((value) => value !== undefined && value !== null && /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/u.test(value.trim()));
  return found?.trim().replaceAll('_', '-') ?? null;
}

function titleOf(dom: FlatDom, metas: PageMetadata['metas']): string | null {
  const [title] = dom.withTag('title');
  const [h1] = dom.withTag('h1');
  const heading = h1 === undefined ? '' : dom.textOf(h1, MAX_TITLE);
  const site = metas.find(([name]) => name === 'og:site_name')?.[1] ?? null;
  const open = metas.find(([name]) => name === 'og:title')?.[1];
  for (const candidate of [open, title === undefined ? undefined : dom.textOf(title, MAX_TITLE)]) {
    const cleaned = candidate === undefined ? '' : withoutSite(excerpt(candidate, MAX_TITLE), heading, site);
    if (cleaned !== '') return cleaned;
  }
  return heading === '' ? null : excerpt(heading, MAX_TITLE);
}

/**
 * Takes a site's name off a title: `Leave policy | Acme` gives `Leave policy`. A part equal to the first heading wins; the last
 * part goes when it is the site's name, or has at most three words where the rest has more letters.
 */
export function withoutSite(title: string, heading: string, site: string | null): string {
  const parts = title.split(/ (?:[|\-–—·•»]|::) /u).map((part) => part.trim()).filter((part) => part !== '');
  if (parts.length < 2) return title.trim();
  if (heading !== '' && parts.includes(heading)) return heading;
  const last = parts.at(-1) ?? '';
  const rest = title.slice(0, title.lastIndexOf(last)).replace(/\s(?:[|\-–—·•»]|::)\s$/u, '').trim();
  if (last === site) return rest;
  return last.split(/\s+/u).length <= 3 && rest.length > last.length ? rest : title.trim();
}
