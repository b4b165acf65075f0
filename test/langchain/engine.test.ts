import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document } from '@langchain/core/documents';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/engine/index.js';
import { WinnowFilter, WinnowLoader, inFlightCheck, releasedFrom } from '../../src/langchain/index.js';

const SOUND = 'Refunds for annual plans are paid within 14 days after the request has reached the billing desk. The money goes back to the card that was charged.';
const STALE = 'The parking garage below the old office is open from seven in the morning until eight in the evening. Ask the porter for a ticket.';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'winnow-langchain-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

describe('a store behind a WinnowLoader', () => {
  it('gives the released chunks, and those only', async () => {
    writeFileSync(join(folder, 'refunds.md'), `---\nupdated: 2026-10-01\n---\n\n# Refunds\n\n${SOUND}\n`);
    writeFileSync(join(folder, 'parking.md'), `---\nupdated: 2012-10-01\n---\n\n# Parking\n\n${STALE}\n`);
    const store = join(folder, 'store.db');
    await run({ version: 1, name: 'docs', read: [{ name: 'docs', use: 'files', with: { root: folder, include: ['*.md'], git: false } }] }, { store, now: new Date('2026-11-23') });
    const documents = await new WinnowLoader(releasedFrom(store)).load();
    expect(documents.map((document) => [document.pageContent, document.metadata['path'], document.id === document.metadata['id']])).toEqual([[`# Refunds\n\n${SOUND}`, 'refunds.md', true]]);
  });
});

describe('the engine behind a WinnowFilter', () => {
  const documents = [
    new Document({ pageContent: SOUND, metadata: { updated: '2026-10-01', source: 'a' } }),
    new Document({ pageContent: STALE, metadata: { updated: '2012-10-01', source: 'b' } }),
    new Document({ pageContent: SOUND, metadata: { updated: '2026-09-01', source: 'c' } }),
    new Document({ pageContent: '   ', metadata: {} }),
  ];
  const now = new Date('2026-11-23');

  it('drops what is stale, what is a copy of another and what has no text, and leaves the rest as it is', async () => {
    expect(await new WinnowFilter(inFlightCheck({ now })).transformDocuments(documents)).toEqual([documents[0]]);
  });

  it('says why when it annotates', async () => {
    const annotated = await new WinnowFilter(inFlightCheck({ now }), { mode: 'annotate' }).transformDocuments(documents);
    expect(annotated.map(({ metadata }) => (metadata['winnow'] as { reasons: { rule: string }[] }).reasons.map((reason) => reason.rule)))
      .toEqual([[], ['freshness/sole-source', 'freshness/stale'], ['duplication/exact'], ['structure/no-text']]);
  });

  it('takes a policy of its own', async () => {
    const kept = await new WinnowFilter(inFlightCheck({ now, join: [], policy: { quarantine: ['freshness.score < 0.25'] } })).transformDocuments(documents.slice(0, 3));
    expect(kept).toHaveLength(2);
  });
});
