import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { DOCX } from '../../../src/ingest/media-type.js';
import { docxParser } from '../../../src/ingest/parsers/docx/index.js';
import { officeFile, relations } from './office-of.js';

const SECRET = 'Refunds are paid for ninety days.';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const NAMES = `xmlns:w="${WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wp="wp" xmlns:a="a" xmlns:wps="wps" xmlns:w14="w14"`;
const run = (text: string, properties = ''): string => `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
const para = (text: string, properties = ''): string => `<w:p><w:pPr>${properties}</w:pPr>${text}</w:p>`;
const fill = (color: string): string => `<w:shd w:val="clear" w:color="auto" w:fill="${color}"/>`;
const color = (value: string): string => `<w:color w:val="${value}"/>`;
const table = (cell: string, { style = '', row = '' } = {}): string => `<w:tbl><w:tblPr>${style}</w:tblPr><w:tr><w:tc>${para(run('Grade'))}</w:tc></w:tr><w:tr><w:trPr>${row}</w:trPr><w:tc>${cell}</w:tc></w:tr></w:tbl>`;
const style = (id: string, properties: string, type = 'paragraph', more = ''): string => `<w:style w:type="${type}" w:styleId="${id}" ${more}><w:name w:val="${id}"/>${properties}</w:style>`;
const letters = (inner: string): string => `<w14:textFill>${inner}</w14:textFill>`;

interface BoxOptions { readonly x?: number; readonly size?: number; readonly named?: string; readonly shape?: string }
function drawing(content: string, { x = 900_000, size = 500_000, named = '', shape = '' }: BoxOptions = {}): string {
  return `<w:drawing><wp:anchor><wp:extent cx="${size}" cy="${size}"/><wp:positionH><wp:posOffset>${x}</wp:posOffset></wp:positionH><wp:docPr id="1" ${named}/><a:graphic><wps:wsp><wps:spPr>${shape}</wps:spPr><wps:txbx><w:txbxContent>${content}</w:txbxContent></wps:txbx></wps:wsp></a:graphic></wp:anchor></w:drawing>`;
}
const vml = (content: string, attributes = ''): string => `<w:pict><v:shape ${attributes}><v:textbox><w:txbxContent>${content}</w:txbxContent></v:textbox></v:shape></w:pict>`;
const inRun = (content: string, properties = ''): string => para(`<w:r><w:rPr>${properties}</w:rPr>${content}</w:r>`);
const both = (choice: string, fallback: string): string => `<mc:AlternateContent><mc:Choice Requires="wps">${choice}</mc:Choice><mc:Fallback>${fallback}</mc:Fallback></mc:AlternateContent>`;
const solid = (value: string): string => `<a:solidFill><a:srgbClr val="${value}"/></a:solidFill>`;

async function parse(body: string, styles = ''): Promise<ParsedDocument> {
  const bytes = officeFile('word/document.xml', {
    'word/document.xml': `<?xml version="1.0"?><w:document ${NAMES}><w:body>${body}${para(run('Seen.', '<w:vanish w:val="0"/>'))}</w:body></w:document>`,
    'word/styles.xml': `<w:styles ${NAMES}>${styles}</w:styles>`,
    'word/theme/t.xml': '<a:theme xmlns:a="a"><a:clrScheme><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="1F3864"/></a:accent1></a:clrScheme></a:theme>',
    'word/_rels/document.xml.rels': relations(['s', 'styles', 'styles.xml'], ['t', 'theme', 'theme/t.xml']),
  });
  const [document] = await docxParser.run({ bytes, path: 'a.docx', mediaType: DOCX, declared: {} }, {});
  if (document === undefined) throw new Error('no document');
  return document;
}

const WHITE = 'white letters on white';
const BACK = 'letters in the colour of their background';
const FONT = 'hidden font';

describe('text of Word documents that nobody sees', () => {
  it.each<[string, string, string, string?]>([
    ['white by theme', para(run(SECRET, '<w:color w:val="auto" w:themeColor="background1"/>')), WHITE],
    ['white by theme, whatever the value says', para(run(SECRET, '<w:color w:val="000000" w:themeColor="background1"/>')), WHITE],
    ['white on white shading', para(run(SECRET, color('FFFFFF') + fill('FFFFFF'))), WHITE],
    ['blue on a blue run', para(run(SECRET, color('3366CC') + fill('3366CC'))), BACK],
    ['blue on a blue paragraph', para(run(SECRET, color('3366CC')), fill('3366CC')), BACK],
    ['blue in a blue cell', table(`<w:tcPr>${fill('3366CC')}</w:tcPr>${para(run(SECRET, color('3366CC')))}`), BACK],
    ['yellow on the yellow marker', para(run(SECRET, `${color('FFFF00')}<w:highlight w:val="yellow"/>`)), BACK],
    ['hidden by the document\'s defaults', para(run(SECRET)), FONT, '<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>'],
    ['hidden by the style of plain paragraphs', para(run(SECRET)), FONT, style('Normal', '<w:rPr><w:vanish/></w:rPr>', 'paragraph', 'w:default="1"')],
    ['hidden by the table\'s style', table(para(run(SECRET)), { style: '<w:tblStyle w:val="T"/>' }).replace(run('Grade'), run('Grade', '<w:vanish w:val="0"/>')), FONT, style('T', '<w:rPr><w:vanish/></w:rPr>', 'table')],
    ['a hidden row', table(para(run(SECRET)), { row: '<w:hidden/>' }), 'a hidden row'],
    ['a row without height', table(para(run(SECRET)), { row: '<w:trHeight w:val="1" w:hRule="exact"/>' }), 'a row without height'],
    ['letters without width', para(run(SECRET, '<w:w w:val="1"/>')), 'letters of 1 % of their width'],
    ['letters on top of each other', para(run(SECRET, '<w:spacing w:val="-220"/>')), 'letters on top of each other'],
    ['lines without height', para(run(SECRET), '<w:spacing w:line="1" w:lineRule="exact"/>'), 'lines without height'],
    ['an indent beyond the page', para(run(SECRET), '<w:ind w:left="31000"/>'), 'outside the page'],
    ['letters without fill', para(run(SECRET, letters('<w14:noFill/>'))), 'transparent letters'],
    ['clear letters', para(run(SECRET, letters('<w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill>'))), 'transparent letters'],
    ['white by their fill', para(run(SECRET, letters('<w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill>'))), WHITE],
    ['a box far off', inRun(drawing(para(run(SECRET)), { x: -9_000_000 })), 'a box outside the page'],
    ['a box switched off', inRun(drawing(para(run(SECRET)), { named: 'hidden="1"' })), 'a box switched off in the selection pane'],
    ['a box without size', inRun(drawing(para(run(SECRET)), { size: 0 })), 'a box without size'],
    ['a box in a hidden run', inRun(drawing(para(run(SECRET))), '<w:vanish/>'), FONT],
    ['in the colour of its box', inRun(drawing(para(run(SECRET, color('1F3864'))), { shape: '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>' })), BACK],
    ['an old box far off', inRun(vml(para(run(SECRET)), 'style="position:absolute;margin-left:-2000pt;width:90pt"')), 'a box outside the page'],
    ['an old box that is hidden', inRun(vml(para(run(SECRET)), 'style="visibility:hidden"')), 'a box that is hidden'],
    ['a copy that says something else', inRun(both(drawing(para(run('Open to all.'))), vml(para(run(SECRET))))), 'a copy for older programs that says something else'],
  ])('is left out and reported: %s', async (_name, body, how, styles) => {
    const { text, findings } = await parse(body, styles);
    expect(text).not.toContain('ninety');
    expect(text).toContain('Seen.');
    expect(findings).toMatchObject([{ rule: 'safety/hidden-text', seen: SECRET, message: expect.stringContaining(`(${how})`) as string }]);
  });

  it.each<[string, string, string?]>([
    ['white on theme shading', para(run(SECRET, color('FFFFFF')), '<w:shd w:val="clear" w:fill="auto" w:themeFill="accent1"/>')],
    ['white on a solid pattern', para(run(SECRET, color('FFFFFF')), '<w:shd w:val="solid" w:color="1F3864" w:fill="FFFFFF"/>')],
    ['white in a dark box', inRun(drawing(para(run(SECRET, color('FFFFFF'))), { shape: solid('1F3864') }))],
    ['white in a box without a fill, behind which there may be a picture', inRun(drawing(para(run(SECRET, color('FFFFFF'))), { shape: '<a:noFill/>' }))],
    ['white in a document with a picture behind the text', `${inRun('<w:drawing><wp:anchor behindDoc="1"/></w:drawing>')}${para(run(SECRET, color('FFFFFF')))}`],
    ['white with an outline', para(run(SECRET, `${color('FFFFFF')}<w14:textOutline>${solid('000000').replaceAll('a:', 'w14:')}</w14:textOutline>`))],
    ['automatic on black', para(run(SECRET, color('auto')), fill('000000'))],
    ['half clear', para(run(SECRET, letters('<w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="40000"/></w14:srgbClr></w14:solidFill>')))],
    ['condensed', para(run(SECRET, '<w:w w:val="66"/><w:spacing w:val="-20"/>'))],
    ['twelve points between lines', para(run(SECRET), '<w:spacing w:line="240" w:lineRule="exact"/><w:ind w:left="720"/>')],
    ['a row at least so high', table(para(run(SECRET)), { row: '<w:trHeight w:val="1" w:hRule="atLeast"/>' })],
    ['shown in spite of its style', para(run(SECRET, '<w:vanish w:val="0"/>')), style('Normal', '<w:rPr><w:vanish/></w:rPr>', 'paragraph', 'w:default="1"')],
    ['a box and its copy', inRun(both(drawing(para(run(SECRET))), vml(para(run(SECRET)))))],
    ['a sign and its copy for older programs', para(`<w:r>${both('<w14:sym/>', `<w:t>${SECRET}</w:t>`)}</w:r>`)],
  ])('is read once and without a finding: %s', async (_name, body, styles) => {
    const { text, findings } = await parse(body, styles);
    expect(text.split(SECRET)).toHaveLength(2);
    expect(findings).toEqual([]);
  });

  it('reads boxes of drawings that have no copy for older programs, several of a group too', async () => {
    const group = drawing(para(run('One.'))).replace('</wps:wsp>', `</wps:wsp><wps:wsp><wps:txbx><w:txbxContent>${para(run('Two.'))}</w:txbxContent></wps:txbx></wps:wsp>`);
    expect((await parse(inRun(group))).text).toBe('One.\n\nTwo.\n\nSeen.');
  });
});
