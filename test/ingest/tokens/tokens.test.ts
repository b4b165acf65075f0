import fc from 'fast-check';
import * as cl100k from 'gpt-tokenizer/encoding/cl100k_base';
import * as o200k from 'gpt-tokenizer/encoding/o200k_base';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { huggingFaceCounter } from '../../../src/ingest/tokens/huggingface.js';
import { TOKENIZER_NAMES, tokenCounter } from '../../../src/ingest/tokens/index.js';
import { cpuMs } from '../../cpu-time.js';

const PLAIN = { disallowedSpecial: new Set<string>() };
const ENCODINGS = [
  { name: 'cl100k_base', reference: (text: string) => cl100k.countTokens(text, PLAIN) },
  { name: 'o200k_base', reference: (text: string) => o200k.countTokens(text, PLAIN) },
];

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.lorem({ maxCount: 6 }),
      fc.constantFrom(' ', '  ', '\n\n', '\r\n', '\t\t', ' \n ', "'s", "don't", '👩‍👩‍👧‍👦', '漢字', 'ÀÉ', '12345', '<|endoftext|>', '<|im_start|>', '\ud800', '```', '----', 'camelCaseWORD'),
      fc.tuple(fc.constantFrom('a', ' ', '=', 'é', 'ab', '😀', '\n'), fc.integer({ min: 1, max: 200 })).map(([unit, times]) => unit.repeat(times)),
    ),
    { maxLength: 12 },
  )
  // gpt-tokenizer loses the byte order mark of tokens that begin with one, and counts two where the encodings have one.
  .map((pieces) => pieces.join('').replaceAll('\ufeff', ''));

describe.each(ENCODINGS)('tokenCounter($name)', ({ name, reference }) => {
  it('counts as the reference tokenizer does', async () => {
    const count = await tokenCounter(name);
    fc.assert(
      fc.property(text, (sample) => {
        expect(count(sample)).toBe(reference(sample));
      }),
      { numRuns: 2000 },
    );
  });

  it('counts a byte order mark as the one token that it is', async () => {
    const count = await tokenCounter(name);
    expect([count('\ufeff'), count('a\ufeffb')]).toEqual([1, 3]);
  });

  it('counts long pieces exactly too', async () => {
    const count = await tokenCounter(name);
    let seed = 7;
    const base64 = Array.from({ length: 3000 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.charAt((seed = (seed * 48271) % 2147483647) % 52)).join('');
    for (const sample of [base64, 'ha'.repeat(2000), ' '.repeat(3000), '='.repeat(3001), 'ñ'.repeat(999), '漢字'.repeat(700)]) expect(count(sample)).toBe(reference(sample));
  });

  it('counts text that is longer than one stretch exactly', async () => {
    const count = await tokenCounter(name);
    const long = "Winnow keeps it fit; don't worry.  \n\n It works 12345 times. ".repeat(4000);
    expect(count(long)).toBe(reference(long));
  });

  it.each(['a'.repeat(1e6), `${' '.repeat(1e6)}x`, '漢'.repeat(1e6), '😀'.repeat(5e5)])('takes a hostile megabyte (%#)', async (hostile) => {
    const count = await tokenCounter(name);
    const started = cpuMs();
    expect(count(hostile)).toBeGreaterThan(0);
    expect(cpuMs() - started).toBeLessThan(15_000);
  });
});

describe('tokenCounter', () => {
  it('never throws on special tokens: they are plain text', async () => {
    const count = await tokenCounter('text-embedding-3-small');
    expect(() => cl100k.countTokens('a <|endoftext|> b')).toThrow();
    expect(count('a <|endoftext|> b')).toBe(cl100k.encode('a <|endoftext|> b', PLAIN).length);
    expect(count('')).toBe(0);
  });

  it('gives the models of OpenAI one shared counter', async () => {
    expect(await tokenCounter('text-embedding-3-large')).toBe(await tokenCounter('cl100k_base'));
    expect(await tokenCounter('text-embedding-ada-002')).toBe(await tokenCounter('text-embedding-3-small'));
  });

  it.each(['gpt-nope', '', '__proto__', 'constructor'])('refuses the unknown name %j and names the known ones', async (name) => {
    await expect(tokenCounter(name)).rejects.toMatchObject({ code: 'pipeline-invalid', message: expect.stringContaining(TOKENIZER_NAMES[0] ?? '') as string });
  });
});

describe('huggingFaceCounter', () => {
  let folder = '';
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('says which package is missing and how to get it', async () => {
    await expect(huggingFaceCounter('tokenizer.json', () => import(['@winnow-test', 'not-there'].join('/')))).rejects.toMatchObject({
      code: 'package-missing',
      next: 'npm install @huggingface/tokenizers',
    });
  });

  it('names the file that cannot be used', async () => {
    folder = await mkdtemp(join(tmpdir(), 'winnow-tokens-'));
    const path = join(folder, 'tokenizer.json');
    await writeFile(path, '[not json');
    const load = (): Promise<unknown> => Promise.resolve({ Tokenizer: function Tokenizer() { return {}; } });
    await expect(huggingFaceCounter(path, load)).rejects.toMatchObject({ code: 'pipeline-invalid', message: expect.stringContaining(path) as string });
    await expect(huggingFaceCounter(join(folder, 'none.json'), load)).rejects.toMatchObject({ code: 'pipeline-invalid' });
  });
});
