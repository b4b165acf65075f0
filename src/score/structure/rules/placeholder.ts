import { excerpt, type Span } from '../../../core/index.js';
import { SOUND, type StructureRule } from '../rule.js';
import { CUE } from '../cues.js';
import type { View } from '../view.js';

/**
 * Text that stands in for text to come. Each pattern asks for the marker in the place of content: alone on a line, in a
 * table cell or list item, after a label's colon, or in brackets. In code, in quotation marks or in the middle of a
 * sentence (`lorem ipsum is filler text`, `the TODO list`) it is spoken about and passes.
 */
const MARKERS = 'TODO|TO-DO|TBD|TBC|TBA|FIXME|XXX+|TKTK|T\\.B\\.D\\.';
const PHRASES = [
  'to be (?:determined|defined|decided|confirmed|announced|completed|added|written|documented|filled in|done|supplied|provided later)',
  '(?:more |content |text |details? |documentation |description )?(?:coming soon|to follow|to come)',
  '(?:this (?:page|section|chapter|document|article) (?:is|was|has been) )?(?:(?:currently )?under construction|(?:intentionally )?left (?:intentionally )?blank|a stub|a placeholder|not (?:been )?written yet|work in progress)',
  '(?:insert|enter|add|put|write|type|place|paste) (?:your |the |some |a |an )?(?:own )?[a-z]{1,20} here',
  '(?:your |the )?(?:text|content|copy|description|title|summary|image|logo|address) (?:goes )?here', '(?:draft|entwurf|brouillon|borrador|bozza|rascunho|concept)(?: v?\\d{1,2}(?:\\.\\d{1,2}){0,2})?(?:[ ,:–—-]{1,3}(?:do not (?:distribute|publish|share|copy|cite)|not for (?:publication|distribution|release)|for (?:internal )?review|confidential))?', '(?:needs|awaiting|pending) (?:review|approval|input|confirmation)(?: before (?:publishing|publication|release))?', 'placeholder(?: text| image)?', '(?:sample|dummy|filler|placeholder|example) text(?: here)?',
  '(?:hier )?(?:bitte )?(?:text|inhalt|beschreibung) (?:hier )?(?:einfügen|ergänzen|eintragen)', '(?:hier )?(?:platzhalter|blindtext|mustertext)', '(?:wird|werden) (?:noch |später )?(?:ergänzt|nachgereicht|definiert|bearbeitet)', '(?:inhalt )?folgt (?:in kürze|demnächst|noch)', 'noch (?:zu|nicht) (?:klären|definiert|festgelegt|ausgefüllt)',
  'à (?:compléter|définir|déterminer|rédiger|venir|confirmer)', '(?:insérer|ajouter|saisir) (?:le |un |votre )?(?:texte|contenu) ici', 'bientôt disponible', 'texte (?:factice|à venir)', 'click here to (?:edit|add|enter) (?:this |your |some )?(?:text|title|content)', '(?:tk ){1,4}tk', '\\?{3} ?(?:ask|check|clarify|verify|fragen|klären|demander)(?: \\p{L}{1,20}){0,3}', 'da (?:definire|completare|scrivere)', '(?:a|por) (?:definir|completar|preencher|redigir)', 'nog (?:te bepalen|in te vullen|aan te vullen|te schrijven)',
  'por (?:definir|completar|determinar|confirmar)', '(?:insertar|insertar el|escriba|añadir) (?:su |el |un )?(?:texto|contenido) aquí', 'pendiente de (?:definir|completar|redactar|confirmar)', 'próximamente', 'texto de (?:relleno|ejemplo)',
].join('|');

/** What stands before content on its line: a list marker, a task box, a label (`Owner:`). */
const LEAD = String.raw`[^\S\n]{0,20}(?:(?:[-*+•>]|\d{1,3}[.)])[^\S\n]{1,4})?(?:\[[ xX]\][^\S\n]{1,4})?(?:\*{0,2}[\p{L}\p{N} /_()-]{1,40}:\*{0,2}[^\S\n]{1,4})?(?:\*{1,3}|_{1,3})?`;
const END = String.raw`[.!…]{0,3}(?:\*{1,3}|_{1,3})?[.!…]{0,3}[^\S\n]{0,20}$`;
/** A line, a table cell or a pair of square brackets that holds the phrase and nothing else. */
const FILLER = new RegExp(String.raw`^${LEAD}(${PHRASES})${END}|\|[^\S\n]{0,20}(${PHRASES})[.!…]{0,3}[^\S\n]{0,20}(?=\||$)|[[(](${PHRASES})[)\]](?![([:])|(?<=[.!?] )(${PHRASES})(?=[.!…])`, 'gimu');
/** A marker may also stand in round brackets or open a note: `TODO: describe the limits`, `FIXME - old price`. */
const MARKER = new RegExp(
  String.raw`^${LEAD}(${MARKERS})(?:${END}|[^\S\n]{0,3}(?::|\([\w@ ]{1,30}\)|[-–—][^\S\n]))|\|[^\S\n]{0,20}(${MARKERS})[^\S\n]{0,20}(?=\||$)|[([<]{1,2}(${MARKERS})(?:[ :][^()\[\]<>\n]{1,60})?[)\]>]{1,2}(?![([:])|^(XXX|FIXME)[ ][\p{L}]|(?<=[.!?] )(${MARKERS})(?=[.:])`,
  'gmu',
);
const ASKS = /\?{3} ?\p{L}/u;
const OPENS_FIELD = /\[\p{L}|<\p{L}|\{\{|%%|\$\{/u;
/** Cheap and almost always false: spares most chunks the patterns above. */
const HINT = new RegExp(`(?:${MARKERS.toLowerCase()})|(?:${PHRASES})`, 'u');

const FIELD_WORDS = 'company|customer|client|employee|employer|user|product|project|team|department|manager|recipient|sender|first|last|full|your|contact|job|business|organi[sz]ation|phone|email|e-mail|postal|street|start|end|effective|invoice|order|account|insert|enter|firma|firmen|kunden|vorname|nachname|nom|prénom|nombre|apellido|empresa';
const FIELD_ENDS = 'name|title|address|number|date|id|city|here|email|e-mail|phone|logo|amount|text|company|position|role|nummer|datum|adresse|du client|de la empresa|de la société';
/** Fields nobody filled in: `[Company Name]`, `<your name>`, `{{customer_name}}`. Links and template calls are not fields. */
const FIELD = new RegExp(
  String.raw`\[(?:(?:${FIELD_WORDS})[ _](?:[\p{L}]{1,20}[ _]){0,2}(?:${FIELD_ENDS})|(?:insert|enter|einfügen|insérer|insertar)[ :][\p{L}\p{N} ,'_-]{1,60}|(?:your|ihr|ihre|votre|su) [\p{L} ]{1,30})\](?![([:])`
  + String.raw`|\[(?:name|date|title|address|author|datum|titel|nom|nombre|company|amount|number|xxx+|citation needed)\](?![([:])|\[(?:hier|ici|aquí) [\p{L} ]{1,40}(?:einfügen|insérer|insertar)\](?![([:])|%%[A-Z][A-Z_]{2,30}%%|\$\{(?:product|project|company|customer|user)\.(?:version|name|title|id|email)\}`
  + String.raw`|<(?:insert|enter|your|(?:${FIELD_WORDS}) )[ ]?[\p{L}]{1,20}(?: [\p{L}]{1,20}){0,3}>`
  + String.raw`|\{\{[ ]?(?:(?:${FIELD_WORDS})[ _-](?:[\p{L}]{1,20}[ _-]){0,2}(?:${FIELD_ENDS})|(?:name|date|field|placeholder|title|company|amount)_?\d{0,3})[ ]?\}\}`,
  'giu',
);

const LOREM = /\b(?:lorem|ipsum|dolor|amet|consectetur|consectetuer|adipiscing|adipisicing|elit|eiusmod|tempor|incididunt|labore|dolore|aliqua|enim|veniam|nostrud|exercitation|ullamco|laboris|nisi|aliquip|commodo|consequat|duis|aute|irure|reprehenderit|voluptate|velit|cillum|fugiat|nulla|pariatur|excepteur|occaecat|cupidatat|proident|culpa|officia|deserunt|mollit|laborum)\b/giu;
/** A chunk that names them is about fields, and shows some: `the placeholder {{first_name}} becomes …`. */
const ABOUT_FIELDS = /\b(?:placeholders?|variables?|merge (?:fields?|tags?)|template (?:fields?|variables?)|tokens?|platzhalter|variablen?|espaces? réservés?|marcador(?:es)? de posición)\b/iu;
/** Part of a path, a command or an assignment: the reader puts in his own (`C:\\Users\\<your name>`, `--key=<account id>`). */
const IN_A_PATH = /[/\\=@:'"`-]/u;
/** So many words of it are the passage itself, not its name. */
const MIN_LOREM = 6;
/** Fewer other words than this: the placeholder is all there is. */
const MIN_CONTENT_WORDS = 12;

interface Hit extends Span {
  readonly text: string;
}

export const placeholder: StructureRule = {
  id: 'structure/placeholder',
  check(view) {
    const cues = view.cues();
    const lorem = (cues & CUE.lorem) !== 0 ? hitsOf(view.said, LOREM) : [];
    const passages = lorem.length >= MIN_LOREM ? lorem : [];
    const markers = (cues & CUE.placeholder) !== 0 || ASKS.test(view.said) ? markersOf(view) : [];
    const hits = [...markers, ...fieldsOf(view)];
    const signals = { placeholders: hits.length + (passages.length > 0 ? 1 : 0) };
    const first = passages[0] ?? hits.toSorted((a, b) => a.start - b.start)[0];
    if (first === undefined) return { ...SOUND, signals };
    const shown = passages.length > 0 ? excerpt(view.text.slice(first.start, first.start + 60), 40) : excerpt(first.text, 40);
    return {
      signals,
      fault: {
        factor: factorOf(view, hits.length, passages.length), severity: 'warning', seen: shown, expected: 'no placeholder', span: { start: first.start, end: first.end },
        message: `Unexpected \`${shown}\` in a finished page, expected none`,
      },
    };
  },
};

/** Every pattern keeps to one line; those without a hint are spared them. */
function markersOf(view: View): readonly Hit[] {
  if (!HINT.test(view.said.toLowerCase())) return [];
  const lines = view.lines.map(({ start, end }) => ({ start, text: view.said.slice(start, end) })).filter(({ text }) => HINT.test(text.toLowerCase()));
  return [FILLER, MARKER].flatMap((pattern) => lines.flatMap(({ start, text }) => hitsOf(text, pattern).map((hit) => ({ ...hit, start: start + hit.start, end: start + hit.end }))));
}

/** Fields that nobody filled in. */
function fieldsOf(view: View): readonly Hit[] {
  if (!OPENS_FIELD.test(view.text)) return [];
  const fields = view.fields();
  const found = [...loneFields(view), ...hitsOf(fields, FIELD).filter(({ start, end }) => !IN_A_PATH.test(fields.charAt(start - 1)) && !/[/\\@:]/u.test(fields.charAt(end)))];
  return found.length > 0 && ABOUT_FIELDS.test(view.text) ? [] : found;
}

/** A field alone between blank lines, which looks like a line of code by itself: `[Insert the name]`. */
function loneFields(view: View): readonly Hit[] {
  const isBlank = (index: number): boolean => (view.lines[index]?.kind ?? 'blank') === 'blank';
  return view.lines.flatMap(({ start, end, kind, fenced }, index) => {
    if (kind !== 'code' || fenced || end - start > 80 || !isBlank(index - 1) || !isBlank(index + 1)) return [];
    const text = view.text.slice(start, end).trim();
    return hitsOf(text, FIELD).filter((hit) => hit.text === text).map((hit) => ({ ...hit, start, end }));
  });
}

function factorOf(view: View, hits: number, lorem: number): number {
  const words = Math.max(1, view.words.length);
  if (lorem / words > 0.3) return 0.1;
  // A filler takes about two words of the chunk.
  if (hits > 0 && words - 2 * hits < MIN_CONTENT_WORDS) return 0.12;
  return 0.45;
}

/** By `exec`: `matchAll` makes the pattern anew for every text, and these are long. */
function hitsOf(text: string, pattern: RegExp): readonly Hit[] {
  const hits: Hit[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const groups: readonly (string | undefined)[] = match.slice(1);
    const found = groups.find((group) => group !== undefined) ?? match[0];
    const start = match.index + match[0].indexOf(found);
    hits.push({ start, end: start + found.length, text: found });
  }
  return hits;
}
