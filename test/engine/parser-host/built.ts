import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import picomatch from 'picomatch';
import ts from 'typescript';
import { sha256 } from '../../../src/core/index.js';
import type { ParserHost, ParserHostOptions } from '../../../src/engine/parser-host/index.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The host as it is shipped: the sources it needs compiled to JavaScript, so that its children run with no rights, as they do
 * from `dist`. (From source they run through tsx, which needs rights.) Built once for each state of the sources.
 */
export async function builtHost(): Promise<(options: ParserHostOptions) => ParserHost> {
  const folder = await build();
  const module = (await import(pathToFileURL(join(folder, 'engine/parser-host/index.js')).href)) as {
    createParserHost: (options: ParserHostOptions) => ParserHost;
  };
  return module.createParserHost;
}

/** The folder it is built to. */
export async function build(): Promise<string> {
  const wanted = picomatch(['core/**/*.ts', 'ingest/*.ts', 'ingest/{parsers,chunkers,tokens}/**/*.ts', 'engine/parser-host/**/*.ts']);
  const names = (await readdir(join(ROOT, 'src'), { recursive: true })).filter((name) => wanted(name)).sort();
  const sources = await Promise.all(names.map((name) => readFile(join(ROOT, 'src', name), 'utf8')));
  const cache = join(ROOT, 'node_modules/.cache/parser-host');
  const target = join(cache, sha256(names.join('\n') + sources.join('\0')).slice(0, 16));
  if (existsSync(target)) return target;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'draft-'));
  for (const [index, name] of names.entries()) {
    const { outputText } = ts.transpileModule(sources[index] ?? '', {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    const file = join(draft, name.replace(/\.ts$/u, '.js'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, outputText);
  }
  await writeFile(join(draft, 'package.json'), '{ "type": "module" }');
  await rename(draft, target).catch(() => rm(draft, { recursive: true }));
  return target;
}
