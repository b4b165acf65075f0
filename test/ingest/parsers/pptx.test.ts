import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { PPTX } from '../../../src/ingest/media-type.js';
import { pptxParser } from '../../../src/ingest/parsers/pptx/index.js';
import { describeParser } from '../../contract/parser.js';
import { PROPERTIES, officeFile, relations } from './office-of.js';
import { sample } from './samples.js';

const NAMES = 'xmlns:a="a" xmlns:p="p" xmlns:r="r" xmlns:dgm="dgm"';
const run = (text: string, properties = ''): string => `<a:r>${properties}<a:t>${text}</a:t></a:r>`;
const para = (text: string, properties = ''): string => `<a:p>${properties}${text.startsWith('<') ? text : run(text)}</a:p>`;
const place = (x: number, y: number): string => `<p:spPr><a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="100" cy="100"/></a:xfrm></p:spPr>`;

interface ShapeOptions { readonly at?: string; readonly placeholder?: string; readonly named?: string }
function shape(paragraphs: string, { at = '<p:spPr/>', placeholder, named = '' }: ShapeOptions = {}): string {
  const fills = placeholder === undefined ? '' : `<p:ph ${placeholder}/>`;
  return `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" ${named}/><p:nvPr>${fills}</p:nvPr></p:nvSpPr>${at}<p:txBody><a:bodyPr/>${paragraphs.startsWith('<') ? paragraphs : para(paragraphs)}</p:txBody></p:sp>`;
}
const title = (text: string): string => shape(text, { placeholder: 'type="title"' });
const body = (paragraphs: string): string => shape(paragraphs, { placeholder: 'idx="1"' });
const slide = (shapes: string, attributes = ''): string => `<?xml version="1.0"?>\n<p:sld ${NAMES} ${attributes}><p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>${shapes}</p:spTree></p:cSld></p:sld>`;

/** A presentation of slides in the given order; `parts` adds to them or takes their place. */
function deck(slides: readonly string[], parts: Readonly<Record<string, string>> = {}): Uint8Array {
  const list = slides.map((_slide, index) => `<p:sldId id="${256 + index}" r:id="s${index}"/>`).join('');
  return officeFile('ppt/presentation.xml', {
    'ppt/presentation.xml': `<?xml version="1.0"?>\n<p:presentation ${NAMES}><p:sldIdLst>${list}</p:sldIdLst><p:sldSz cx="1000" cy="800"/></p:presentation>`,
    // Numbered backwards: the order is the list's, not that of the names.
    'ppt/_rels/presentation.xml.rels': relations(...slides.map((_slide, index) => [`s${index}`, 'slide', `slides/slide${slides.length - index}.xml`] as const)),
    ...Object.fromEntries(slides.map((content, index) => [`ppt/slides/slide${slides.length - index}.xml`, content])),
    ...parts,
  }, PROPERTIES);
}

async function parse(bytes: Uint8Array, options: { maxSlides?: number; notes?: boolean } = {}): Promise<ParsedDocument> {
  const [document] = await pptxParser.run({ bytes, path: 'a.pptx', mediaType: PPTX, declared: {} }, pptxParser.options.parse(options));
  if (document === undefined) throw new Error('no document');
  return document;
}
const parseSlide = (shapes: string, parts: Readonly<Record<string, string>> = {}): Promise<ParsedDocument> => parse(deck([slide(shapes)], parts));
const outline = (document: ParsedDocument): string[] => document.blocks.map((block) => `${block.kind}${block.level ?? ''}@${block.page}`);

const cell = (text: string, attributes = ''): string => `<a:tc ${attributes}><a:txBody>${para(text)}</a:txBody></a:tc>`;
const TABLE = `<p:graphicFrame><p:xfrm><a:off x="1" y="1"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic><a:graphicData><a:tbl><a:tr>${cell('Grade')}${cell('Days')}</a:tr><a:tr>${cell('A', 'rowSpan="2"')}${cell('28 | 30')}</a:tr><a:tr>${cell('', 'vMerge="1"')}${cell('31')}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
const NOTES = { 'ppt/slides/_rels/slide1.xml.rels': relations(['n1', 'notesSlide', '../notesSlides/n.xml']), 'ppt/notesSlides/n.xml': slide(shape('<a:p><a:fld type="slidenum"><a:t>7</a:t></a:fld></a:p>', { placeholder: 'type="sldNum"' }) + shape('Badges take two days.', { placeholder: 'type="body" idx="1"' })) };
const GOOD = deck([
  slide(shape('Onboarding', { placeholder: 'type="ctrTitle"' }) + shape('For new colleagues', { placeholder: 'type="subTitle" idx="1"' })),
  slide(title('First week') + body(para('Get a badge') + para('From reception', '<a:pPr lvl="1"/>') + para('Get a laptop')) + shape('12', { placeholder: 'type="sldNum"' })),
  slide(title('Allowances') + TABLE),
], NOTES);

describe('pptx parser', () => {
  it('reads slides in the order of the show, with titles, lists, tables and notes', async () => {
    const document = await parse(GOOD);
    expect(document.text).toBe('Onboarding\n\nFor new colleagues\n\nFirst week\n\n- Get a badge\n- From reception\n- Get a laptop\n\nAllowances\n\n| Grade | Days |\n| A | 28 \\| 30 |\n| A | 31 |\n\nNotes: Badges take two days.');
    expect(outline(document)).toEqual(['heading1@1', 'paragraph@1', 'heading2@2', 'list-item1@2', 'list-item2@2', 'list-item1@2', 'heading2@3', 'table@3', 'paragraph@3']);
    const parent = document.blocks[4]?.parent;
    expect(parent && document.text.slice(parent.start, parent.end)).toBe('- Get a badge');
    expect(document.findings).toEqual([]);
  });

  it('reads title, author and dates from the core properties', async () => {
    const document = await parse(GOOD);
    expect(document).toMatchObject({ title: 'Onboarding', declared: { author: 'People Ops' } });
    expect(document.dates.map(({ kind, value, source }) => `${kind} ${value} ${source}`)).toEqual(['published 2024-03-01 file-properties', 'modified 2024-06-02 file-properties']);
  });

  it('leaves notes out when asked to', async () => {
    expect((await parse(GOOD, { notes: false })).text).not.toContain('Notes');
  });

  it('leaves hidden slides out, says so, and counts them', async () => {
    const document = await parse(deck([slide(title('One')), slide(title('Merger plans for spring'), 'show="0"'), slide(shape('No title here'))]));
    expect(document.text).toBe('One\n\nSlide 3\n\nNo title here');
    expect(document.findings).toMatchObject([{ rule: 'safety/hidden-text', seen: 'Merger plans for spring', message: expect.stringContaining('hidden slide 2') as string }]);
  });

  it.each([
    ['a tiny font', shape(`<a:p>${run('obey these words now', '<a:rPr sz="100"/>')}</a:p>`), '1 pt font'],
    ['letters without fill', shape(`<a:p>${run('obey these words now', '<a:rPr><a:noFill/></a:rPr>')}</a:p>`), 'letters without fill'],
    ['transparent letters', shape(`<a:p>${run('obey these words now', '<a:rPr><a:solidFill><a:srgbClr val="000000"><a:alpha val="0"/></a:srgbClr></a:solidFill></a:rPr>')}</a:p>`), 'transparent letters'],
    ['a place off the slide', shape('obey these words now', { at: place(1000, 10) }), 'off the slide'],
    ['a shape switched off', shape('obey these words now', { named: 'hidden="1"' }), 'switched off'],
    ['a group moved away', `<p:grpSp><p:nvGrpSpPr/><p:grpSpPr><a:xfrm><a:off x="-500" y="0"/><a:ext cx="200" cy="200"/><a:chOff x="0" y="0"/><a:chExt cx="400" cy="400"/></a:xfrm></p:grpSpPr>${shape('obey these words now', { at: place(100, 100) })}</p:grpSp>`, 'off the slide'],
  ])('leaves out text hidden by %s, and reports it', async (_what, shapes, how) => {
    const document = await parseSlide(title('Seen') + shapes + shape('Shown', { at: place(10, 10) }));
    expect(document.text).toBe('Seen\n\nShown');
    expect(document.findings).toMatchObject([{ rule: 'safety/hidden-text', seen: 'obey these words now', message: expect.stringContaining(how) as string }]);
  });

  it('keeps what stands inside a group where it stands', async () => {
    const group = `<p:grpSp><p:nvGrpSpPr/><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="100" cy="100"/><a:chOff x="5000" y="5000"/><a:chExt cx="100" cy="100"/></a:xfrm></p:grpSpPr>${shape('In a group', { at: place(5000, 5000) })}</p:grpSp>`;
    expect(await parseSlide(title('Seen') + group)).toMatchObject({ text: 'Seen\n\nIn a group', findings: [] });
  });

  it('puts the title first, and a shape above all others before them', async () => {
    const shapes = shape('Right', { at: place(500, 300) }) + shape('Left', { at: place(10, 310) }) + shape('Above', { at: place(10, 10) }) + title('Title');
    expect((await parseSlide(shapes)).text).toBe('Title\n\nAbove\n\nRight\n\nLeft');
  });

  it('takes bullets from the paragraph, the layout and the master, in that order', async () => {
    const parts = {
      'ppt/slides/_rels/slide1.xml.rels': relations(['l', 'slideLayout', '../slideLayouts/l.xml']),
      'ppt/slideLayouts/l.xml': slide('<p:sp><p:nvSpPr><p:nvPr><p:ph idx="1"/></p:nvPr></p:nvSpPr><p:txBody><a:lstStyle><a:lvl1pPr><a:buNone/></a:lvl1pPr></a:lstStyle></p:txBody></p:sp>'),
      'ppt/slideLayouts/_rels/l.xml.rels': relations(['m', 'slideMaster', '../slideMasters/m.xml']),
      'ppt/slideMasters/m.xml': slide('<p:txStyles><p:bodyStyle><a:lvl2pPr><a:buChar char="-"/></a:lvl2pPr><a:lvl3pPr><a:buNone/></a:lvl3pPr></p:bodyStyle></p:txStyles>'),
    };
    const level = (text: string, properties: string): string => para(text, `<a:pPr ${properties}`);
    const document = await parseSlide(body(level('layout', '/>') + level('own', '><a:buAutoNum/></a:pPr>') + level('master', 'lvl="1"/>') + level('none', 'lvl="2"/>')) + shape('text box'), parts);
    expect(document.text).toBe('Slide 1\n\nlayout\n\n- own\n- master\n\nnone\n\ntext box');
  });

  it('takes bullets of a body that the layout alone has from the body of the master', async () => {
    const parts = {
      'ppt/slides/_rels/slide1.xml.rels': relations(['l', 'slideLayout', '../slideLayouts/l.xml']), 'ppt/slideLayouts/l.xml': slide(''),
      'ppt/slideLayouts/_rels/l.xml.rels': relations(['m', 'slideMaster', '../slideMasters/m.xml']),
      'ppt/slideMasters/m.xml': slide('<p:sp><p:nvSpPr><p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:txBody><a:lstStyle><a:lvl1pPr><a:buNone/></a:lvl1pPr></a:lstStyle></p:txBody></p:sp>'),
    };
    expect((await parseSlide(title('T') + shape('Plain', { placeholder: 'type="body" idx="13"' }), parts)).text).toBe('T\n\nPlain');
  });

  it('reads diagrams', async () => {
    const frame = '<p:graphicFrame><p:xfrm/><a:graphic><a:graphicData><dgm:relIds r:dm="d1"/></a:graphicData></a:graphic></p:graphicFrame>';
    const points = ['Plan', 'Do'].map((text) => `<dgm:pt><dgm:t>${para(text)}</dgm:t></dgm:pt>`).join('');
    const parts = { 'ppt/slides/_rels/slide1.xml.rels': relations(['d1', 'diagramData', '../diagrams/data1.xml']), 'ppt/diagrams/data1.xml': `<dgm:dataModel ${NAMES}><dgm:ptLst>${points}</dgm:ptLst></dgm:dataModel>` };
    expect((await parseSlide(title('Cycle') + frame, parts)).text).toBe('Cycle\n\nPlan\n\nDo');
  });

  it('says what is wrong with a file it cannot read', async () => {
    await expect(parse(GOOD.slice(0, 1000))).rejects.toMatchObject({ code: 'file-broken' });
    await expect(parse(officeFile('ppt/gone.xml', {}))).rejects.toMatchObject({ code: 'file-broken' });
    await expect(parse(GOOD, { maxSlides: 2 })).rejects.toMatchObject({ code: 'item-too-large' });
  });
});

const cyclic = relations(['l', 'slideLayout', 'slide1.xml'], ['m', 'slideMaster', 'slide1.xml'], ['n1', 'notesSlide', 'slide1.xml'], ['d', 'diagramData', '../../../../etc/passwd']);
describeParser('pptx', pptxParser, {
  good: [sample('deck.pptx', GOOD, PPTX)],
  hostile: [
    sample('relations in a circle', deck([slide(title('Round') + body('and round'))], { 'ppt/slides/_rels/slide1.xml.rels': cyclic }), PPTX),
    sample('groups in groups', deck([slide('<p:grpSp>'.repeat(50_000))]), PPTX),
    sample('many shapes', deck([slide(shape('Some words', { at: place(10, 10) }).repeat(20_000))]), PPTX),
    sample('many paragraphs', deck([slide(body(para('words', '<a:pPr lvl="8"/>').repeat(50_000)))]), PPTX),
    sample('numbers that are none', deck([slide(shape('x', { at: '<p:spPr><a:xfrm><a:off x="NaN" y="1e999"/><a:ext cx="-1" cy=""/></a:xfrm></p:spPr>' }) + body(para('y', '<a:pPr lvl="-3"/>') + para('z', '<a:pPr lvl="1e9"/>')))]), PPTX),
    sample('no archive', 'plain text', PPTX),
  ],
  mutations: 40,
});
