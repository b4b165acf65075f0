/** Words around a product's name that are no part of it: what a page does with it, and what it calls a thing that it does not name. */
const GENERIC = new Set(('the a an our your its their this that these those it we you of for to in on at with and or is are was be now new newest latest current currently stable recent most supported official public '
  + 'version versions release releases released edition editions build update updates upgrade upgrades upgrading updating migrating migrate migration install installing installation setup configuring configuration using use about from '
  + 'getting started introduction overview guide guides handbook manual reference documentation docs doc faq help tutorial quickstart readme changelog changes change history notes what’s what\'s whats announcing announcement support '
  + 'download downloads downloading requirements prerequisites compatibility features usage what how where home welcome information info details quick start first steps software product products system systems platform app application applications tool tools package packages library libraries plugin plugins module modules service services server client api sdk cli firmware driver image images chart program code project '
  + 'since until till by before after than only least over under around more less up between '
  + 'die der das den dem des ein eine neue neuen neues aktuelle aktuellen version von für und auf le la les l’ l\' un une de du des et pour el los las un una del y para il lo gli i di della e o os as um uma do da para het een van en voor').split(' '));
/** Words before a number that count parts of a text, not versions of a thing. */
const COUNTERS = new Set('step chapter part section phase example figure table appendix level tier option day week month year quarter lesson unit question item task scenario stage round team group room floor page line no number article annex grade class type port http https error code status rfc iso step issue pr ticket sprint milestone'.split(' '));
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}+#&®™'’_-]{0,40}/gu;
/** A capital, a digit or a hyphen anywhere: `Acme`, `macOS`, `kube-proxy`, `s3`. */
const PROPER = /\p{Lu}|\p{N}|\p{L}-\p{L}/u;
/** Longer runs are sentences in capitals. */
const MOST_WORDS = 4;
const MOST_NAMES = 3;
/** `Flux v2` is Flux. */
const GENERATION = /^v\d{1,2}$/u;

/** `Acme Sync®`, `acme-sync` and `ACME sync` name one product; `null` where nothing is left that names one. */
export function productKey(words: readonly string[]): string | null {
  const own = trimGeneric(words.map((word) => word.toLowerCase()).filter((word, at, all) => at !== all.length - 1 || !GENERATION.test(word)));
  const key = own.join('').replace(/[^\p{L}\p{N}+#]/gu, '');
  return own.length === 0 || own.length > MOST_WORDS || key.length < 2 || !/\p{L}/u.test(key) ? null : key;
}

/** The name that ends where a version begins: `the new Acme Sync` of `Install the new Acme Sync 5.0`. */
export function productBefore(text: string): string | null {
  const words = text.match(WORD) ?? [];
  const last = words.at(-1);
  if (last === undefined || COUNTERS.has(last.toLowerCase())) return null;
  const run: string[] = [];
  for (const word of words.toReversed()) {
    if (run.length >= MOST_WORDS || GENERIC.has(word.toLowerCase()) || (run.length > 0 && !PROPER.test(word))) break;
    run.unshift(word);
    // A name in lower case is one word: what stands before it is a verb or an article.
    if (run.length === 1 && !PROPER.test(word)) break;
  }
  return productKey(run);
}

/** Whether words before a number end in a name, or are nothing but filling. */
export function isNamed(text: string): boolean {
  return productBefore(text) !== null || (text.match(WORD) ?? []).every((word) => GENERIC.has(word.toLowerCase()));
}

/** Names in a phrase that is nothing but one, as behind "the latest version of". */
export function productNamed(text: string): string | null {
  return productKey(text.match(WORD) ?? []);
}

/** What a title or heading may be about: `acmesync` of `Installing Acme Sync on Linux`. */
export interface HeadingProduct {
  readonly key: string;
  /** Whether its spelling is a name's: more than one word, or a capital, digit or hyphen inside. A single word in a capital (`Download`) may be any. */
  readonly sure: boolean;
}

export function productOf(heading: string): HeadingProduct | null {
  const run: string[] = [];
  for (const word of heading.slice(0, 200).match(WORD) ?? []) {
    const isPart = !GENERIC.has(word.toLowerCase()) && PROPER.test(word);
    if (isPart) run.push(word);
    else if (run.length > 0) break;
  }
  const key = productKey(run);
  return key === null ? null : { key, sure: run.length > 1 || PROPER.test(run[0]?.slice(1) ?? '') };
}

/** Products that a text may be about by the headings above it, the nearest first: up to the first that is surely one. */
export function productsAbove(headings: readonly string[]): string[] {
  const found: string[] = [];
  for (const heading of headings.toReversed()) {
    const product = productOf(heading);
    if (product === null) continue;
    found.push(product.key);
    if (product.sure) break;
  }
  return [...new Set(found)].slice(0, MOST_NAMES);
}

function trimGeneric(words: readonly string[]): readonly string[] {
  const isOwn = (word: string): boolean => !GENERIC.has(word);
  const first = words.findIndex(isOwn);
  return first === -1 ? [] : words.slice(first, words.findLastIndex(isOwn) + 1);
}
