import { sentenceSpans, type Span } from '../../core/index.js';
import { maskMarkup } from '../../core/language/index.js';
import { isNamed, productBefore, productNamed } from './products.js';
import { VERSION, versionFrom, type NamedVersion } from './versions.js';

/** A sentence that speaks of a version as the current one, or as one that is still to come. */
export interface VersionClaim extends Span {
  readonly quote: string;
  readonly version: NamedVersion;
  readonly state: 'current' | 'upcoming';
  /** The product that the sentence names; `null` = none. */
  readonly product: string | null;
}

const MOST_CLAIMS = 8;
const LONGEST_SENTENCE = 600;
/** What a text with a claim has somewhere. */
const GATE = /current|latest|newest|most recent|upcoming|forthcoming|aktuell|neu(?:e)?ste|derzeitig|jüngste|dernière|actuelle|versión|versione|versão|huidige|nieuwste|laatste|aktualna|najnowsza|текущая|последняя|актуальная|最新|当前|當前|目前|现行|現在|現行|최신|현재/iu;
/** What is told for a case, an example or the past is no claim about today. */
const SUPPOSED = /(?<![\p{L}\p{N}])(?:if|when|whenever|unless|until|once|whether|suppose|assum(?:e|ing)|example|e\.g|wenn|falls|sobald|beispiel|si|quand|lorsque|exemple|ejemplo|cuando|quando|se|als)(?![\p{L}\p{N}])/iu;

const QUALITY = '(?:(?:stable|major|minor|supported|official|public|published|released|production|available|lts|ga)(?:,|,? and)? ){0,3}';
const KIND = '(?:version|release)(?: (?:number|series))?';
const CURRENT = '(?:current|latest|newest|most recent)';
/** A name of up to four words. */
const NAME = '(?:[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}+#&®™’\'_.-]{0,40} ){1,4}?';
const PHRASE = '[^.,;:!?()|]{1,60}?';
const OF = `(?: (?:of|for) (?<of>${PHRASE}))?`;
const VALUE = `(?:(?:now|currently|still|at|the|in|version|release|v\\.?|=|:|-|–|—|\\|) ?){0,4}(?<name>${NAME})?(?:(?:version|release) )?(?<version>${VERSION})`;

const pattern = (source: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])${source}`, 'iu');

/** Of other languages: "current version", "of", "is", and the words between it and the number. */
const OTHERS: readonly (readonly [current: string, of: string, is: string])[] = [
  ['(?:aktuelle|neu(?:e)?ste|derzeitige|jüngste)[nrs]? (?:stabile[nrs]? )?(?:version|ausgabe)(?:snummer)?', 'von|der|des', 'ist|lautet'],
  ['(?:(?:dernière|actuelle) version(?: stable)?|version(?: stable)? (?:actuelle|courante|la plus récente))', 'de|du|des', 'est'],
  ['(?:(?:última|actual) versión(?: estable)?|versión(?: estable)? (?:actual|más reciente|vigente))', 'de|del', 'es'],
  ['(?:ultima versione(?: stabile)?|versione (?:stabile )?(?:attuale|corrente|più recente))', 'di|del|della', 'è'],
  ['(?:última versão(?: estável)?|versão (?:estável )?(?:atual|mais recente))', 'de|do|da', 'é'],
  ['(?:huidige|nieuwste|laatste)(?: stabiele)? versie', 'van', 'is'],
  ['(?:(?:aktualna|najnowsza|bieżąca)(?: stabilna)? wersja|wersja (?:aktualna|bieżąca))', 'programu|systemu', 'to|jest'],
  ['(?:текущая|последняя|актуальная)(?: стабильная)? версия', 'программы|системы', 'это'],
];

interface Form { readonly pattern: RegExp; readonly state: VersionClaim['state'] }
const current = (source: string): Form => ({ pattern: pattern(source), state: 'current' });
/** Scripts in which a word may stand right before the form. */
const unspaced = (source: string): Form => ({ pattern: new RegExp(source, 'iu'), state: 'current' });
const FORMS: readonly Form[] = [
  // The latest stable release of Acme is 2.1. Current version: 2.1. | Latest release | 2.1 |
  current(`${CURRENT} ${QUALITY}(?<before>${NAME})??${KIND}${OF}(?: (?:is|are)(?= )| ?[:=–—|]) ?${VALUE}`),
  // The latest version (2.1) has …
  current(`${CURRENT} ${QUALITY}(?<before>${NAME})??${KIND}${OF} ?(?:\\(|, )${VALUE}(?=[),])`),
  // Acme 2.1 is the latest release.
  current(`(?<name>${NAME})(?:(?:version|release) )?(?<version>${VERSION})(?: \\([^()]{1,40}\\))?,? (?:is|remains)(?: now| currently| still)? (?:the |our )?${CURRENT} ${QUALITY}(?:${NAME})??${KIND}`),
  current(`(?:version |release )?(?<version>${VERSION}) (?:is|remains)(?: now| currently| still)? (?:the |our )${CURRENT} ${QUALITY}(?:${NAME})??${KIND}`),
  // Acme 2.1 (latest)
  current(`(?<name>${NAME})(?:(?:version|release) )?(?<version>${VERSION}) ?\\((?:the )?${CURRENT}(?: ${KIND})?\\)`),
  // Acme is currently at version 2.1.
  current(`(?<name>${NAME})(?:is|are) (?:currently|at present) (?:at|on|in) (?:version |release )?(?<version>${VERSION})`),
  // We currently run Acme 2.1.
  current(`(?:currently|at present|at the time of writing),? (?:we (?:are )?)?(?:run|runs|running|use|uses|using|on) (?:version (?<version>${VERSION})|${VALUE.replaceAll('?<version>', '?<other>')})`),
  { pattern: pattern(`(?:upcoming|forthcoming) ${QUALITY}(?<before>${NAME})??${KIND}${OF}(?: will be| is|,|:| \\()? ?${VALUE}`), state: 'upcoming' },
  { pattern: pattern(`(?<name>${NAME})(?:(?:version|release) )?(?<version>${VERSION}),? (?:is|will be) (?:the |our )(?:upcoming|forthcoming) ${QUALITY}${KIND}`), state: 'upcoming' },
  ...OTHERS.map(([version, of, is]) => current(`${version}(?: (?:${of}) (?<of>${PHRASE}))? ?(?:${is}|:|=|–|—|-|\\|) ?(?:(?:die|der|la|le|el|il|lo|o|a|de|version|versione|versión|versão|versie|wersja|версия) ){0,2}(?<name>${NAME})?(?:version )?(?<version>${VERSION})`)),
  unspaced(`(?:最新|现行|現行|当前|當前|目前|現在)(?:的|の)?(?:稳定|穩定|安定)?(?:版本|版|バージョン)(?:号|號)?(?:是|为|為|は|:|：)? ?(?<name>${NAME})?(?<version>${VERSION})`),
  unspaced(`(?:최신|현재) ?(?:안정 ?)?버전(?:은|:)? ?(?<name>${NAME})?(?<version>${VERSION})`),
];

/** Every claim of a text, at most 8. */
export function versionClaims(text: string): VersionClaim[] {
  if (!GATE.test(text)) return [];
  const plain = withoutMarks(text);
  const claims: VersionClaim[] = [];
  for (const { start, end } of sentenceSpans(text)) {
    if (claims.length >= MOST_CLAIMS) break;
    if (end - start > LONGEST_SENTENCE) continue;
    const sentence = plain.slice(start, end).replace(/\s+/gu, ' ');
    if (!GATE.test(sentence) || !/\d/u.test(sentence)) continue;
    const claim = claimIn(sentence);
    if (claim !== null) claims.push({ ...claim, start, end, quote: text.slice(start, end) });
  }
  return claims;
}

function claimIn(sentence: string): Pick<VersionClaim, 'version' | 'state' | 'product'> | null {
  for (const { pattern: form, state } of FORMS) {
    const found = form.exec(sentence);
    if (found === null) continue;
    if (SUPPOSED.test(sentence.slice(0, found.index + found[0].length))) return null;
    const { version, other, of, name, before } = found.groups ?? {};
    const written = version ?? other;
    // Words before the number that are neither a name nor filling say something else: "is available since 2019".
    if (written === undefined || (name !== undefined && !isNamed(name))) continue;
    const product = [of === undefined ? null : productNamed(of), before === undefined ? null : productNamed(before), name === undefined ? null : productBefore(name)].find((key) => key !== null) ?? null;
    if (version === undefined && product === null) continue;
    return { version: versionFrom(written), state, product };
  }
  return null;
}

/** The text with emphasis, code marks and quotation marks put to spaces, length and offsets kept. */
function withoutMarks(text: string): string {
  return maskMarkup(text).replace(/[*`"“”„«»[\]]/gu, ' ');
}
