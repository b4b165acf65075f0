/** A light paraphrase of one sentence: other clauses first, other words, another voice, with another start. */
import { oneOf } from '../random.js';
import { INTRODUCTIONS, PASSIVE, SYNONYMS } from './words.js';

const OLD_INTRODUCTION = /^(?:Please )?(?:Note|Keep in mind|Be aware|Remember|It is important to note|Note also) that /u;
const HELD = /\u0001(\d+)\u0001/gu;
/** What is told to do something takes no "Note that" before it. */
const IMPERATIVE = /^(?:Please|Consider|Use|Set|Specify|Make|Run|Choose|Select|Add|Create|Do|Don't|Keep|Check|Click|Enter|Go|Install|Open|Configure|Include|Avoid|Contact|Submit|Remember|Provide|Press|Tap|Wait|Try|Start|Stop|Copy|Move)\b|^(?:press|tap|wait|try)\b/u;
/** Words that stay as they are: code, and names in the middle of a sentence. */
const HOLD = /`[^`]*`/gu;

/** A paraphrase that differs by more than a word or two, or nothing where the tables have too little for it. */
export function reworded(sentence: string, isName: (word: string) => boolean, random: () => number): string | undefined {
  const held: string[] = [];
  let text = sentence.replaceAll(HOLD, (code) => `\u0001${held.push(code) - 1}\u0001`);
  let weight = 0;
  const lowered = (part: string): string => (isName(part.split(/[\s,.'\u2019]/u)[0]!) || /^(?!(?:The|An?|All|Each|Every|Your|In|For|On|By|With|To|When|If|As|Not|Before|After|During|Starting|Because|Setting|Using) )[A-Z]\w+ [A-Z][a-z]/u.test(part) ? part : part.charAt(0).toLowerCase() + part.slice(1));
  if (OLD_INTRODUCTION.test(text)) { text = raised(text.replace(OLD_INTRODUCTION, '')); weight += 1; }
  const moved = passive(text, lowered) ?? clausesSwapped(text, lowered) ?? active(text, lowered) ?? placeFirst(text, lowered);
  if (moved !== undefined) { text = moved; weight += 1.5; }
  for (const [pattern, put] of SYNONYMS) {
    const swapped = text.replace(pattern, (found: string, ...rest: unknown[]) => (/\ban? $/iu.test(text.slice(0, rest.find((part) => typeof part === 'number'))) ? found : put));
    if (swapped === text || random() < 0.1) continue;
    text = swapped;
    weight += put.includes("n't") ? 0.25 : 1;
  }
  if ((weight < 2.5 || random() < 0.3) && !IMPERATIVE.test(text)) {
    const introduction = oneOf(INTRODUCTIONS, random);
    text = introduction + lowered(text);
    weight += 1;
  }
  return weight < 2 ? undefined : text.replaceAll(HELD, (_, at: string) => held[Number(at)]!);
}

const raised = (part: string): string => (/^[a-z][A-Z]/u.test(part) ? part : part.charAt(0).toUpperCase() + part.slice(1));
const COUNTED = /,/gu;
const commas = (text: string): number => [...text.matchAll(COUNTED)].length;

/** "If A, B." and "B if A.": a sentence of two clauses with no other comma in it. */
function clausesSwapped(text: string, lowered: (part: string) => string): string | undefined {
  const front = /^((?:If|When|Whenever|Before|After|While|Because|By default|For|During|Starting with|Starting in|As of|In|On|With|To)\b[^,]*), (?:then )?(?!and|or|but)(.+)\.$/u.exec(text);
  if (front !== null && commas(text) === 1 && !/\b(?:if|when|before|after|while|because)\b/u.test(front[2]!)) return `${raised(front[2]!)} ${lowered(front[1]!)}.`;
  const back = /^(.{12,}?) ((?:if|when|because|before|after|while|by default)\b.*)\.$/u.exec(text);
  if (back === null || commas(text) > 0 || /\b(?:that|which|who|even|only|and|than|track|see|know|check|determine|of|on|about|starting|right|just|immediately|shortly|days?|hours?|minutes?|to|is|are|be)$/u.test(back[1]!) || /\b(?:that|which|if|when|because|before|after|while)\b/u.test(back[1]!)) return undefined;
  if (back[2] !== 'by default' && (/^by default\b/u.test(back[2]!) || / and (?:\w+ly|is|are|can|will|you) /u.test(back[2]!) || back[2]!.split(' ').length < 4)) return undefined;
  return `${raised(back[2]!)}, ${lowered(back[1]!)}.`;
}

/** "You must change the key." becomes "The key must be changed." */
function passive(text: string, lowered: (part: string) => string): string | undefined {
  const match = /^(?:(.+?), you|You) (must|can|cannot|may|may not|do not have to|need not|must not|can not) ([a-z]+) ((?:(?:the|an?|your|all|any|each|every|multiple|several|one|two)\b|\u0001)[^,.]*?)(?: (in|on|with|for|from|to|before|after|when|if|by|using|at|as|during|without|through|via|into|that|so)\b([^,]*))?\.$/u.exec(text);
  if (match === null) return undefined;
  const [, before, auxiliary, verb, object, preposition, rest] = match as unknown as [string, string | undefined, string, string, string, string | undefined, string | undefined];
  const participle = PASSIVE.get(verb);
  if (participle === undefined || /\b(?:and|or|whenever|where|while|which|who|you|of how)\b/u.test(object) || / and [a-z]+ /u.test(rest ?? '') || preposition === 'that') return undefined;
  const said = auxiliary === 'do not have to' ? 'need not' : auxiliary;
  const after = preposition === undefined ? '' : ` ${preposition}${rest ?? ''}`;
  const core = `${said} be ${participle}${after}`;
  return before === undefined ? `${raised(object)} ${core}.` : `${raised(object)} ${core} ${lowered(before)}.`;
}

const DONE_BY = new Map([['support', 'supported'], ['require', 'required'], ['store', 'stored'], ['create', 'created'], ['encrypt', 'encrypted'], ['replicate', 'replicated'], ['validate', 'validated'], ['accept', 'accepted'], ['provide', 'provided'], ['cover', 'covered'], ['enforce', 'enforced']]);

/** "A supports B." becomes "B is supported by A." */
function active(text: string, lowered: (part: string) => string): string | undefined {
  const match = /^((?:The |An? )?[\w.\u0001-]+(?: [\w.\u0001-]+){0,4}) (does not |do not |doesn't |)(support|require|store|create|encrypt|replicate|validate|accept|provide|cover|enforce)(e?s)? ([^,]{6,80})\.$/u.exec(text);
  if (match === null) return undefined;
  const [, subject, negated, verb, , object] = match as unknown as [string, string, string, string, string, string];
  if (/^(?:Not|Each|Every|All|You|Users)\b|\b(?:can|cannot|can't|must|may|will|should|to|that|which|and|if|not|you|need|it|also|then)\b/u.test(subject) || /\b(?:and [a-z]+s|when|if|that|which|before|after|by|more than|so)\b/u.test(object) || !/^(?:the|an?|all|multiple|several|\u0001|[A-Z]|[a-z-]+s\b|[a-z-]+ [a-z-]+s\b)/u.test(object)) return undefined;
  const plural = !/^(?:the|an?|\u0001)\b/u.test(object) || / and /u.test(object) || /^the [a-z-]+s\b/u.test(object);
  return `${raised(object)} ${plural ? 'are' : 'is'} ${negated === '' ? '' : 'not '}${DONE_BY.get(verb)!} by ${lowered(subject)}.`;
}

/** "B in the cluster." becomes "In the cluster, B." */
function placeFirst(text: string, lowered: (part: string) => string): string | undefined {
  const match = /^([^,]{20,}) ((?:in|on|for|during|within|at) (?:the|each|every|all|your) (?:[a-z-]+ )?(?:clusters?|databases?|nodes?|regions?|projects?|accounts?|namespaces?|backgrounds?|servers?|teams?|offices?|subscriptions?))\.$/u.exec(text);
  if (match === null || text.split(' ').length > 16 || / to [a-z]+ /u.test(match[1]!) || /\b(?:that|which|who|and|or|to|is|are|be|not|used|available|of|than|only|even)$/u.test(match[1]!) || / (?:in|on|for|during|within|at|of|and|or|that|with) /u.test(match[2]!.slice(3))) return undefined;
  return `${raised(match[2]!)}, ${lowered(match[1]!)}.`;
}
