import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DateEvidence } from '../../../../src/core/index.js';
import { filesReader } from '../../../../src/ingest/readers/index.js';
import { readAll, temporaryFolder } from '../../../contract/reader.js';

/** A real repository in a folder of its own. */
export class Checkout {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<Checkout> {
    const checkout = new Checkout(await temporaryFolder());
    checkout.git('init', '-q', '-b', 'main');
    return checkout;
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  git(...args: string[]): string {
    return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', '-c', 'core.autocrlf=false', '-c', 'protocol.file.allow=always', ...args], {
      cwd: this.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Writes files and commits all there is, at noon of a day, or at a time with its zone. */
  async commit(date: string, files: Readonly<Record<string, string | Buffer>> = {}): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.root, path)), { recursive: true });
      await writeFile(join(this.root, path), content);
    }
    this.git('add', '-A');
    this.git('commit', '-qm', 'change', `--date=${date.length === 10 ? `${date}T12:00:00Z` : date}`);
  }

  /** By path, what git tells of each file; `null` = nothing. */
  async dates(options: object = {}): Promise<Record<string, Pick<DateEvidence, 'value' | 'confidence' | 'where'> | null>> {
    const { items } = await readAll(filesReader, { root: this.root, ...options }, { baseDir: this.root });
    const told: Record<string, Pick<DateEvidence, 'value' | 'confidence' | 'where'> | null> = {};
    for (const item of items) {
      const found = (await item.dates?.())?.find((date) => date.source === 'git');
      told[item.path] = found === undefined ? null : { value: found.value, confidence: found.confidence, where: found.where };
    }
    return told;
  }
}

export const RELAID = '; later commits changed the layout only';
export const sure = (value: string, more = ''): object => ({ value, confidence: 0.7, where: `git log${more}` });
export const massive = (value: string, more = ''): object => ({ value, confidence: 0.3, where: `git log, a commit that touched most files${more}` });
