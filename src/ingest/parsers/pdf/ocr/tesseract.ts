import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { WinnowError, messageOf } from '../../../../core/index.js';
import type { Raster } from './raster.js';

/** Tesseract in WebAssembly, without the threads that `tesseract.js` starts: a parser's process may have none. */
const CORE = 'tesseract.js-core';
/** Every processor that Node 20 runs on has these instructions; the relaxed ones may give another text on another machine. */
const BUILD = 'tesseract-core-simd-lstm.js';
/** Integer models made from Tesseract's best ones, for its neural engine alone. */
const MODELS = '4.0.0_best_int';
const LSTM_ONLY = 1;
/** As the picture is: its first orientation by EXIF, and no angle. */
const AS_IT_IS = [1, 0] as const;

interface BoundingBox { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }

/** A word as Tesseract tells of it, in pixels from the upper left corner. */
export interface TesseractWord {
  readonly text: string;
  /** 0..100 */
  readonly confidence: number;
  readonly bbox: BoundingBox;
}

export interface TesseractLine {
  readonly words: readonly TesseractWord[];
  readonly bbox: BoundingBox;
  readonly baseline: BoundingBox;
  readonly rowAttributes: { readonly rowHeight: number };
}

/** Blocks in reading order, their paragraphs with their lines. */
export interface TesseractPage {
  readonly blocks: readonly { readonly paragraphs: readonly { readonly lines: readonly TesseractLine[] }[] }[] | null;
}

interface Api {
  Init(path: null, languages: string, mode: number): number;
  SetVariable(name: string, value: string): boolean;
  SetImageFile(orientation: number, angle: number): number;
  Recognize(monitor: null): number;
  GetJSONText(): string;
  Version(): string;
}

interface Core {
  readonly FS: { writeFile(path: string, data: Uint8Array): void };
  readonly TessBaseAPI: new () => Api;
}

type LoadCore = (hooks: { print(text: string): void; printErr(text: string): void; TesseractProgress(): void }) => Promise<Core>;

export interface Tesseract {
  /** Its name and version. */
  readonly engine: string;
  /** Reads a page: `late` when it is not done at `deadline` (of `performance.now()`), `failed` when it breaks down over it. After either this Tesseract is of no more use. */
  recognise(page: Raster, deadline: number): TesseractPage | 'late' | 'failed';
}

/** How a package's file is found: its path, or an error. */
export type Resolve = (file: string) => string;

const here = createRequire(import.meta.url);

/**
 * Whether recognition of these languages can be had.
 * @returns paths of the core and of the languages' models
 * @throws WinnowError `package-missing`, which names what to install
 */
export function ocrFiles(languages: readonly string[], resolve: Resolve = (file) => here.resolve(file)): { readonly core: string; readonly models: readonly string[] } {
  const missing: string[] = [];
  const find = (name: string, ...path: readonly string[]): string => {
    try {
      return resolve([name, ...path].join('/'));
    } catch {
      missing.push(name);
      return '';
    }
  };
  const core = find(CORE, BUILD);
  const models = languages.map((language) => find(`@tesseract.js-data/${language}`, MODELS, `${language}.traineddata.gz`));
  if (missing.length === 0) return { core, models };
  const next = `npm install ${missing.join(' ')}`;
  throw new WinnowError('package-missing', `Text recognition in ${languages.join(', ')} needs ${missing.join(' and ')}, which ${missing.length === 1 ? 'is' : 'are'} not installed`, { next });
}

/**
 * Starts Tesseract with the models of some languages. Nothing is fetched, nothing is written outside its own memory.
 * @throws WinnowError `package-missing`; `parse-failed` when it does not start
 */
export async function openTesseract(languages: readonly string[]): Promise<Tesseract> {
  const { core: file, models } = ocrFiles(languages);
  const loadCore = here(file) as LoadCore;
  let deadline = Infinity;
  const late = new Error('late');
  const silent = (): void => undefined;
  try {
    const core = await loadCore({
      print: silent, printErr: silent,
      // Called word by word. Nothing else ends a recognition halfway, and it leaves this instance in pieces.
      TesseractProgress: () => {
        if (performance.now() > deadline) throw late;
      },
    });
    for (const [at, model] of models.entries()) core.FS.writeFile(join('/', `${languages[at] ?? ''}.traineddata`), await inflated(model));
    const api = new core.TessBaseAPI();
    if (api.Init(null, languages.join('+'), LSTM_ONLY) !== 0) throw new Error('its models do not load');
    return {
      engine: `tesseract ${api.Version().split('-')[0] ?? ''}`,
      recognise(page, until) {
        deadline = until;
        try {
          core.FS.writeFile('/input', greyMap(page));
          api.SetVariable('user_defined_dpi', String(Math.round(page.dpi)));
          if (api.SetImageFile(...AS_IT_IS) !== 0 || api.Recognize(null) !== 0) return 'failed';
          return JSON.parse(api.GetJSONText()) as TesseractPage;
        } catch (error) {
          return error === late ? 'late' : 'failed';
        }
      },
    };
  } catch (error) {
    throw new WinnowError('parse-failed', `Text recognition does not start: ${messageOf(error)}`, { cause: error });
  }
}

async function inflated(path: string): Promise<Uint8Array> {
  return promisify(gunzip)(await readFile(path));
}

/** The page as a portable grey map, which needs no encoder. */
function greyMap({ width, height, data }: Raster): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), data]);
}
