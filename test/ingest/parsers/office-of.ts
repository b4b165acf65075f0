import { zipOf } from './zip-of.js';

const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** Relations of a part as its `.rels` says them: id, last word of the type, target. */
export function relations(...all: readonly (readonly [id: string, type: string, target: string])[]): string {
  const each = all.map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATION}/${type}" Target="${target}"/>`);
  return `<?xml version="1.0"?>\n<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

/** An Office file around `main`, with the other parts given by name. */
export function officeFile(main: string, parts: Readonly<Record<string, string | Uint8Array>>, properties = ''): Uint8Array {
  const core = `<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">${properties}</cp:coreProperties>`;
  return zipOf({
    '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': relations(['rId1', 'officeDocument', main]),
    'docProps/core.xml': core,
    ...parts,
  });
}

export const PROPERTIES = '<dc:title>Onboarding</dc:title><dc:creator>People Ops</dc:creator><dcterms:created>2024-03-01T10:00:00Z</dcterms:created><dcterms:modified>2024-06-02T10:00:00Z</dcterms:modified>';
