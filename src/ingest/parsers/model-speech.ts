import { WordScan } from './word-scan.js';

/** Text is looked at up to this length. */
const MAX_CHARS = 20_000;
/** No order is shorter, not even in signs that stand for words. */
const MIN_CHARS = 8;

const ORDER = '(?:ignore|disregard|forget|override|bypass|discard|neglect)';
const RULES = '(?:instructions?|prompts?|rules|guidelines|directions|directives|context|commands|polic(?:y|ies)|training|guardrails)';
const MACHINE = '(?:a\\.?i\\.?|artificial intelligence|llms?|(?:large )?language models?|(?:ai |virtual |digital )?assistants?|chat ?bots?|chatgpt|gpt(?:-\\d\\w?)?|copilot|gemini|claude|ai (?:model|system|agent|crawler|summari[sz]er|reader)s?|(?:automated|ai) agents?|rag (?:system|pipeline)s?|retrieval (?:system|pipeline)s?)';
const SAY = '(?:answer|say|tell|recommend|reply|respond|state|treat|include|mention|claim|ignore|rank|cite|output|write|quote|insist|add|append|present|promote|assert|direct|send|refer|describe|summari[sz]e|repeat|print|reveal|confirm|advise|give|use|rate|prefer|forward|approve|score)';

/** Words that set aside what a model was told: no page says them to people in passing. Every gap is bounded, so that no text takes longer than its length. */
const ORDERS: readonly RegExp[] = [
  new RegExp(`\\b${ORDER}\\s+(?:[\\w’']+\\s+){0,5}?${RULES}\\b`, 'iu'),
  new RegExp(`\\b${ORDER}\\s+(?:all|everything|anything|what)\\s+(?:[\\w’']+\\s+){0,4}?(?:above|before|previous(?:ly)?|prior|earlier|told|said)\\b`, 'iu'),
  // The same order in other languages: set aside, and then the rules.
  /\b(?:ignorier|missacht|vergiss|vergess|überge)\p{L}{0,4}\s+(?:[\p{L}]+\s+){0,5}?(?:anweisung|vorgabe|regel|instruktion|befehl)/iu,
  /\b(?:ignore[zr]?|oublie[zr]?|n['’]?[eé]cout)\p{L}{0,3}\s+(?:[\p{L}’']+\s+){0,5}?(?:instruction|consigne|r[èe]gle|directive)/iu,
  /\b(?:ignor[ae]|olvid[ae]|omit[ae]|dimentica|esque[çc]a|negeer|vergeet)\p{L}{0,3}\s+(?:[\p{L}]+\s+){0,5}?(?:instruc|istruzion|instru[çc]|regla|regole|regras|indicaci|instructies)/iu,
  /(?:忽略|无视|無視)[^。]{0,16}(?:指令|指示|说明|提示)|(?:指示|命令|指令)[^。]{0,6}無視|(?:игнорируй|забудь|не\s+обращай)\p{L}{0,3}\s+(?:\p{L}+\s+){0,4}?(?:инструкци|указани|правил)/iu,
];

/** How text speaks to a machine that reads it rather than to a person: by such orders, by calling it by name, by telling it what to answer. */
const SPEECH: readonly RegExp[] = [
  ...ORDERS,
  new RegExp(`\\b(?:notes?|attention|messages?|instructions?|important|hints?|reminders?|notice|directives?|prompt|info(?:rmation)?)\\s{0,2}(?:to|for|:)\\s{0,2}(?:(?:all|any|the|every|your|an?)\\s+)?${MACHINE}(?![\\w-])`, 'iu'),
  new RegExp(`\\b(?:for|to|dear)\\s+(?:any|all|every|the|your)\\s+${MACHINE}(?:\\s+\\w+){0,6}?\\s{0,2}[:,]`, 'iu'),
  new RegExp(`\\b(?:if|as|since|because|when)\\s+you(?:['’]re|\\s+are|\\s+were)\\s+(?:an?\\s+|the\\s+)?(?:\\w+\\s+)?(?:${MACHINE}|bot|agent|model|machine)(?![\\w-])`, 'iu'),
  new RegExp(`(?<![\\w-])(?:${MACHINE}|models?)\\s*[,:]?\\s+(?:[\\w,]+\\s+){0,6}?(?:must|should|shall|please|are\\s+to|is\\s+to|need\\s+to|always|never)\\s+(?:\\w+\\s+){0,3}?${SAY}\\b`, 'iu'),
  new RegExp(`(?:^|[.!?:]\\s+)(?:dear\\s+|hey\\s+|hi\\s+)?${MACHINE}\\s*[,:]\\s+(?:please\\s+)?(?:\\w+\\s+){0,2}?${SAY}\\b`, 'iu'),
  new RegExp(`\\b(?:when|whenever|if|while)\\s+(?:(?:you(?:['’]re|\\s+are)?|someone|anyone|a\\s+user|the\\s+user|users?|customers?|a\\s+customer|the\\s+reader|they)\\s+)?(?:asks?|asked|summari[sz]ing|summari[sz]e|answering|answer|questioned|responding|quoting|describing)\\b[^.!?]{0,120}?[,:]\\s*(?:then\\s+|please\\s+|you\\s+must\\s+|always\\s+|only\\s+)*${SAY}\\b`, 'iu'),
  new RegExp(`(?:^|[.!?:;,]\\s+|\\band\\s+|\\bplease\\s+)(?:always\\s+|only\\s+|just\\s+)?(?:reply|respond|answer|output)\\s+(?:\\w+\\s+){0,4}?(?:with|that|only|in)\\b`, 'iu'),
  /\b(?:do\s+not|don['’]?t|never)\s+(?:tell|reveal|mention|inform|disclose|show|warn|alert)\b[^.!?]{0,40}?\b(?:the\s+)?(?:users?|readers?|humans?|customers?|anyone|this\s+(?:text|note|instruction|message))\b/iu,
  /\b(?:reveal|print|repeat|show|output|leak|expose|send|dump)\s+(?:\w+\s+){0,3}?(?:system|developer|hidden|initial)\s+(?:prompt|messages?|instructions?)\b/iu,
  /\byou\s+are\s+(?:now|no\s+longer)\s+|\bfrom\s+now\s+on,?\s+(?:you|act|answer|reply|respond)\b|\b(?:pretend|act)\s+(?:to\s+be|as\s+if|as\s+an?)\s+(?:\w+\s+){0,3}(?:ai|assistant|model|admin(?:istrator)?|developer|system)\b|\byour\s+new\s+(?:task|instructions?|role|goal|system\s+prompt)\b|\bnew\s+(?:system\s+)?(?:instructions?|prompt)\s*:/iu,
  /<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[\/?INST\]|<<\/?SYS>>|#{2,4}\s*(?:system|instruction)s?\s*:|(?:^|[\n.])\s*(?:system|assistant)\s*(?:prompt|override|message)?\s*:\s+\w/iu,
];

/** The words around which all of it is built: most text has none, and is not looked at further. */
const HINTS = new WordScan(
  ('ignor disregard forget overrid bypass discard neglect instruct prompt artificial llm assistant chat gpt copilot gemini claude agent retrieval summari answer reply replies respond output asked asks '
    + 'questioned quoting describ reveal mention inform disclose tell warn alert pretend <| [inst [/inst << system vergiss vergess missacht überge oubli consigne olvid omit dimentica esque negeer vergeet '
    + '忽略 无视 無視 игнор забудь обращай').split(' ').concat('language model', 'you are', 'from now'),
  ['ai', 'a.i', 'model', 'models', 'rag'],
);

/** Whether text may speak to a model at all, told in one pass over it. */
export const mayMeanModel = (text: string): boolean => text.length >= MIN_CHARS && HINTS.finds(text.length > MAX_CHARS ? text.slice(0, MAX_CHARS) : text);

/** Whether text speaks to a model. What stands in quotation marks is told about, not said. */
export const speaksToModel = (text: string): boolean => says(text, SPEECH);

/** Whether text tells a model to set aside what it was told: sure enough to say it of an article whole. */
export const ordersModel = (text: string): boolean => says(text, ORDERS);

function says(text: string, patterns: readonly RegExp[]): boolean {
  if (!mayMeanModel(text)) return false;
  const said = text.slice(0, MAX_CHARS).replace(/\s+/gu, ' ').replace(/[“"„«][^“”"„«»]{3,200}[”"“»]/gu, ' ');
  return patterns.some((pattern) => pattern.test(said));
}
