import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, codeBlocks } from '../docs/markdown.js';
import { PARAPHRASES } from '../join/paraphrase/embedder.js';
import { folder, json, ndjson, NOW, put, winnow } from './support.js';

const EXAMPLE = Object.fromEntries(codeBlocks(readFileSync(join(ROOT, 'docs/duplication.md'), 'utf8')).flatMap(({ info, code }) => {
  const name = /\bfile=(\S+)/u.exec(info)?.[1];
  return name === undefined ? [] : [[name, code]];
}));

/** Stands in for the package that the example takes its model from: by what a text is about, and a line a call in a file. */
const OPENAI = `import { appendFileSync } from 'node:fs';
export class OpenAIEmbeddings {
  constructor({ model }) { this.model = model; }
  async embedDocuments(texts) {
    appendFileSync('calls.txt', this.model + ' ' + texts.length + '\\n');
    if (texts.some((text) => text.includes('quota'))) throw new Error('429 You exceeded your current quota');
    return texts.map((text) => [/bicycle|bike/i.test(text) ? 1 : 0, /visitor|guest/i.test(text) ? 1 : 0, 0.1]);
  }
}
`;

/** A folder with what docs/duplication.md says, the packages it imports, and two pages that say the same. */
function example(): string {
  const cwd = folder({
    ...EXAMPLE, 'package.json': '{ "private": true }', 'node_modules/@langchain/openai/package.json': '{ "name": "@langchain/openai", "type": "module", "exports": "./index.js" }',
    'node_modules/@langchain/openai/index.js': OPENAI, 'handbook/lease.md': `# Lease\n\n${PARAPHRASES[0]?.[0] ?? ''}\n`, 'handbook/bikes.md': `# Bikes\n\n${PARAPHRASES[0]?.[1] ?? ''}\n`,
    'handbook/visitors.md': `# Visitors\n\n${PARAPHRASES[1]?.[0] ?? ''}\n`,
  });
  mkdirSync(join(cwd, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(cwd, 'node_modules', 'winnow'), 'dir');
  return cwd;
}

describe('the example of docs/duplication.md', () => {
  it('finds a paraphrase, tells of it, and asks for each text once', async () => {
    const cwd = example();
    const ran = await winnow(['run', 'pipeline.yaml', ...NOW], { cwd });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ndjson(await winnow(['list', 'edges', '--json'], { cwd }))).toMatchObject([{ kind: 'near-duplicate', certainty: 'likely', cue: null, method: 'cosine small >= 0.92' }]);
    const [copy] = ndjson<{ id: string; path: string; status: string }>(await winnow(['list', 'chunks', '--json'], { cwd })).filter((line) => !(line as unknown as { canonical: boolean }).canonical);
    expect(copy?.status).toBe('accepted');
    const told = (await winnow(['explain', copy?.id ?? ''], { cwd })).stdout;
    expect(told).toMatch(/canonical: \w+\.md \S+, longer|canonical: \w+\.md/u);
    expect(told).toMatch(/paraphrase 1\.00/u);
    expect(told).toContain('duplication/paraphrase');
    expect(readFileSync(join(cwd, 'calls.txt'), 'utf8')).toBe('text-embedding-3-small 3\n');
    put(cwd, { 'handbook/again.md': `# Visitors\n\n${PARAPHRASES[1]?.[0] ?? ''}\n`, 'handbook/guests.md': `# Guests\n\n${PARAPHRASES[1]?.[1] ?? ''}\n` });
    expect((await winnow(['run', 'pipeline.yaml', ...NOW], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'calls.txt'), 'utf8')).toBe('text-embedding-3-small 3\ntext-embedding-3-small 1\n');
  }, 120_000);

  it('ends without publishing when the model fails for good, and says what to do', async () => {
    const cwd = example();
    expect((await winnow(['run', 'pipeline.yaml', ...NOW], { cwd })).code).toBe(0);
    put(cwd, { 'handbook/quota.md': '# Storage\n\nThe quota of every mailbox in the house is shown at the lower end of its list of folders.\n' });
    const ran = await winnow(['run', 'pipeline.yaml', '--json', ...NOW], { cwd });
    expect([ran.code, json(ran)]).toMatchObject([1, { error: { code: 'embedding-failed', message: 'the embeddings small@text-embedding-3-small failed 3 times: 429 You exceeded your current quota' } }]);
    expect(ndjson(await winnow(['list', 'documents', '--json'], { cwd }))).toHaveLength(3);
  }, 120_000);

  it('is refused with what to do when no plugin brings the embeddings it names', async () => {
    const cwd = example();
    writeFileSync(join(cwd, 'pipeline.yaml'), (EXAMPLE['pipeline.yaml'] ?? '').replace('embeddings: small', 'embeddings: large'));
    const wrong = await winnow(['run', 'pipeline.yaml'], { cwd });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('join[2].with: there are no embeddings `large` (there are: small)')]);
    writeFileSync(join(cwd, 'pipeline.yaml'), (EXAMPLE['pipeline.yaml'] ?? '').replace('plugins: [./embeddings.mjs]', ''));
    const none = await winnow(['run', 'pipeline.yaml'], { cwd });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('(no plugin brings any)')]);
    expect(none.stderr).toContain('defineEmbeddings');
    writeFileSync(join(cwd, 'pipeline.yaml'), (EXAMPLE['pipeline.yaml'] ?? '').replace(', with: { embeddings: small, cosine: 0.92 }', ''));
    expect((await winnow(['run', 'pipeline.yaml'], { cwd })).stderr).toContain('join[2].with.embeddings: expected the id of embeddings that a plugin exports');
  }, 120_000);
});
