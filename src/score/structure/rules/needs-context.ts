import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/** How much of the start is looked at. */
const HEAD = 160;
/** Points at what stands before the chunk, whatever heading it has. */
const ABOVE = /^(?:as|like) (?:shown|described|mentioned|noted|explained|discussed|stated|seen|said|outlined|defined|indicated|we (?:saw|have seen)) (?:above|earlier|before|previously|in the (?:previous|preceding|last) (?:section|chapter|step|example|paragraph|page))|^(?:see|in|from) the (?:table|figure|section|steps?|example|list|diagram) above|^(?:the )?(?:above|preceding|previous) (?:table|figure|steps?|examples?|commands?|list|diagram|section|code) |^wie (?:oben|bereits|vorher) (?:erwähnt|beschrieben|gezeigt|erklärt)|^comme (?:mentionné|indiqué|décrit|vu) (?:ci-dessus|plus haut|précédemment)|^como (?:se )?(?:mencionó|indicó|ha visto|describió|muestra) (?:arriba|anteriormente|antes|más arriba)/iu;
/** A pronoun, a pointing word or a link to a sentence before: what it means stands in a heading, if anywhere. */
const POINTING = /^(?:this|these|those|that) (?:options?|settings?|flags?|parameters?|values?|commands?|methods?|fields?|approach|features?|functions?|steps?|cases?|is|are|was|will|can|means|allows|makes|does|do|may|must|should|works?|also|one)\b|^(?:it|they|he|she) (?:is|are|was|were|will|can|also|has|have|does|do|must|should|may|works?|returns?|uses?|takes?|only|then)\b|^(?:however|otherwise|therefore|instead|nevertheless|consequently|in (?:this|that|such) case|the (?:latter|former|same)|alternatively, (?:it|this|they))\b|^(?:dies(?:e|er|es)? (?:option|einstellung|wert|befehl|funktion|ist|wird|kann)|er ist|sie sind|jedoch|andernfalls|daher|in diesem fall)\b|^(?:cette option|ce paramètre|ces options|cependant|sinon|dans ce cas)\b|^(?:esta opción|este parámetro|estas opciones|sin embargo|en este caso|de lo contrario)\b/iu;

/** `It is time to …`, `This is a …`: the sentence itself says what it is about. */
const NO_POINTING = /^(?:it (?:is|was|will be) (?:\w+ ){1,3}(?:to|that)\b|(?:this|it|these|those) (?:is|was|are) (?:an?|the|our|your|not an?)\b)/iu;

/** A text that starts by pointing at what is not in it. */
export const needsContext: StructureRule = {
  id: 'structure/needs-context',
  check(view) {
    const start = startOfProse(view);
    if (start === null) return SOUND;
    const head = view.said.slice(start, start + HEAD).replace(/^[*_"'“(]{1,4}/u, '');
    if (NO_POINTING.test(head)) return SOUND;
    const match = ABOVE.exec(head) ?? (hasHeading(view) ? null : POINTING.exec(head));
    if (match === null) return SOUND;
    const shown = excerpt(view.text.slice(start, start + 60), 50);
    return { fault: faultOf(0.7, `Unexpected start \`${shown}\`, expected a text that says what it is about`, shown, 'a start that stands by itself', { start, end: start + match[0].length }) };
  },
};

/** Where the first line of running text begins, when nothing but headings stands before it. */
function startOfProse(view: View): number | null {
  const line = view.lines.find(({ kind }) => kind !== 'blank' && kind !== 'heading');
  if (line?.kind !== 'prose') return null;
  return line.start + (view.text.slice(line.start, line.end).length - view.text.slice(line.start, line.end).trimStart().length);
}

function hasHeading(view: View): boolean {
  return view.input.headingPath.length > 0 || view.input.parentItem !== null || view.lines.some(({ kind }) => kind === 'heading');
}
