/** The names of things in a heading or title, and what is left without them. */
export interface Names {
  /** Folded, each once, in order. */
  readonly names: readonly string[];
  /** Those that are no everyday words (`open` is one): whoever writes them means the thing. */
  readonly distinct: readonly string[];
  readonly rest: string;
  /** Whether there is nothing but a name in code's spelling. */
  readonly complete: boolean;
}

const MODIFIER = '(?:async|await|abstract|static|staticmethod|class|classmethod|constructor|const|def|enum|final|fn|func|function|get|interface|method|new|private|property|protected|public|set|struct|type)\\*?';
/** `async drop(keys, *, all=True)`, with what comes before the bracket; `file(s)` is no call. */
const CALL = new RegExp(`^\`?((?:${MODIFIER}[ \\t]{1,4}){0,4}[\\p{L}_$][\\p{L}\\p{N}_$.]{0,120})\\((?!e?s\\))`, 'u');
/** `name: str`, `property client: Redis | None`: a name with a type in code's spelling behind it. */
const TYPED = new RegExp(`^\`?((?:${MODIFIER}[ \\t]{1,4}){0,4}[\\p{L}_$][\\p{L}\\p{N}_$.]{0,120}):[ \\t]{1,4}(?:(?:str|string|int|integer|float|number|bool|boolean|bytes|object|dict|list|array|tuple|any|Any|None|null)\\b|[A-Z]\\p{L}{0,60}\\[)`, 'u');
const CODE_SPAN = /`{1,2}([^`]{1,200})`{1,2}/gu;
/** Where a span's name ends: `open(path)`, `--limit=10`. */
const NAME_ENDS = /[(=:[{<\s]/u;
const SNAKE = /^[\p{L}\p{N}$]{0,80}_[\p{L}\p{N}_$]{1,80}$/u;
const CAMEL = /^[\p{L}\p{N}]{0,80}[\p{Ll}\p{N}]\p{Lu}[\p{L}\p{N}]{0,80}$/u;
const SHAPES: readonly RegExp[] = [
  SNAKE, // snake_case
  /^[\p{L}_$][\p{L}\p{N}_$[\]*-]{0,200}(?:\.[\p{L}\p{N}_$[\]*-]{1,200}){1,40}$/u, // dotted.names, TS.ADD
  CAMEL, // CamelCase
  /^--?\p{L}[\p{L}\p{N}-]{0,80}$/u, // --flag
  /^\/[\p{L}{:][^\s]{0,200}$/u, // /v1/users/{id}
];
/** A heading alone: `max-connections`. In a sentence such words are everyday ones (follow-up). */
const KEBAB = /^[\p{Ll}\p{N}]{1,60}(?:-[\p{Ll}\p{N}]{1,60}){1,10}$/u;
/** An abbreviation or a command; `I` and `A` are words. */
const CAPITALS = /^\p{Lu}[\p{Lu}\p{N}]{1,40}$/u;
const VERSION_LIKE = /^v?\p{N}/u;
const ABBREVIATION = /^(?:\p{L}\.){1,4}\p{L}?$/u;
/** More words in capitals are a title that shouts, not a command (ACL SETUSER). */
const MOST_COMMAND_WORDS = 3;

/** Reads the names off a heading as written: code spans, signatures, and words in the spelling of code. */
export function namesIn(heading: string): Names {
  const text = plain(heading);
  const signature = CALL.exec(text)?.[1] ?? TYPED.exec(text)?.[1];
  if (signature !== undefined) return only(signature.replaceAll('*', ''));
  const names: string[] = [];
  const unspanned = text.includes('`') ? text.replace(CODE_SPAN, (_all, code: string) => {
    names.push(spanName(code));
    return ' ';
  }) : text;
  if (names.length === 1 && !/[\p{L}\p{N}]/u.test(unspanned)) return only(names[0] ?? '');
  const words = unspanned.split(/\s+/u).map(trimmed).filter((word) => word !== '');
  if (names.length === 0 && words.length === 1 && isName(words[0] ?? '', true)) return only(words[0] ?? '');
  const shouts = !/\p{Ll}/u.test(unspanned);
  if (shouts) {
    const letters = words.filter((word) => /\p{L}/u.test(word));
    if (names.length === 0 && letters.length > 0 && letters.length <= MOST_COMMAND_WORDS) return { ...named([letters.join(' ')]), rest: '', complete: false };
    return { ...named(names), rest: words.join(' '), complete: false };
  }
  const rest = words.filter((word) => {
    const isOne = isName(word, false) || CAPITALS.test(word);
    if (isOne) names.push(word);
    return !isOne;
  });
  return { ...named(names), rest: rest.join(' '), complete: false };
}

const folded = (names: readonly string[]): string[] => [...new Set(names.map((name) => name.toLowerCase()))];
/** Of a request (`GET /users`); as words they are everyday ones. */
const METHOD = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/u;
const DISTINCT = /[_./\p{N} -]|\p{Ll}\p{Lu}|^\p{Lu}{2}/u;
const named = (names: readonly string[]): Pick<Names, 'names' | 'distinct'> => ({ names: folded(names), distinct: folded(names.filter((name) => DISTINCT.test(name) && !METHOD.test(name))) });
const only = (name: string): Names => ({ ...named([name.replace(/\s+/gu, ' ').trim()]), rest: '', complete: true });

/** Without link targets, anchors (`{#top}`), emphasis and numbering. */
function plain(heading: string): string {
  return heading.replace(/\]\([^()\n]{0,300}\)/gu, ']').replace(/\{#[^{}\n]{0,100}\}/gu, ' ').replace(/\*\*|^[ \t]{0,8}\d{1,3}(?:\.\d{1,3}){0,4}[.)]?[ \t]{1,8}/gu, '').replaceAll('\\_', '_').trim();
}

function spanName(code: string): string {
  const name = code.trim();
  const end = name.search(NAME_ENDS);
  // A command of several words (`git push`) is a name as a whole; arguments of a call are not.
  return end <= 0 || /\s/u.test(name[end] ?? '') ? name.replace(/\s+/gu, ' ') : name.slice(0, end);
}

/** `snake_case` or `CamelCase`, as a word of running text is written. */
export function isCodeName(word: string): boolean {
  return SNAKE.test(word) || (CAMEL.test(word) && /^\p{L}/u.test(word));
}

const trimmed = (word: string): string => word.replace(/^["'“”‘’([<,;:!?]{1,4}/u, '').replace(/["'“”‘’)\],;:!?>]{1,4}$/u, '').replace(/\.$/u, '').replace(/\(\)?$/u, '');

function isName(word: string, alone: boolean): boolean {
  if (word.length < 2 || VERSION_LIKE.test(word) || ABBREVIATION.test(word)) return false;
  return SHAPES.some((shape) => shape.test(word)) || (alone && KEBAB.test(word));
}
