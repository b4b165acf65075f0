/** What one language allows between neighbouring words of a sentence. */
export interface Neighbours {
  /** By word: what cannot follow it. */
  readonly followers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Words that begin no sentence in small letters: behind a full stop they belong to another one. */
  readonly noStart: ReadonlySet<string>;
  /** Words in capitals that begin a sentence: behind a small word without a stop they are out of place. */
  readonly openers: ReadonlySet<string>;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u));

function neighbours(after: readonly (readonly [string, string])[], noStart: string, openers: string): Neighbours {
  return { followers: new Map(after.flatMap(([words, never]) => words.split(' ').map((word) => [word, set(never)] as const))), noStart: set(noStart), openers: set(openers) };
}

const EN_VERBS = 'is are was were has have had will would can could must should may might';
const DE_VERBS = 'ist sind wird werden hat haben kann können muss müssen war waren wurde wurden soll sollte';
const DE_ARTICLES = 'der die das den dem des ein eine einen einem einer';
const FR_PHRASE = 'le la les un une des du est sont ont dans pour par sur avec que qui ne il elle nous vous ils elles cette ces ce mais';
const ES_PHRASE = 'el los las un una es son está están de del en con por para que se y pero este esta';
const IT_PHRASE = 'il lo gli un una è sono di del della in con per che si e ma questo questa nel nella';
const PT_PHRASE = 'o os um uma é são de do da em com por para que se e mas este esta no na';
const NL_PHRASE = 'de het een is zijn wordt worden heeft hebben kan kunnen en of maar dat die met voor van op in te';

/**
 * From grammars. Relative clauses end in a preposition and go on with a verb (`what we talked of is`): forms of `be` may follow one. What cannot follow an article, a possessive,
 * an auxiliary, a preposition or `to` in one English sentence; in the other languages, mostly what cannot follow a preposition that holds an article (`zum`, `aux`, `nello`) or a pointing
 * word. Their plain articles are pronouns too (`die ist`, `les en`).
 */
export const NEIGHBOURS: Readonly<Record<string, Neighbours>> = {
  en: neighbours([
    ['the a an', `the a an of to that with from by as it they ${EN_VERBS} be been at these its their we you because also this than and or but into about our your all`],
    ['their its your our my', `the a an of to ${EN_VERBS} and or with from by their its your our it they this that`],
    ['can could must should would might', 'of is are was were had will would can could must should may might from into because than been that your our their its'],
    ['of from with into between during', 'had could must should they he she we because be then to'],
    ['to', 'of are had has will would can could should may might to if because'],
    ['is are was were been be', 'is are was were had would could should has'],
  ], 'of and or the is are was were to with which that by from into than has have be been as for in on at a an they will can you we',
  'The This These Those When However In For You We To There They After Before While Because Although Since It If'),
  de: neighbours([
    ['im zum zur vom beim ins', `${DE_VERBS} ${DE_ARTICLES} und oder aber zu im zum zur vom mit von für auf als wenn dass sich sie er es wir`],
    ['eine einen einem eines', `${DE_VERBS} der die das den dem des und oder im zum zur vom wenn dass sich sie er es wir`],
    ['des dem', `${DE_VERBS} und oder im zum zur vom wenn dass zu`],
    ['und oder', 'und oder'], ['für von', `${DE_VERBS} und oder wenn dass zu im zum zur vom`], ['dass wenn', 'und oder ist sind wird werden zum zur hat haben'],
  ], 'und oder der die das den dem des ist sind wird werden von mit für im zum zur auf ein eine einen nicht kann können', 'Der Die Das Diese Dieser Dieses Wenn Falls Ein Eine Es Um Für Mit Bei Nach Wie Im In Durch Mehr Alle Beachten'),
  fr: neighbours([
    ['au aux du', `${FR_PHRASE} et ou de à`], ['cette ces leurs', `${FR_PHRASE} et ou de à`], ['une', `${FR_PHRASE} et ou à`], ['un', 'le la les du une est sont ont dans pour par avec que ne il elle nous vous ils elles'],
    ['dans', 'est sont ont et ou de que il elle par pour avec ne'], ['et ou', 'et ou est sont'], ['de', 'est sont ont et que il elle ne du dans pour'], ['le la les', 'et le la les de des du est sont par pour avec dans que qui il vous une un'],
  ], 'et ou le la les de des du est sont un une que qui dans pour par sur avec au aux ne', 'Le La Les Un Une Cette Ces Ce Si Pour Dans Il Elle Vous Nous Lorsque Cependant Par En Pour Notez Ils'),
  es: neighbours([['al del', `${ES_PHRASE} la lo`], ['una', ES_PHRASE], ['los las el', 'el la los las un una es son está están con por para se y pero'], ['y o', 'y o']], 'y o el la los las de del es son un una que en para por con se al', 'El La Los Las Una Este Esta Estos Para Cuando Si En Los Se Por Es'),
  it: neighbours([['nel nella dal dalla alla dello', `${IT_PHRASE} la le i`], ['una uno', IT_PHRASE], ['gli il', 'il lo la le gli un una è sono di con per e ma'], ['e o', 'e o']], 'e o il la le gli di del della è sono un una che in per con si al nel', 'Il La Le Gli Una Questo Questa Per Quando Se In Non Si Lo'),
  pt: neighbours([['ao aos pelo pela num numa', `${PT_PHRASE} a as`], ['uma', `${PT_PHRASE} a as`], ['os', 'o os um uma é são de com por para e mas'], ['e ou', 'e ou']], 'e ou o os as de do da é são um uma que em para com por se ao', 'O Os As Uma Este Esta Para Quando Se Em Não Por É'),
  nl: neighbours([['de het een', NL_PHRASE], ['deze dit', 'de het een van en of maar dat die'], ['en of', 'en of maar'], ['van voor met', 'is zijn wordt worden heeft hebben kan kunnen en of maar']], 'en of de het een van is zijn wordt worden met voor dat die kan kunnen', 'De Het Een Dit Deze Als Voor Bij In Dat Wanneer Om Er'),
};
