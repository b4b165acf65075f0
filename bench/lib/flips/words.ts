/** The planter's own tables of words: small, and chosen so that a swap keeps a sentence readable. */

/** Third persons that get "does not" before them. */
export const ADDED_NOT = new Map(['support', 'require', 'allow', 'include', 'contain', 'provide', 'affect', 'accept', 'enable', 'cover', 'need', 'guarantee', 'preserve', 'enforce', 'reserve', 'inherit', 'overwrite', 'replicate', 'encrypt', 'compact', 'cache', 'validate', 'verify', 'expire', 'persist', 'prevent', 'restart', 'respect', 'ignore']
  .map((verb) => [/[^aeiou]y$/u.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`, verb]));

export const PARTICIPLES: readonly string[] = ['stored', 'encrypted', 'created', 'deleted', 'removed', 'included', 'replicated', 'persisted', 'shared', 'allowed', 'sent', 'cached', 'indexed', 'exposed', 'installed', 'reimbursed', 'covered', 'copied', 'overwritten', 'preserved', 'restarted', 'applied', 'validated', 'logged', 'ignored', 'rotated', 'signed', 'paid', 'approved', 'blocked', 'compressed', 'evicted', 'counted', 'distributed', 'synchronized'];

/** Status words behind "is" or "are", longest first. */
export const STATUSES: readonly (readonly [string, string])[] = [
  ['no longer supported', 'still supported'], ['no longer available', 'still available'], ['no longer recommended', 'still recommended'],
  ['not supported', 'supported'], ['not available', 'available'], ['not recommended', 'recommended'], ['not enabled', 'enabled'],
  ['supported', 'not supported'], ['deprecated', 'not deprecated'], ['enabled', 'disabled'], ['disabled', 'enabled'], ['stable', 'still experimental'],
  ['experimental', 'stable and ready for production'], ['generally available', 'still in preview'], ['available', 'not available'], ['unavailable', 'available'], ['unsupported', 'supported'],
  ['recommended', 'not recommended'], ['discontinued', 'still offered'], ['obsolete', 'up to date'], ['active', 'inactive'],
];

/** One direction an entry; a sentence is taken where exactly one of them fits. */
export const ANTONYMS: readonly (readonly [RegExp, string])[] = [
  [/\bsynchronously\b/u, 'asynchronously'], [/\basynchronously\b/u, 'synchronously'], [/\bis synchronous\b/u, 'is asynchronous'], [/\bis asynchronous\b/u, 'is synchronous'],
  [/\bascending\b/u, 'descending'], [/\bdescending\b/u, 'ascending'], [/\bincreases\b/u, 'decreases'], [/\bdecreases\b/u, 'increases'], [/\breduces\b/u, 'increases'], [/\bimproves\b/u, 'worsens'],
  [/(?<=is |are |be |has |have |yields )faster\b|\bfaster(?= than\b)/u, 'slower'], [/(?<=is |are |be |has |have |yields )slower\b|\bslower(?= than\b)/u, 'faster'], [/(?<=is |are |be |has |have |yields )higher\b|\bhigher(?= than\b)/u, 'lower'], [/(?<=is |are |be |has |have |yields )larger\b|\blarger(?= than\b)/u, 'smaller'], [/(?<=is |are |be |has |have |yields )smaller\b|\bsmaller(?= than\b)/u, 'larger'], [/(?<=is |are |be )more (?=efficient|expensive|complex|secure|accurate|memory)/u, 'less '], [/(?<=is |are |be )less (?=efficient|expensive|complex|secure|accurate|memory)/u, 'more '],
  [/\b(?<=is |are |was |were )automatically (?=[a-z]+ed\b)/u, 'manually '], [/\bautomatically (?=[a-z]+s\b)/u, 'never '],
  [/\boldest\b/u, 'newest'], [/\bnewest\b/u, 'oldest'], [/\bthe first (?=element|entry|item|node|value|character|argument|key|field|match)/u, 'the last '], [/\bthe last (?=element|entry|item|node|value|character|argument|key|field|match)/u, 'the first '],
  [/\bcase-sensitive\b/u, 'case-insensitive'], [/\bcase-insensitive\b/u, 'case-sensitive'], [/\b(?<=is |are )read-only\b/u, 'writable'], [/(?<=is |are )mandatory\b/u, 'optional'], [/\binclusive\b/u, 'exclusive'], [/\bexclusive\b/u, 'inclusive'],
  [/\b(?<=is |are )persistent\b/u, 'ephemeral'], [/\b(?<=is |are )public\b/u, 'private'], [/\b(?<=is |are )encrypted\b/u, 'unencrypted'], [/\bsingle-threaded\b/u, 'multi-threaded'], [/\b(?<=is |are )stateless\b/u, 'stateful'], [/\bstateful\b/u, 'stateless'],
  [/\b(?<=is |are )(?:possible)\b/u, 'impossible'], [/\b(?<=is |are )impossible\b/u, 'possible'], [/\b(?<=is |are )safe\b/u, 'unsafe'], [/\bsucceeds\b(?!.* and )/u, 'fails'], [/\bfails\b(?!.* and )/u, 'succeeds'], [/\baccepts\b/u, 'rejects'], [/\brejects\b/u, 'accepts'],
  [/\b(?<=must |has to |have to )use the same\b/u, 'use a different'], [/\b(?<=is |are )the same\b(?! (?:as|way))/u, 'different'], 
  [/\bhorizontally\b/u, 'vertically'], [/\b(?<=is |are )free\b(?! (?:to|of|from))/u, 'charged for'], [/\b(?<=is |are )compatible\b/u, 'incompatible'], [/\bincompatible\b/u, 'compatible'], [/\b(?<=is |are )unique\b/u, 'shared'],
  [/\b(?<=is |are )identical\b/u, 'different'], [/\b(?<=is |are )immutable\b/u, 'mutable'], [/\b(?<=is |are )the primary\b/u, 'a secondary'], [/\bgrants\b/u, 'denies'], [/\bminimizes\b/u, 'maximizes'], [/\bsimplifies\b/u, 'complicates'],
];

/** Swaps that keep the meaning in documentation, in order. */
export const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/\bin order to\b/gu, 'to'], [/\bprior to\b/gu, 'before'], [/\bas well as\b/gu, 'and also'], [/\bsuch as\b/gu, 'like'], [/\bmultiple\b/gu, 'several'], [/\ballows you to\b/gu, 'lets you'], [/\bmake sure\b/gu, 'see to it'], [/\bensure that\b/gu, 'make sure that'], [/\bensures that\b/gu, 'makes sure that'],
  [/\bare able to\b/gu, 'can'], [/\bis able to\b/gu, 'can'], [/\bcontains\b/gu, 'holds'], [/\bcontain\b/gu, 'hold'], [/\brequires\b/gu, 'needs'], [/\brequire\b/gu, 'need'], [/\bprovides\b/gu, 'offers'], [/\bprovide\b/gu, 'offer'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )deleted\b/gu, 'erased'], [/(?<=to |can |can't |cannot |not |must |you |will )delete\b/gu, 'erase'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )removed\b/gu, 'taken out'],
  [/(?<=\b(?:is|are|be|been|was|were|not|n't) )specified\b/gu, 'given'], [/\bspecify\b/gu, 'state'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )configured\b/gu, 'set up'], [/\bconfigure\b(?! it\b| them\b)/gu, 'set up'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )created\b/gu, 'made'], [/\bcreate\b/gu, 'make'], [/\bcreates\b/gu, 'makes'], [/\bcurrently\b/gu, 'at present'], [/\blarge\b/gu, 'big'], [/\bobtain\b/gu, 'get'], [/\breceives\b/gu, 'gets'], [/\breceive\b/gu, 'get'],
  [/\bperform\b/gu, 'carry out'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )performed\b/gu, 'carried out'], [/\bperforms\b/gu, 'carries out'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )executed\b/gu, 'run'], [/\bretrieve\b/gu, 'fetch'], [/\bretrieves\b/gu, 'fetches'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )retrieved\b/gu, 'fetched'], [/\bdetermines\b/gu, 'decides'], [/\bdisplays\b/gu, 'shows'], [/\bshows\b/gu, 'displays'], [/\bmodify\b/gu, 'change'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )modified\b/gu, 'changed'],
  [/\badditional\b/gu, 'further'], [/\bduring\b/gu, 'in the course of'], [/\bvia\b/gu, 'by way of'], [/\bwhether\b(?! to)/gu, 'if'], [/\bvarious\b/gu, 'different'], [/\bconsists of\b/gu, 'is made up of'], [/\bindicates\b/gu, 'tells'], [/\bselect\b/gu, 'choose'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )selected\b/gu, 'chosen'], [/\bchoose\b/gu, 'pick'], [/\bsubmit\b/gu, 'hand in'], [/(?<=\b(?:is|are|be|been|was|were|not|n't) )submitted\b/gu, 'handed in'],
  [/\bimmediately\b/gu, 'at once'], [/\bpermission to\b/gu, 'the right to'], [/\bemployees\b/gu, 'staff members'], [/\butilizes\b/gu, 'uses'], [/\bassociated with\b/gu, 'tied to'], [/\bdoes not\b/gu, "doesn't"], [/\bdo not\b/gu, "don't"], [/\bcannot\b/gu, "can't"], [/\bis not\b/gu, "isn't"], [/\bare not\b/gu, "aren't"],
  [/(?<!by |are |is |when |When |if |If |By |After |Before |re |while |start |and |or |before |after |not |stop |of |than )\busing\b/gu, 'with'], [/\benabled\b/gu, 'switched on'], [/\bdisabled\b/gu, 'switched off'], [/(?<!ly )\bsupports\b/gu, 'can work with'],
];

/** Past participles of verbs that stand behind "you must", "you can" and the like. */
export const PASSIVE = new Map(Object.entries({ use: 'used', set: 'set', specify: 'given', provide: 'given', create: 'made', configure: 'set up', install: 'installed', enable: 'switched on', disable: 'switched off', delete: 'erased', change: 'changed', modify: 'changed', add: 'added', remove: 'taken out', upgrade: 'upgraded', submit: 'handed in', include: 'included', run: 'run', store: 'stored', update: 'brought up to date', restart: 'restarted', import: 'imported', export: 'exported', rename: 'renamed', define: 'defined', deploy: 'deployed', replace: 'replaced', select: 'chosen', complete: 'completed', request: 'asked for', book: 'booked', access: 'reached', view: 'looked at', migrate: 'migrated' }));

export const INTRODUCTIONS: readonly string[] = ['Note that ', 'Keep in mind that ', 'Be aware that ', 'Please remember that ', 'It is worth knowing that ', 'As things stand, ', 'For the record, ', 'In short, '];
