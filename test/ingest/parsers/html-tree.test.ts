import { parseDocument } from 'htmlparser2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatDomOf } from '../../../src/ingest/parsers/html-tree.js';

type Nodes = ReturnType<typeof parseDocument>['children'];

/** The tree of objects that htmlparser2 itself makes, a line a node. */
function linesOf(nodes: Nodes, depth = 0): string[] {
  return nodes.flatMap((node) => {
    if ('attribs' in node) return [`${depth} ${node.name} ${JSON.stringify(Object.entries(node.attribs))}`, ...linesOf(node.children, depth + 1)];
    return node.nodeType === 3 && 'data' in node ? [`${depth} text ${node.data}`] : [];
  });
}

async function flatLinesOf(html: string): Promise<string[]> {
  const dom = flatDomOf(html);
  const depth: number[] = [];
  return dom.tag.map((tag, node) => {
    depth[node] = (depth[dom.parent[node] ?? -1] ?? -1) + 1;
    return tag === '' ? `${depth[node]} text ${dom.data[node] ?? ''}` : `${depth[node]} ${tag} ${JSON.stringify(dom.attributesOf(node))}`;
  });
}

const PIECES = ['<p>', '</p>', '<div class="a b" id=x>', '</div>', '<li>', '<br/>', '</br>', '<svg>', '<path d="M0"/>', '</svg>', '<a href="?a&amp;b" href=c>', '</a>', '<!-- c -->', '<!x>', '<?y?>', 'text', '&lt;', ' ',
  '<td>', '<tr>', '<table>', '</table>', '<script>a<b</script>', '<title>x', '</title>', '<select><option selected>', '<p class="', '<div cla', '</di', '<', '"', '>', "<b title='q'>"];

describe('the flat tree of HTML', () => {
  it('is the one that htmlparser2 makes, also where a document breaks off', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }), async (pieces) => {
      const html = pieces.join('');
      expect(await flatLinesOf(html)).toEqual(linesOf(parseDocument(html).children));
    }), { numRuns: 500 });
  });

  it('leaves out a tag that the document breaks off in', async () => {
    expect(await flatLinesOf('<p>a<b class="x" ')).toEqual(['0 p []', '1 text a']);
  });

  it('finds each of many attributes, the first of those with one name', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `data-a${index}`);
    const dom = flatDomOf(`<p ${names.map((name) => `${name}=${name}`).join(' ')} data-a7=again>`);
    expect(names.map((name) => dom.attribute(0, name))).toEqual(names);
    expect([dom.attributeCount(0), dom.attribute(0, 'class'), dom.attribute(-1, 'data-a1')]).toEqual([100, null, null]);
  });
});
