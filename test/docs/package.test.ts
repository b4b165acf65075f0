import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/core/index.js';
import { MAIN } from '../built/index.js';
import { ROOT } from './markdown.js';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: Record<string, string>; exports: Record<string, string | Record<string, string>>; dependencies: Record<string, string>; scripts: Record<string, string>;
};
let packed: string[] = [];

beforeAll(() => {
  const report = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' });
  packed = (JSON.parse(report) as { files: { path: string }[] }[])[0]?.files.map((file) => file.path) ?? [];
}, 180_000);

const hooks = "import { writeSync } from 'node:fs'; export async function resolve(specifier, context, next) { const found = await next(specifier, context); writeSync(2, found.url + '\\n'); return found; }";
/** Code after which each module that is loaded is named on stderr. */
const registered = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;

/** What a script of the package prints when it imports `winnow`, as an outside program does. */
function imported(code: string): string {
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  return ran.stdout.trim();
}

describe('the package', () => {
  it('holds what its manifest points at', () => {
    const targets = [...Object.values(manifest.bin), ...Object.values(manifest.exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)))];
    expect(packed).toEqual(expect.arrayContaining([...targets.map((path) => path.replace(/^\.\//u, '')), 'LICENSE', 'README.md', 'docs/schema/pipeline.schema.json', 'pipelines/nightly.yaml', 'dist/engine/run/join-work/program.js']));
  });

  it('holds every page that an error points at', () => {
    const named = Object.values(ERRORS).flatMap(({ next }) => [...next.matchAll(/\bdocs\/[\w./-]+\.(?:md|json)/gu)].map(([path]) => path));
    expect(named.length).toBeGreaterThan(0);
    expect(packed).toEqual(expect.arrayContaining([...named, 'docs/errors.md']));
  });

  it('holds no sources, tests or data', () => {
    expect(packed.filter((path) => /^(?:src|test|data|scripts|bench|out|node_modules|\.ci|\.winnow)\//u.test(path))).toEqual([]);
  });

  it('gives the documented library', () => {
    const names = JSON.parse(imported("console.log(JSON.stringify(Object.keys(await import('winnow'))))")) as string[];
    expect(names).toEqual(expect.arrayContaining([
      'run', 'definePipeline', 'defineReader', 'defineParser', 'defineChunker', 'defineScorer', 'defineJoin', 'defineExporter', 'openStore', 'WinnowError',
    ]));
    const langchain = JSON.parse(imported("console.log(JSON.stringify(Object.keys(await import('winnow/langchain'))))")) as string[];
    expect(langchain).toEqual(expect.arrayContaining(['WinnowLoader', 'WinnowFilter']));
  });

  it('loads nothing heavy when it is imported', () => {
    const heavy = ['pdf-parse', 'mammoth', 'cheerio', 'gpt-tokenizer', 'natural', '@langchain', 'markdown-it'];
    const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', `${registered} await import('winnow');`], { cwd: ROOT, encoding: 'utf8' });
    const urls = stderr.split('\n');
    expect(status, stderr).toBe(0);
    expect(urls.some((url) => url.endsWith('/dist/index.js'))).toBe(true);
    expect(urls.filter((url) => heavy.some((name) => url.includes(`/node_modules/${name}/`)))).toEqual([]);
  });

  it('starts as a command', () => {
    expect(readFileSync(MAIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/u);
    const { stdout, stderr } = spawnSync(process.execPath, [MAIN, '--version'], { encoding: 'utf8' });
    expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+/u);
    // V8 tells here of a flag it does not know.
    expect(stderr).toBe('');
  });

  it('brings the licences of the packages that the command holds copies of', () => {
    expect(packed).toContain('dist/cli/THIRD-PARTY.txt');
    const notices = readFileSync(join(ROOT, 'dist/cli/THIRD-PARTY.txt'), 'utf8');
    for (const name of ['zod', 'yaml', 'commander']) expect(notices).toMatch(new RegExp(`^${name} ${manifest.dependencies[name] ?? 'unknown'} \\((?:MIT|ISC)\\)$`, 'mu'));
  });

  it('is a command of few files', () => {
    const { stderr, status } = spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(registered)}`, MAIN, 'run', '--help'], { cwd: ROOT, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const loaded = stderr.split('\n').filter((url) => url.startsWith('file:'));
    expect(loaded.some((url) => url.endsWith('/dist/cli/main.js'))).toBe(true);
    expect(loaded.filter((url) => url.includes('/dist/') && !url.includes('/dist/cli/'))).toEqual([]);
    expect(new Set(loaded).size).toBeLessThan(100);
  });

  it('pins every dependency', () => {
    for (const [name, range] of Object.entries(manifest.dependencies)) expect(range, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u);
  });
});

describe('.ci/run', () => {
  const script = readFileSync(join(ROOT, '.ci/run'), 'utf8');

  it('calls only scripts that there are', () => {
    const called = [...script.matchAll(/\bnpm run ([\w-]+)/gu)].map(([, name = '']) => name);
    expect(called.length).toBeGreaterThan(4);
    expect(called.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it('runs the test command of README', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('npm ci && npm test');
    expect(script).toMatch(/^check install \d+ npm ci$/mu);
    expect(script).toMatch(/^step test \d+ npm test /mu);
  });
});
